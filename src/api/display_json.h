#pragma once

#include <string>

#include "base/result.h"
#include "gallery/displays.h"

namespace garden::api {

// The body of PUT /api/v1/displays/{zone}: {"playlist":{"pictures":[…],"transition","activeHours"}}; a
// picture is {"key","seconds"} or its key alone. What GET gives is fine: everything else in it is left aside.
// `invalid_argument` names the member that is wrong and what it takes.
Result<gallery::Playlist> parse_playlist(std::string_view body);

// What a display shows, with URLs below `base`. The same text whenever it shows the same.
std::string display_json(const gallery::Display& display, const std::string& base);

}  // namespace garden::api
