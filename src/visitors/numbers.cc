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

struct Piece {
    std::size_t count = 0;  // of those that were numbered
    std::int64_t last = 0;  // the number that was given last
};

// In the order of their entries among those that are committed. Of two programs at it one is first, and the
// other finds them numbered.
Result<Piece> number_piece(store::Database& database) {
    Piece piece;
    const auto written = database.write([&](store::Transaction& transaction) -> Result<> {
        const auto numbered = transaction.run(
            "WITH fresh AS (SELECT entry, row_number() OVER (ORDER BY entry) AS place FROM interactions "
            "WHERE id IS NULL ORDER BY entry LIMIT $1), "
            "ended AS (UPDATE log_end SET last = last + (SELECT count(*) FROM fresh) RETURNING last) "
            "UPDATE interactions SET id = ended.last - (SELECT count(*) FROM fresh) + fresh.place "
            "FROM fresh, ended WHERE interactions.entry = fresh.entry RETURNING 1",
            {static_cast<std::int64_t>(kPiece)});
        if (!numbered) return std::unexpected(numbered.error());
        const auto end = transaction.run("SELECT last FROM log_end");
        if (!end) return std::unexpected(end.error());
        piece = {numbered->size(), end->front().integer(0)};
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return piece;
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
    auto piece = number_piece(database_);
    while (piece && piece->count == kPiece) piece = number_piece(database_);
    if (!piece) return std::unexpected(piece.error());
    return piece->last;
}

}  // namespace garden::visitors
