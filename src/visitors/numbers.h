// Of this room alone.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "store/database.h"

namespace garden::visitors {

// The number of one more event of the log. Later ones are greater, also where the last events were erased:
// who learned up to a number has learned all that came before it. NULL in a database that others write to:
// there the event is numbered when it is committed (Visitors::number_events()), for the numbers must grow in
// the order in which events can be read.
Result<store::Value> take_number(const store::Database& database, store::Transaction& transaction);

}  // namespace garden::visitors
