#pragma once

#include <memory>
#include <string>

#include "base/result.h"

struct pg_conn;

namespace garden::store {

struct CloseConnection {
    void operator()(pg_conn* connection) const;
};

// A connection of libpq's.
using PostgresHandle = std::unique_ptr<pg_conn, CloseConnection>;

// Connects, within five seconds for each address that the host has. `url`: postgresql://…, or all else that
// libpq takes; its variables (PGPASSWORD, …) and password file count too. `busy`: it takes no more
// connections; `unavailable`; each with a sentence that says what to do.
Result<PostgresHandle> connect_postgres(const std::string& url);

// Whether a database answers there at all, if only to say that nobody can be let in just now. As long as
// connect_postgres().
bool postgres_speaks(const std::string& url);

// Begins to connect; PQconnectPoll() says how it goes on. Null: there is no memory.
PostgresHandle begin_to_connect(const std::string& url);

// What libpq says first: the lines after it ask what may be wrong. Of a null pointer nothing.
std::string first_line(const char* message);

}  // namespace garden::store
