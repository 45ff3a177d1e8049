// Of this room alone.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "store/database.h"

namespace garden::visitors {

// The number of one more event of the log. Later ones are greater, also where the last events were erased:
// who learned up to a number has learned all that came before it. Nothing in a database that others write to:
// there the event is numbered after it was committed (Visitors::number_events()), for the numbers must grow
// in the order in which events can be read.
Result<std::optional<std::int64_t>> take_number(const store::Database& database,
                                                store::Transaction& transaction);

// As the column is written.
inline store::Value value_of(const std::optional<std::int64_t>& number) {
    return number ? store::Value(*number) : store::Value();
}

}  // namespace garden::visitors
