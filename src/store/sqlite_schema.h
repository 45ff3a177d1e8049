#pragma once

#include <span>

#include "store/schema.h"
#include "store/sqlite_connection.h"

namespace garden::store {

// Applies the migrations that the catalog has not seen, each in a transaction of its own, and notes them in
// the table schema_migrations. `unavailable`: the catalog has seen more than `migrations` holds.
Result<> migrate(SqliteConnection& connection, std::span<const Migration> migrations);

}  // namespace garden::store
