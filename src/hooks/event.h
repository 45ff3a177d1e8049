#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/clock.h"

// What is told to webhooks.
namespace garden::hooks {

inline constexpr std::array<std::string_view, 5> kEvents = {"picture.created", "picture.published",
                                                            "picture.removed", "job.failed", "visitor.liked"};
// What the test button sends; nobody asks for it.
inline constexpr std::string_view kTestEvent = "test";

bool is_event(std::string_view name);

// {"id","event","at","data"}: the body that is sent. `id` is a new UUID, by which a receiver knows what it
// has had already; `at` is in whole seconds since 1970 UTC; `data` is JSON.
std::string event_body(std::string_view event, Timestamp at, std::string_view data);

// The value of X-Garden-Signature, "t=<at in seconds>,v1=<HMAC-SHA256 of "<t>.<body>" in hexadecimal>".
std::string signature(std::string_view secret, Timestamp at, std::string_view body);

}  // namespace garden::hooks
