#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace garden::gallery {

// From `begin` to `end`, minutes of the local day, 0–1440; over midnight where `end` is before `begin`.
struct ActiveHours {
    int begin = 0;
    int end = 0;

    bool operator==(const ActiveHours&) const = default;
};

// "09:00-18:00"; "24:00" may be the end. `invalid_argument` says what is wrong.
Result<ActiveHours> parse_active_hours(std::string_view text);
std::string to_text(const ActiveHours& hours);
bool is_within(const ActiveHours& hours, int minute_of_day);

// In the time zone of this machine (TZ, or /etc/localtime).
struct LocalTime {
    int minute_of_day = 0;
    std::string zone;  // its name at that time: "KST"
};
LocalTime local_time(Timestamp time);

struct PlaylistItem {
    std::string key = {};    // of the picture that was chosen
    std::string shown = {};  // of the zone's own copy of it, which stays when that picture is removed
    std::string etag = {};   // of that copy: another whenever it is
    int seconds = 10;
};

inline constexpr std::size_t kMostItems = 500;
inline constexpr int kMostSeconds = 3600;

// What a display shows one after the other. Without pictures it shows its slots.
struct Playlist {
    std::vector<PlaylistItem> items;
    std::string transition = "fade";          // one that is_transition() takes
    std::optional<ActiveHours> active_hours;  // nothing: always
};

bool is_transition(std::string_view word);  // cut, fade or slide

}  // namespace garden::gallery
