#include <array>
#include <charconv>
#include <chrono>

#include "http/message.h"

namespace garden::http {
namespace {

constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void append_padded(std::string& text, unsigned number, unsigned digits) {
    unsigned divisor = 1;
    for (unsigned i = 1; i < digits; ++i) divisor *= 10;
    for (; divisor > 0; divisor /= 10) text += static_cast<char>('0' + number / divisor % 10);
}

// Reads a date from left to right; once a step fails, all later ones do.
class Reader {
  public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool literal(std::string_view expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }
    // Exactly `digits` digits.
    bool number(std::size_t digits, unsigned& value) {
        if (rest_.size() < digits) return false;
        const char* const end = rest_.data() + digits;
        const auto [stop, error] = std::from_chars(rest_.data(), end, value);
        if (error != std::errc{} || stop != end) return false;
        rest_.remove_prefix(digits);
        return true;
    }
    bool day_name() {
        for (const std::string_view day : days) {
            if (literal(day)) return true;
        }
        return false;
    }
    bool month(unsigned& value) {
        for (unsigned i = 0; i < months.size(); ++i) {
            if (literal(months[i])) {
                value = i + 1;
                return true;
            }
        }
        return false;
    }
    void skip_letters() {
        while (!rest_.empty() && rest_[0] >= 'a' && rest_[0] <= 'z') rest_.remove_prefix(1);
    }
    bool at_end() const { return rest_.empty(); }

  private:
    std::string_view rest_;
};

struct Fields {
    unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

bool read_time(Reader& in, Fields& f) {
    return in.number(2, f.hour) && in.literal(":") && in.number(2, f.minute) && in.literal(":") &&
           in.number(2, f.second);
}

// Sun, 06 Nov 1994 08:49:37 GMT
bool read_fixdate(Reader in, Fields& f) {
    return in.day_name() && in.literal(", ") && in.number(2, f.day) && in.literal(" ") && in.month(f.month) &&
           in.literal(" ") && in.number(4, f.year) && in.literal(" ") && read_time(in, f) &&
           in.literal(" GMT") && in.at_end();
}

// Sunday, 06-Nov-94 08:49:37 GMT
bool read_rfc850(Reader in, Fields& f) {
    if (!in.day_name()) return false;
    in.skip_letters();
    const bool read = in.literal(", ") && in.number(2, f.day) && in.literal("-") && in.month(f.month) &&
                      in.literal("-") && in.number(2, f.year) && in.literal(" ") && read_time(in, f) &&
                      in.literal(" GMT") && in.at_end();
    // A year of two digits is never more than 50 years ahead (RFC 9110 5.6.7); the Unix epoch gives the
    // pivot.
    f.year += f.year < 70 ? 2000 : 1900;
    return read;
}

// Sun Nov  6 08:49:37 1994
bool read_asctime(Reader in, Fields& f) {
    return in.day_name() && in.literal(" ") && in.month(f.month) && in.literal(" ") &&
           (in.literal(" ") ? in.number(1, f.day) : in.number(2, f.day)) && in.literal(" ") &&
           read_time(in, f) && in.literal(" ") && in.number(4, f.year) && in.at_end();
}

}  // namespace

std::string http_date(std::int64_t seconds) {
    using namespace std::chrono;
    const sys_seconds time{std::chrono::seconds{seconds}};
    const sys_days date = floor<std::chrono::days>(time);
    const year_month_day ymd{date};
    const hh_mm_ss<std::chrono::seconds> clock{time - date};
    std::string text;
    text.reserve(29);
    text += days[weekday{date}.c_encoding()];
    text += ", ";
    append_padded(text, static_cast<unsigned>(ymd.day()), 2);
    text += ' ';
    text += months[static_cast<unsigned>(ymd.month()) - 1];
    text += ' ';
    append_padded(text, static_cast<unsigned>(static_cast<int>(ymd.year())), 4);
    text += ' ';
    append_padded(text, static_cast<unsigned>(clock.hours().count()), 2);
    text += ':';
    append_padded(text, static_cast<unsigned>(clock.minutes().count()), 2);
    text += ':';
    append_padded(text, static_cast<unsigned>(clock.seconds().count()), 2);
    text += " GMT";
    return text;
}

std::optional<std::int64_t> parse_http_date(std::string_view text) {
    using namespace std::chrono;
    Fields f;
    if (!read_fixdate(Reader(text), f) && !read_rfc850(Reader(text), f) && !read_asctime(Reader(text), f)) {
        return std::nullopt;
    }
    const year_month_day date{year{static_cast<int>(f.year)}, month{f.month}, day{f.day}};
    // Second 60 is a leap second.
    if (!date.ok() || f.hour > 23 || f.minute > 59 || f.second > 60) return std::nullopt;
    const auto time = sys_days{date} + hours{f.hour} + minutes{f.minute} + std::chrono::seconds{f.second};
    return time.time_since_epoch().count();
}

}  // namespace garden::http
