#pragma once

#include <functional>
#include <span>
#include <string>

#include "store/database.h"
#include "store/schema.h"

namespace garden::store {

// A connection as bringing its schema up to date needs it.
struct SchemaConnection {
    Transaction& transaction;
    // Runs statements separated by `;`, BEGIN and COMMIT among them.
    std::function<Result<>(const std::string&)> execute;
    std::string begin;  // the statement that begins a transaction which nobody else's writes come between
    std::function<std::string(const Migration&)> sql;  // of a migration, as this engine takes it
};

// Applies the migrations that the catalog has not seen, each in a transaction of its own, and notes them in
// the table schema_migrations. `unavailable`: the catalog has seen more than `migrations` holds.
Result<> migrate(const SchemaConnection& connection, std::span<const Migration> migrations);

}  // namespace garden::store
