#pragma once

#include "base/result.h"
#include "image/picture.h"

namespace garden::api {

// A visitor's photo, decoded upright and no larger than the analysis needs. Errors say what to send instead.
Result<image::Picture> decode_photo(BytesView body);

}  // namespace garden::api
