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
    std::size_t count = 0;  // of the numbers that were given
    std::int64_t last = 0;  // the number that was given last
};

// Those that are committed by now, in the order of their entries. One that is erased meanwhile leaves a gap.
Result<Piece> number_piece(store::Transaction& transaction, std::int64_t enough) {
    // Whoever comes second waits here, and the next statement sees what the first one numbered.
    const auto before = transaction.run("SELECT last FROM log_end FOR UPDATE");
    if (!before) return std::unexpected(before.error());
    if (const std::int64_t last = before->front().integer(0); last > enough) return Piece{0, last};
    const auto numbered = transaction.run(
        "WITH fresh AS (SELECT entry, row_number() OVER (ORDER BY entry) AS place FROM interactions "
        "WHERE id IS NULL ORDER BY entry LIMIT $1), "
        "ended AS (UPDATE log_end SET last = last + (SELECT count(*) FROM fresh) "
        "WHERE EXISTS (SELECT 1 FROM fresh) RETURNING last), "
        "numbered AS (UPDATE interactions SET id = ended.last - (SELECT count(*) FROM fresh) + fresh.place "
        "FROM fresh, ended WHERE interactions.entry = fresh.entry) "
        "SELECT (SELECT count(*) FROM fresh), last FROM ended",
        {static_cast<std::int64_t>(kPiece)});
    if (!numbered) return std::unexpected(numbered.error());
    if (numbered->empty()) return Piece{0, before->front().integer(0)};
    const store::Row& row = numbered->front();
    return Piece{static_cast<std::size_t>(row.integer(0)), row.integer(1)};
}

// Under SERIALIZABLE it would collide with every event that is written meanwhile.
Result<Piece> number_piece(store::Database& database, std::int64_t enough) {
    Piece piece;
    const auto written = database.write(
        [&](store::Transaction& transaction) -> Result<> {
            const auto numbered = number_piece(transaction, enough);
            if (!numbered) return std::unexpected(numbered.error());
            piece = *numbered;
            // There is nothing to commit, nor to wake others for.
            if (piece.count == 0) return fail(ErrorCode::cancelled, "nothing is left to be numbered");
            return {};
        },
        store::Isolation::each_statement);
    if (!written && written.error().code != ErrorCode::cancelled) return std::unexpected(written.error());
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

Result<std::int64_t> Visitors::number_events(std::int64_t enough) {
    const auto end = log_end(database_);
    if (!end) return std::unexpected(end.error());
    if (end->is_numbered || end->last > enough) return end->last;
    auto piece = number_piece(database_, enough);
    while (piece && piece->count == kPiece) piece = number_piece(database_, INT64_MAX);
    if (!piece) return std::unexpected(piece.error());
    return piece->last;
}

}  // namespace garden::visitors
