#pragma once

#include <span>
#include <string>

#include "store/postgres_connection.h"
#include "store/schema.h"

namespace garden::store {

// A migration's SQL as PostgreSQL takes it: the schema is written for both, but for three words. INTEGER is
// BIGINT here, for our integers have 64 bits; TEXT is ordered by its octets; an INTEGER PRIMARY KEY numbers
// rows.
std::string postgres_sql(const Migration& migration);

// Applies the migrations that the catalog has not seen, as store/migrate.h says. Several
// programs may start at once: one migrates, the others wait for it. Whoever uses the catalog meanwhile is
// held up for seconds at most, also where somebody holds a table for long; that is waited for. `unavailable`:
// the catalog has seen more than `migrations` holds, or the user may not make tables.
Result<> bring_up_to_date(PostgresConnection& connection, std::span<const Migration> migrations);

}  // namespace garden::store
