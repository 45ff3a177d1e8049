#include "store/postgres_handle.h"

#include <array>
#include <string_view>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "base/text.h"

namespace garden::store {
namespace {

// The server, or the role or database there, has as many connections as it may have.
bool is_full(std::string_view message) {
    return message.contains("too many clients") || message.contains("remaining connection slots") ||
           message.contains("too many connections for ");
}

// Names of hosts and files stand in the message too, and are not to be taken for what it says.
std::string_view advice(std::string_view message) {
    if (message.contains("password authentication failed") || message.contains("no password supplied"))
        return "; give user and password in EMOTION_GARDEN_DATABASE, or the password in PGPASSWORD";
    if (message.contains("pg_hba.conf")) return "; allow this machine in its pg_hba.conf";
    if (message.contains("FATAL:  database \""))
        return "; make it with createdb, owned by the user that the garden connects as";
    if (message.contains("FATAL:  role \"")) return "; make it with createuser";
    if (is_full(message))
        return "; raise its max_connections, or what its role or database may have, or lower the setting "
               "database_connections";
    if (message.contains("root certificate file \""))
        return "; sslrootcert in EMOTION_GARDEN_DATABASE names the file of the authority that signed the "
               "database's certificate";
    if (message.contains("certificate verify failed"))
        return "; give the authority that signed the database's certificate as sslrootcert, and see that the "
               "certificate and this machine's clock are right";
    if (message.contains("server certificate for \""))
        return "; reach it by a name that its certificate has, or give it one with this name";
    return "; is it running, and can it be reached from here?";
}

}  // namespace

std::string first_line(const char* message) {
    const std::string_view text = message == nullptr ? "" : message;
    return std::string(trim(text.substr(0, text.find('\n'))));
}

void CloseConnection::operator()(pg_conn* connection) const { PQfinish(connection); }

namespace {

// As libpq takes them.
struct Parameters {
    static constexpr std::size_t kCount = 9;
    std::array<const char*, kCount> names = {"connect_timeout",  "keepalives_idle",  "keepalives_interval",
                                             "keepalives_count", "tcp_user_timeout", "application_name",
                                             "client_encoding",  "dbname",           nullptr};
    std::array<const char*, kCount> values;

    // What stands in the URL wins, for it comes last.
    explicit Parameters(const std::string& url)
        : values{"5", "5", "2", "3", "10000", "emotion-garden", "UTF8", url.c_str(), nullptr} {}
};

// What the server remarks is said in its own log; libpq would print it among ours.
PostgresHandle quiet(PostgresHandle handle) {
    PQsetNoticeProcessor(handle.get(), [](void*, const char*) {}, nullptr);
    return handle;
}

}  // namespace

Result<PostgresHandle> connect_postgres(const std::string& url) {
    // Before anything else, for libpq's complaint quotes the address, password and all.
    PQconninfoOption* const parts = PQconninfoParse(url.c_str(), nullptr);
    PQconninfoFree(parts);
    if (parts == nullptr) {
        return fail(ErrorCode::unavailable,
                    "the address of the database cannot be read: write postgresql://user@host:5432/database, "
                    "and what is special in it percent-encoded");
    }
    const Parameters parameters(url);
    PostgresHandle handle =
        quiet(PostgresHandle(PQconnectdbParams(parameters.names.data(), parameters.values.data(), 1)));
    if (PQstatus(handle.get()) != CONNECTION_OK) {
        const std::string message = first_line(PQerrorMessage(handle.get()));
        return fail(is_full(message) ? ErrorCode::busy : ErrorCode::unavailable,
                    fmt::format("the database: {}{}", message, advice(message)));
    }
    return handle;
}

bool postgres_speaks(const std::string& url) {
    const Parameters parameters(url);
    const PGPing said = PQpingParams(parameters.names.data(), parameters.values.data(), 1);
    return said == PQPING_OK || said == PQPING_REJECT;
}

PostgresHandle begin_to_connect(const std::string& url) {
    const Parameters parameters(url);
    return quiet(PostgresHandle(PQconnectStartParams(parameters.names.data(), parameters.values.data(), 1)));
}

}  // namespace garden::store
