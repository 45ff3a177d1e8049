#pragma once

#include <string>

#include "api/context.h"
#include "http/message.h"

namespace garden::api {

// Erases a visitor and what they did, and answers {"interactions":how many}. Unknown ones are fine.
http::Response erase_visitor(Context& context, const std::string& id);

}  // namespace garden::api
