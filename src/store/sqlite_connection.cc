#include "store/sqlite_connection.h"

#include <charconv>

#include <fmt/format.h>
#include <sqlite3.h>

namespace garden::store {
namespace {

constexpr int kBusyMilliseconds = 5000;

ErrorCode code_of(int status) {
    switch (status & 0xFF) {
        case SQLITE_CONSTRAINT:
            return ErrorCode::conflict;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return ErrorCode::busy;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorCode::corrupt;
        case SQLITE_FULL:
        case SQLITE_IOERR:
            return ErrorCode::io;
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
            return ErrorCode::unavailable;
        default:
            return ErrorCode::internal;
    }
}

Value value_at(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER:
            return static_cast<std::int64_t>(sqlite3_column_int64(statement, column));
        case SQLITE_FLOAT:
            return sqlite3_column_double(statement, column);
        case SQLITE_NULL:
            return std::monostate{};
        default: {
            // The text must be asked for before its length.
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
            return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
        }
    }
}

int bind_value(sqlite3_stmt* statement, int parameter, const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        return sqlite3_bind_int64(statement, parameter, *integer);
    }
    if (const auto* real = std::get_if<double>(&value))
        return sqlite3_bind_double(statement, parameter, *real);
    if (const auto* text = std::get_if<std::string>(&value)) {
        // No copy: the caller's values outlive the statement's run. (SQLITE_STATIC is a null destructor.)
        return sqlite3_bind_text64(statement, parameter, text->data(), text->size(), nullptr, SQLITE_UTF8);
    }
    return sqlite3_bind_null(statement, parameter);
}

}  // namespace

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::filesystem::path& file,
                                                                 Access access) {
    sqlite3* handle = nullptr;
    const int status =
        sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(handle));
    if (status != SQLITE_OK) return connection->failure(status);
    if (auto done = connection->configure(access); !done) return std::unexpected(done.error());
    return connection;
}

Result<> SqliteConnection::configure(Access access) {
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, kBusyMilliseconds);
    // A reader needs no journal mode: the writer, which opens first, has made the file a WAL one.
    return execute(access == Access::write ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                             "PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864"
                                           : "PRAGMA query_only = ON");
}

SqliteConnection::~SqliteConnection() {
    statements_.clear();
    sqlite3_close_v2(handle_);
}

std::unexpected<Error> SqliteConnection::failure(int status) const {
    return fail(code_of(status), fmt::format("the catalog: {}", sqlite3_errmsg(handle_)));
}

Result<> SqliteConnection::control(std::string_view sql) {
    const auto rows = run(sql);
    if (!rows) return std::unexpected(rows.error());
    return {};
}

Result<> SqliteConnection::execute(const std::string& sql) {
    const int status = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
    if (status != SQLITE_OK) return failure(status);
    return {};
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

Result<SqliteConnection::Statement*> SqliteConnection::prepare(std::string_view sql) {
    if (const auto found = statements_.find(sql); found != statements_.end()) return &found->second;
    sqlite3_stmt* handle = nullptr;
    const char* rest = nullptr;
    const int status = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &handle, &rest);
    Statement statement{{handle, &sqlite3_finalize}, {}};
    if (status != SQLITE_OK) return failure(status);
    if (handle == nullptr || rest != sql.data() + sql.size()) {
        return fail(ErrorCode::internal, "the catalog runs one statement at a time");
    }
    // SQLite takes `$2` for a name and numbers parameters by their first appearance.
    const int count = sqlite3_bind_parameter_count(handle);
    for (int i = 1; i <= count; ++i) {
        const char* name = sqlite3_bind_parameter_name(handle, i);
        const std::string_view digits = name ? std::string_view(name).substr(1) : std::string_view();
        std::size_t number = 0;
        const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        if (number == 0 || end != digits.data() + digits.size()) {
            return fail(ErrorCode::internal, "placeholders are written $1, $2, ...");
        }
        statement.numbers.push_back(number);
    }
    return &statements_.emplace(sql, std::move(statement)).first->second;
}

Result<> SqliteConnection::bind(const Statement& statement, std::span<const Value> values) {
    for (std::size_t i = 0; i < statement.numbers.size(); ++i) {
        const std::size_t number = statement.numbers[i];
        if (number > values.size()) {
            return fail(ErrorCode::internal, fmt::format("no value for the placeholder ${}", number));
        }
        const int status = bind_value(statement.handle.get(), static_cast<int>(i) + 1, values[number - 1]);
        if (status != SQLITE_OK) return failure(status);
    }
    return {};
}

Result<std::vector<Row>> SqliteConnection::fetch(const Statement& statement) {
    sqlite3_stmt* handle = statement.handle.get();
    const int columns = sqlite3_column_count(handle);
    std::vector<Row> rows;
    while (true) {
        const int status = sqlite3_step(handle);
        if (status == SQLITE_DONE) return rows;
        if (status != SQLITE_ROW) return failure(status);
        std::vector<Value> values;
        values.reserve(static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column) values.push_back(value_at(handle, column));
        rows.emplace_back(std::move(values));
    }
}

Result<std::vector<Row>> SqliteConnection::run(std::string_view sql, std::span<const Value> values) {
    const auto statement = prepare(sql);
    if (!statement) return std::unexpected(statement.error());
    Result<std::vector<Row>> rows;
    if (auto bound = bind(**statement, values); bound) {
        rows = fetch(**statement);
    } else {
        rows = std::unexpected(bound.error());
    }
    sqlite3_reset((*statement)->handle.get());
    sqlite3_clear_bindings((*statement)->handle.get());
    return rows;
}

}  // namespace garden::store
