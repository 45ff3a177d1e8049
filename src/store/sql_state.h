#pragma once

#include <string_view>

#include "base/result.h"

namespace garden::store {

// What PostgreSQL's five-letter codes mean for this program. Source: PostgreSQL 15, appendix A.
ErrorCode code_of_sql_state(std::string_view state);

// The transaction met another one, and may succeed when it is tried again: 40001 and 40P01.
bool is_collision(std::string_view state);

// The connection, or the server behind it, is of no more use: it is going down, is a standby now, or plans
// that it keeps are of an older schema.
bool is_loss(std::string_view state);

}  // namespace garden::store
