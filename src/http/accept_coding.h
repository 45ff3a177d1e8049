#pragma once

#include <string_view>

namespace garden::http {

// Whether the value of an Accept-Encoding field lets an answer be sent with `coding` ("br", "gzip"): what the
// field says of this coding by name, else what it says of `*` (RFC 9110 12.5.3). A weight of 0 or a malformed
// one means no, and so does an empty field: an answer without a coding is always understood. Pure.
bool accepts_coding(std::string_view field, std::string_view coding);

}  // namespace garden::http
