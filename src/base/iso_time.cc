#include "base/iso_time.h"

#include <algorithm>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace garden {
namespace {

constexpr std::string_view kDay = "dddd-dd-dd";
constexpr std::string_view kMoment = "dddd-dd-ddTdd:dd:ddZ";

bool has_form(std::string_view text, std::string_view form) {
    return std::ranges::equal(text, form, [](char c, char expected) {
        return expected == 'd' ? c >= '0' && c <= '9' : c == expected;
    });
}

// Of a text of digits.
int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
}

}  // namespace

std::string iso_time(Timestamp time) {
    // By gmtime: this fmt writes a time point in the time zone of the machine.
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", fmt::gmtime(std::chrono::floor<std::chrono::seconds>(time)));
}

std::string iso_time_millis(Timestamp time) {
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
    std::string text = iso_time(time);
    return text.insert(text.size() - 1, fmt::format(".{:03}", (millis % 1000 + 1000) % 1000));
}

std::optional<IsoTime> parse_iso_time(std::string_view text) {
    const bool is_day = has_form(text, kDay);
    if (!is_day && !has_form(text, kMoment)) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year(number(text.substr(0, 4))),
        std::chrono::month(static_cast<unsigned>(number(text.substr(5, 2)))),
        std::chrono::day(static_cast<unsigned>(number(text.substr(8, 2))))};
    if (!date.ok()) return std::nullopt;
    const std::chrono::sys_days day(date);
    if (is_day) return IsoTime{day, true};
    const int hour = number(text.substr(11, 2));
    const int minute = number(text.substr(14, 2));
    const int second = number(text.substr(17, 2));
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return IsoTime{
        day + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second), false};
}

}  // namespace garden
