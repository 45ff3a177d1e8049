#include "hooks/event.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/id.h"
#include "base/text.h"
#include "net/sigv4.h"

namespace garden::hooks {

bool is_event(std::string_view name) { return std::ranges::find(kEvents, name) != kEvents.end(); }

std::string event_body(std::string_view event, Timestamp at, std::string_view data) {
    return fmt::format(R"({{"id":"{}","event":{},"at":{},"data":{}}})", make_uuid(), json_quote(event),
                       to_seconds(at), data);
}

std::string signature(std::string_view secret, Timestamp at, std::string_view body) {
    const std::string text = fmt::format("{}.{}", to_seconds(at), body);
    return fmt::format("t={},v1={}", to_seconds(at), to_hex(net::hmac_sha256(secret, text)));
}

}  // namespace garden::hooks
