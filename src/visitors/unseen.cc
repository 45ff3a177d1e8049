// Erasing visitors by age, in pieces.
#include "store/change_feed.h"
#include "store/statement.h"
#include "visitors/visitors.h"

namespace garden::visitors {
namespace {

// One pass over all pieces reads each row once.
std::string_view search(Trace trace) {
    if (trace == Trace::profile) {
        return "SELECT id FROM visitors WHERE id > $1 AND seen_at < $2 AND NOT EXISTS "
               "(SELECT 1 FROM interactions WHERE visitor_id = visitors.id AND at >= $2) "
               "ORDER BY id LIMIT $3";
    }
    return "SELECT visitor_id FROM interactions WHERE visitor_id > $1 AND NOT EXISTS "
           "(SELECT 1 FROM visitors WHERE id = visitor_id) "
           "GROUP BY visitor_id HAVING max(at) < $2 ORDER BY visitor_id LIMIT $3";
}

// They may have come back since they were searched for.
Result<bool> was_seen(store::Transaction& transaction, const std::string& id, std::int64_t since) {
    const auto rows = transaction.run(
        "SELECT 1 FROM visitors WHERE id = $1 AND seen_at >= $2 UNION ALL "
        "SELECT 1 FROM interactions WHERE visitor_id = $1 AND at >= $2 LIMIT 1",
        {id, since});
    if (!rows) return std::unexpected(rows.error());
    return !rows->empty();
}

// At most as many as fit into the piece; false: there are more.
Result<bool> erase_events(const store::Database& database, store::Transaction& transaction,
                          const std::string& id, Erased& erased) {
    const auto deleted = transaction.run(
        "DELETE FROM interactions WHERE id IN "
        "(SELECT id FROM interactions WHERE visitor_id = $1 ORDER BY at LIMIT $2) RETURNING id",
        {id, static_cast<std::int64_t>(kEventsErasedTogether - erased.events)});
    if (!deleted) return std::unexpected(deleted.error());
    erased.events += deleted->size();
    if (!deleted->empty()) {
        const auto noted = store::note_change(database, transaction, "interactions", id);
        if (!noted) return std::unexpected(noted.error());
    }
    const auto left = transaction.run("SELECT 1 FROM interactions WHERE visitor_id = $1 LIMIT 1", {id});
    if (!left) return std::unexpected(left.error());
    return left->empty();
}

// False: the piece is full before nothing is left of this one.
Result<bool> erase_one(const store::Database& database, store::Transaction& transaction,
                       const std::string& id, std::int64_t since, Erased& erased) {
    const auto seen = was_seen(transaction, id, since);
    if (!seen) return seen;
    if (*seen) return true;
    const auto whole = erase_events(database, transaction, id, erased);
    if (!whole || !*whole) return whole;
    const auto visitor = transaction.post("DELETE FROM visitors WHERE id = $1", {id});
    if (!visitor) return std::unexpected(visitor.error());
    erased.visitors.push_back(id);
    return true;
}

}  // namespace

Result<std::vector<std::string>> Visitors::find_unseen(Timestamp since, Trace trace,
                                                       const std::string& after) {
    const auto rows = store::read_one(database_, search(trace),
                                      {after, to_micros(since), static_cast<std::int64_t>(kErasedTogether)});
    if (!rows) return std::unexpected(rows.error());
    std::vector<std::string> ids;
    for (const store::Row& row : *rows) ids.push_back(row.text(0));
    return ids;
}

Result<Erased> Visitors::erase_unseen(Timestamp since, std::span<const std::string> ids) {
    Erased erased;
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        erased = {};
        for (const std::string& id : ids) {
            const auto whole = erase_one(database_, transaction, id, to_micros(since), erased);
            if (!whole) return std::unexpected(whole.error());
            if (!*whole) break;
            ++erased.looked_at;
        }
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return erased;
}

}  // namespace garden::visitors
