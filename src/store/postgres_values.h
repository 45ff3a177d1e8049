#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/database.h"

struct pg_result;

namespace garden::store {

// Values as libpq sends them: text, each with the type that it has here, so that the server need not guess.
// Integers are BIGINT, real numbers DOUBLE PRECISION; the type of NULL is the server's guess. Refers to
// `values`, which must outlive it.
class PostgresValues {
  public:
    explicit PostgresValues(std::span<const Value> values);

    int count() const { return static_cast<int>(types_.size()); }
    const unsigned* types() const { return types_.data(); }
    const char* const* texts() const { return texts_.data(); }
    // One letter for each type: statements are prepared for their types.
    const std::string& signature() const { return signature_; }

  private:
    std::vector<unsigned> types_;
    std::vector<const char*> texts_;
    std::vector<std::string> numbers_;  // what texts_ point to
    std::string signature_;
};

// True if a text among the values holds an octet 0, which PostgreSQL keeps in no text.
bool has_nul(std::span<const Value> values);

// The rows of an answer: whole numbers and truth values as integers, also sums, which are NUMERIC there.
std::vector<Row> rows_of(const pg_result* answer);

}  // namespace garden::store
