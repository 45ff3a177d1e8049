#pragma once

#include <string_view>

#include "base/result.h"

namespace garden::access {

// `invalid_argument` unless `name` is 1–64 of A–Z a–z 0–9 . _ - ; `what` begins the sentence: "an
// administrator's name".
Result<> check_name(std::string_view what, std::string_view name);

}  // namespace garden::access
