#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace garden {

// "2023-11-14T22:13:20Z": RFC 3339 in UTC, in whole seconds.
std::string iso_time(Timestamp time);

// The same with milliseconds: "2023-11-14T22:13:20.123Z".
std::string iso_time_millis(Timestamp time);

// A moment as iso_time() writes it, or a day, "2023-11-14".
struct IsoTime {
    Timestamp begin;
    bool is_day = false;  // of 24 hours in UTC from `begin` on
};

// Nothing for any other text, and for days that there are not.
std::optional<IsoTime> parse_iso_time(std::string_view text);

}  // namespace garden
