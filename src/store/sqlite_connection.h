#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace garden::store {

// One connection to an SQLite file and the statements prepared on it. Not thread-safe: one thread at a time.
class SqliteConnection final : public Transaction {
  public:
    enum class Access { write, read_only };

    // The file must exist. Sets WAL, synchronous=FULL, foreign keys, and a busy time-out of five seconds.
    static Result<std::unique_ptr<SqliteConnection>> open(const std::filesystem::path& file, Access access);

    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    using Transaction::run;
    Result<std::vector<Row>> run(std::string_view sql, std::span<const Value> values) override;

    // Runs one statement that has no values and no answer, and keeps it prepared: BEGIN and the like.
    Result<> control(std::string_view sql);

    // Runs statements separated by `;`, without values and without keeping them.
    Result<> execute(const std::string& sql);

    // False once SQLite gave up the whole transaction, as it does when the disk is full or fails.
    bool in_transaction() const;

  private:
    // A prepared statement and, for each of SQLite's parameters, the number behind the `$` of its name.
    struct Statement {
        std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> handle;
        std::vector<std::size_t> numbers;
    };

    explicit SqliteConnection(sqlite3* handle) : handle_(handle) {}
    Result<> configure(Access access);
    Result<Statement*> prepare(std::string_view sql);
    Result<> bind(const Statement& statement, std::span<const Value> values);
    Result<std::vector<Row>> fetch(const Statement& statement);
    std::unexpected<Error> failure(int status) const;

    sqlite3* handle_;
    // By their text. SQL is written as literals, so there are only so many.
    std::map<std::string, Statement, std::less<>> statements_;
};

}  // namespace garden::store
