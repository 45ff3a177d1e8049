#pragma once

#include <string>

#include "api/context.h"

namespace garden::api {

// What an operator wants to be woken for, for GET /metrics: whether the database answers, what is not
// learned yet, jobs by their state. What only the database knows is missing while it is
// away.
std::string state_metrics(Context& context);

}  // namespace garden::api
