// Of this room alone.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "store/database.h"

namespace garden::visitors {

// The number of one more event of the log. Later ones are greater, also where the last events were erased:
// who learned up to a number has learned all that came before it.
Result<std::int64_t> take_number(store::Transaction& transaction);

}  // namespace garden::visitors
