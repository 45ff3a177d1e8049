#include "store/migrate.h"

#include <fmt/format.h>

#include "base/clock.h"

namespace garden::store {
namespace {

Result<std::size_t> applied_count(Transaction& transaction) {
    const auto rows = transaction.run("SELECT coalesce(max(number), 0) FROM schema_migrations");
    if (!rows) return std::unexpected(rows.error());
    return static_cast<std::size_t>(rows->front().integer(0));
}

// One migration, unless another process was quicker; inside a transaction.
Result<> apply(const SchemaConnection& connection, std::size_t number, const Migration& migration) {
    const auto applied = applied_count(connection.transaction);
    if (!applied) return std::unexpected(applied.error());
    if (*applied >= number) return {};
    if (auto done = connection.execute(connection.sql(migration)); !done) return done;
    const auto noted = connection.transaction.run(
        "INSERT INTO schema_migrations (number, name, applied_at) VALUES ($1, $2, $3)",
        {static_cast<std::int64_t>(number), std::string(migration.name), to_micros(SystemClock().now())});
    if (!noted) return std::unexpected(noted.error());
    return {};
}

Result<> apply_in_transaction(const SchemaConnection& connection, std::size_t number,
                              const Migration& migration) {
    if (auto begun = connection.execute(connection.begin); !begun) return begun;
    auto done = apply(connection, number, migration);
    if (done) done = connection.execute("COMMIT");
    if (!done) {
        (void)connection.execute("ROLLBACK");  // an engine that did so itself refuses, which is as well
        return fail_within(fmt::format("migration {} ({})", number, migration.name), done.error());
    }
    return {};
}

}  // namespace

Result<> migrate(const SchemaConnection& connection, std::span<const Migration> migrations) {
    if (auto made =
            connection.execute("CREATE TABLE IF NOT EXISTS schema_migrations ("
                               "number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)");
        !made) {
        return made;
    }
    const auto applied = applied_count(connection.transaction);
    if (!applied) return std::unexpected(applied.error());
    if (*applied > migrations.size()) {
        return fail(
            ErrorCode::unavailable,
            fmt::format("the catalog has schema {}, this program knows up to {}: it was written by a newer "
                        "version; use that one",
                        *applied, migrations.size()));
    }
    for (std::size_t number = *applied + 1; number <= migrations.size(); ++number) {
        if (auto done = apply_in_transaction(connection, number, migrations[number - 1]); !done) return done;
    }
    return {};
}

}  // namespace garden::store
