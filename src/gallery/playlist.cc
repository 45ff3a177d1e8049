#include "gallery/playlist.h"

#include <ctime>

#include <fmt/format.h>

namespace garden::gallery {
namespace {

constexpr int kDay = 24 * 60;

// "09:00"; -1: it is no time of day.
int parse_minute(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return -1;
    int value = 0;
    for (const std::size_t at : {0, 1, 3, 4}) {
        if (text[at] < '0' || text[at] > '9') return -1;
        value = value * 10 + (text[at] - '0');
    }
    const int minute = value / 100 * 60 + value % 100;
    return value % 100 < 60 && minute <= kDay ? minute : -1;
}

}  // namespace

Result<ActiveHours> parse_active_hours(std::string_view text) {
    const std::size_t dash = text.find('-');
    const int begin = parse_minute(text.substr(0, dash));
    const int end = dash == std::string_view::npos ? -1 : parse_minute(text.substr(dash + 1));
    if (begin >= 0 && begin < kDay && end > 0 && begin != end) return ActiveHours{begin, end};
    if (begin >= 0 && end == 0 && begin != 0) return ActiveHours{begin, kDay};
    return fail(ErrorCode::invalid_argument,
                "\"activeHours\" must be two times of day such as 09:00-18:00, or 18:00-02:00 over midnight; "
                "empty: always");
}

std::string to_text(const ActiveHours& hours) {
    return fmt::format("{:02}:{:02}-{:02}:{:02}", hours.begin / 60, hours.begin % 60, hours.end / 60,
                       hours.end % 60);
}

bool is_within(const ActiveHours& hours, int minute_of_day) {
    const bool after_begin = minute_of_day >= hours.begin;
    const bool before_end = minute_of_day < hours.end;
    return hours.begin < hours.end ? after_begin && before_end : after_begin || before_end;
}

LocalTime local_time(Timestamp time) {
    const auto seconds = static_cast<std::time_t>(to_seconds(time));
    std::tm parts{};
    if (localtime_r(&seconds, &parts) == nullptr) return {};
    return {parts.tm_hour * 60 + parts.tm_min, parts.tm_zone};
}

bool is_transition(std::string_view word) { return word == "cut" || word == "fade" || word == "slide"; }

}  // namespace garden::gallery
