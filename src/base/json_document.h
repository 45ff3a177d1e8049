#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

#include "base/result.h"

namespace garden {

// Values cost many times the octets that they are written in: an empty list two octets, and some 50 in
// memory. Beginnings of lists and objects, and names, count as values do.
struct JsonLimits {
    int depth = 32;
    int values = 20'000;
};

// What `text` from outside is as JSON, in time and memory that its length and the limits bound.
// `invalid_argument` with a sentence that begins with `what` and has no part of the text: it is no UTF-8, no
// JSON, or beyond a limit, which it names.
Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits = {},
                                  std::string_view what = "the body");
// The same, and it must be an object.
Result<nlohmann::json> parse_json_object(std::string_view text, const JsonLimits& limits = {},
                                         std::string_view what = "the body");

}  // namespace garden
