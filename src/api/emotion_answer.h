#pragma once

#include <string>
#include <string_view>

#include "vision/face.h"

namespace garden::api {

// The answer of POST /emotion (protocol.md, "Visitor") for a visitor's face.
std::string emotion_answer(std::string_view visitor_id, std::string_view bucket, const vision::Face& face);

}  // namespace garden::api
