#pragma once

#include <nlohmann/json_fwd.hpp>

#include "painting/painter.h"

namespace garden::painting {

// What to_json() writes, as an object.
nlohmann::ordered_json json_of(const Recipe& recipe);

}  // namespace garden::painting
