#pragma once

#include <string_view>

#include "http/message.h"

namespace garden::http {

// Fills raw_path, path, raw_query and query of `request` from the target of a request line (RFC 9112 3.2):
// origin form, absolute form (its authority replaces the Host field) or `*`. Dot segments stay as they are:
// keys may hold them. False where it is none of these, an escape is not two hexadecimal digits, or something
// decoded is not UTF-8 or holds NUL.
bool parse_target(std::string_view target, Request& request);

}  // namespace garden::http
