#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "store/database.h"
#include "store/schema.h"

namespace garden::store {

// Whether a place is a PostgreSQL database's address, as the settings write it.
inline bool is_postgres_url(std::string_view text) {
    return text.starts_with("postgresql://") || text.starts_with("postgres://");
}

struct PostgresOptions {
    // Connections at most; whoever finds all in use waits for one.
    std::size_t connections = 16;
    // How long a caller waits for a connection, for a server that is gone to come back, and for transactions
    // of others that his collides with; then `unavailable` or `busy`.
    std::chrono::milliseconds patience{5'000};
    std::span<const Migration> migrations = store::migrations();
};

// Opens the catalog in a PostgreSQL database, or whatever speaks its protocol and SERIALIZABLE, and brings
// its schema up to date. Any number of programs may have it open. Transactions that write are SERIALIZABLE
// and are tried again where they collide. A connection that is lost is replaced; whether a commit that it was
// lost in took place is told by a row of the table `commits`, which each transaction writes last.
// `unavailable` with a sentence that says what to do: the database cannot be reached or used, or its schema
// is newer than this program.
Result<std::unique_ptr<Database>> open_postgres(const std::string& url, const PostgresOptions& options = {});

}  // namespace garden::store
