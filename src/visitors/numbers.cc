// The order of the log.
#include "visitors/numbers.h"

#include "store/statement.h"
#include "visitors/visitors.h"

namespace garden::visitors {
namespace {

// As many as one transaction numbers.
constexpr std::size_t kPiece = 10'000;

struct LogEnd {
    std::int64_t last = 0;
    bool is_numbered = true;  // all that is before it, and after
};

Result<LogEnd> log_end(store::Database& database) {
    const auto rows = store::read_one(
        database, database.is_shared()
                      ? "SELECT last, EXISTS (SELECT 1 FROM interactions WHERE id IS NULL) FROM log_end"
                      : "SELECT last, 0 FROM log_end");
    if (!rows) return std::unexpected(rows.error());
    return LogEnd{rows->front().integer(0), rows->front().integer(1) == 0};
}

// In the order of their entries among those that are committed. Of two programs at it one is first, and the
// other finds them numbered. How many those were.
Result<std::size_t> number_piece(store::Database& database) {
    const auto numbered = store::write_one(
        database,
        "WITH fresh AS (SELECT entry, row_number() OVER (ORDER BY entry) AS place FROM interactions "
        "WHERE id IS NULL ORDER BY entry LIMIT $1), "
        "ended AS (UPDATE log_end SET last = last + (SELECT count(*) FROM fresh) RETURNING last) "
        "UPDATE interactions SET id = ended.last - (SELECT count(*) FROM fresh) + fresh.place "
        "FROM fresh, ended WHERE interactions.entry = fresh.entry RETURNING 1",
        {static_cast<std::int64_t>(kPiece)});
    if (!numbered) return std::unexpected(numbered.error());
    return numbered->size();
}

}  // namespace

Result<std::optional<std::int64_t>> take_number(const store::Database& database,
                                                store::Transaction& transaction) {
    if (database.is_shared()) return std::nullopt;
    const auto rows = transaction.run("UPDATE log_end SET last = last + 1 RETURNING last");
    if (!rows) return std::unexpected(rows.error());
    return rows->front().integer(0);
}

Result<std::int64_t> Visitors::number_events() {
    const std::lock_guard lock(numbering_);
    const auto before = log_end(database_);
    if (!before) return std::unexpected(before.error());
    if (before->is_numbered) return before->last;
    auto count = number_piece(database_);
    while (count && *count == kPiece) count = number_piece(database_);
    if (!count) return std::unexpected(count.error());
    const auto after = log_end(database_);
    if (!after) return std::unexpected(after.error());
    return after->last;
}

}  // namespace garden::visitors
