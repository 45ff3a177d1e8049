#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace garden::store {

// NULL, an integer, a real number, or text. Blobs are not kept in the catalog.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

// One row of an answer, by column number from 0.
class Row {
  public:
    explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
    // A column of another type, or NULL, is 0 or "".
    std::int64_t integer(std::size_t column) const;
    double real(std::size_t column) const;
    const std::string& text(std::size_t column) const;
    bool is_null(std::size_t column) const;
    const Value& value(std::size_t column) const;  // NULL where there is no such column

  private:
    std::vector<Value> values_;
};

// A running transaction. Use it only inside the function it was handed to, on that thread.
class Transaction {
  public:
    virtual ~Transaction() = default;

    // Runs one statement. `sql` is a literal in the dialect that SQLite and PostgreSQL share: $1
    // placeholders, ON CONFLICT, RETURNING. It is prepared once and kept.
    virtual Result<std::vector<Row>> run(std::string_view sql, std::span<const Value> values) = 0;

    Result<std::vector<Row>> run(std::string_view sql, std::initializer_list<Value> values = {}) {
        return run(sql, std::span<const Value>(values.begin(), values.size()));
    }

    // The same for a statement whose rows nobody needs. It may be sent together with the next run() or with
    // the commit: if it fails, that one returns its error.
    virtual Result<> post(std::string_view sql, std::span<const Value> values) {
        const auto rows = run(sql, values);
        if (!rows) return std::unexpected(rows.error());
        return {};
    }

    Result<> post(std::string_view sql, std::initializer_list<Value> values = {}) {
        return post(sql, std::span<const Value>(values.begin(), values.size()));
    }
};

using Work = std::function<Result<>(Transaction&)>;

// `work` inside that transaction; what it throws becomes `internal`. For engines.
Result<> guarded(const Work& work, Transaction& transaction);

// What concurrent work that writes may see of each other.
enum class Isolation {
    serializable,  // nothing: each has the effect that it would have alone
    // Each statement sees what was committed before it, where the engine has that. For rows that nobody else
    // writes, and for rows that others want too: behind SELECT … FOR UPDATE they come one after the other,
    // and SKIP LOCKED passes over what another is about to take, instead of colliding.
    each_statement
};

// The catalog: tables and transactions. Thread-safe.
class Database {
  public:
    virtual ~Database() = default;

    // Runs `work` in a transaction of its own fate: its error rolls back its own statements only, and is
    // returned. Blocks until what it wrote is on the disk. Work of concurrent callers has the effect that it
    // would have one after the other. `work` may run more than once, and must not call this database again.
    // `unavailable` and `busy`: nothing was written, unless the message says that this is not known.
    Result<> write(const Work& work) { return write(work, Isolation::serializable); }
    virtual Result<> write(const Work& work, Isolation isolation) = 0;

    // Runs `work` on one consistent snapshot that includes every write acknowledged before. Statements that
    // write fail.
    virtual Result<> read(const Work& work) = 0;

    // Whether other programs may write to it at the same time. False: this one is alone, so that whatever its
    // forerunner left undone is nobody's.
    virtual bool is_shared() const = 0;

    // Until this program or another may have written to it, or this time is over, or there is a stop; several
    // writes may be one. By one thread at a time. Of one that is not shared: until the time is over.
    virtual void wait_for_writes(const std::stop_token& stop, std::chrono::milliseconds most) = 0;

    // The time of day where the catalog is: of one machine for all programs that share it.
    virtual Result<Timestamp> now() = 0;

    // What the engine itself finds wrong with its files, a sentence each; none: all is well. Reads
    // everything.
    virtual Result<std::vector<std::string>> verify() = 0;
};

}  // namespace garden::store
