#include "store/change_feed.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "store/key_list.h"
#include "store/statement.h"

namespace garden::store {
namespace {

// As many changes as one piece holds.
constexpr std::int64_t kPiece = 5'000;

// As many rows as one transaction forgets.
constexpr std::int64_t kForgottenTogether = 20'000;

// Which transactions are over, and the greatest entry.
constexpr std::string_view kEnds = "SELECT pg_current_snapshot()::text, coalesce(max(entry), 0) FROM changes";

// What was noted before, but not committed then, and the first of what was noted since: each part by an index
// of its own.
constexpr std::string_view kNew =
    "SELECT subject, key, entry FROM changes WHERE entry <= $2 "
    "AND xact >= pg_snapshot_xmin($1::pg_snapshot)::text::bigint "
    "AND NOT pg_visible_in_snapshot(xact::text::xid8, $1::pg_snapshot) UNION ALL "
    "(SELECT subject, key, entry FROM changes WHERE entry > $2 ORDER BY entry LIMIT $3)";

Result<> tell_all(const std::set<std::string>& keys, const std::function<Result<>(ChangeFeed::Keys)>& tell) {
    const std::vector<std::string> all(keys.begin(), keys.end());
    for (std::size_t first = 0; first < all.size(); first += kMostKeys) {
        const std::size_t count = std::min(kMostKeys, all.size() - first);
        if (auto told = tell({&all[first], count}); !told) return told;
    }
    return {};
}

// Half an hour of many writes, or the days of an outage, may be more than one statement has time for. Nobody
// else writes these rows; under SERIALIZABLE whoever adds some meanwhile would collide with this.
Result<> delete_in_pieces(Database& database, std::string_view sql) {
    std::int64_t count = kForgottenTogether;
    while (count == kForgottenTogether) {
        const auto deleted = database.write(
            [&](Transaction& transaction) -> Result<> {
                const auto rows = transaction.run(sql, {kForgottenTogether});
                if (!rows) return std::unexpected(rows.error());
                count = rows->front().integer(0);
                return {};
            },
            Isolation::each_statement);
        if (!deleted) return deleted;
    }
    return {};
}

}  // namespace

Result<> ChangeFeed::begin() {
    if (!database_.is_shared()) return {};
    const auto ends = read_one(database_, kEnds);
    if (!ends) return std::unexpected(ends.error());
    snapshot_ = ends->front().text(0);
    told_ = ends->front().integer(1);
    return {};
}

Result<ChangeFeed::Piece> ChangeFeed::read_piece() {
    Piece piece;
    const auto read = database_.read([&](Transaction& transaction) -> Result<> {
        piece = {};
        piece.last = told_;
        const auto ends = transaction.run(kEnds);
        if (!ends) return std::unexpected(ends.error());
        piece.snapshot = ends->front().text(0);
        piece.end = ends->front().integer(1);
        const auto rows = transaction.run(kNew, {snapshot_, told_, kPiece});
        if (!rows) return std::unexpected(rows.error());
        std::int64_t fresh = 0;
        for (const Row& row : *rows) {
            piece.keys[row.text(0)].insert(row.text(1));
            if (row.integer(2) > told_) ++fresh;
            piece.last = std::max(piece.last, row.integer(2));
        }
        piece.is_full = fresh == kPiece;
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return piece;
}

// What is committed after a piece was read, with an entry that it passed over, was open then: the next one
// has it.
Result<> ChangeFeed::tell(const Listeners& listeners) {
    if (!database_.is_shared()) return {};
    std::optional<std::int64_t> end;  // what is noted later is left to the next call
    bool is_more = true;
    while (is_more) {
        const auto piece = read_piece();
        if (!piece) return std::unexpected(piece.error());
        for (const auto& [subject, keys] : piece->keys) {
            const auto listener = listeners.find(subject);
            if (listener == listeners.end()) continue;
            if (auto told = tell_all(keys, listener->second); !told) return told;
        }
        snapshot_ = piece->snapshot;
        told_ = piece->last;
        if (!end) end = piece->end;
        is_more = piece->is_full && told_ < *end;
    }
    return {};
}

Result<> note_change(const Database& database, Transaction& transaction, std::string_view subject,
                     std::string_view key) {
    if (!database.is_shared()) return {};
    return transaction.post("INSERT INTO changes (subject, key) VALUES ($1, $2)",
                            {std::string(subject), std::string(key)});
}

Result<> ChangeFeed::forget() {
    if (!database_.is_shared()) return {};
    for (const std::string_view sql :
         {"WITH gone AS (DELETE FROM changes WHERE entry IN (SELECT entry FROM changes "
          "WHERE at < now() - interval '1 day' LIMIT $1) RETURNING 1) SELECT count(*) FROM gone",
          "WITH gone AS (DELETE FROM commits WHERE token IN (SELECT token FROM commits "
          "WHERE at < now() - interval '1 hour' LIMIT $1) RETURNING 1) SELECT count(*) FROM gone"}) {
        if (auto deleted = delete_in_pieces(database_, sql); !deleted) return deleted;
    }
    return {};
}

}  // namespace garden::store
