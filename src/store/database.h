#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

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
};

using Work = std::function<Result<>(Transaction&)>;

// The catalog: tables and transactions. Thread-safe.
class Database {
  public:
    virtual ~Database() = default;

    // Runs `work` in a transaction of its own fate: its error rolls back its own statements only, and is
    // returned. Blocks until what it wrote is on the disk. Work of concurrent callers is committed together;
    // each sees what was written before it. `work` may run more than once, and must not call this database
    // again.
    virtual Result<> write(const Work& work) = 0;

    // Runs `work` on one consistent snapshot that includes every write acknowledged before. Statements that
    // write fail.
    virtual Result<> read(const Work& work) = 0;

    // What the engine itself finds wrong with its files, a sentence each; none: all is well. Reads
    // everything.
    virtual Result<std::vector<std::string>> verify() = 0;
};

}  // namespace garden::store
