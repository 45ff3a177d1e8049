#pragma once

#include "base/result.h"
#include "image/picture.h"

namespace garden::image {

// `source` scaled, up or down, so that it just covers `width` x `height` pixels, and cut to that size around
// its middle; its shape is kept. Thread-safe. Errors: `invalid_argument` for a picture whose size does not
// fit its pixels, or a size that is not 1–16384 a side.
Result<Picture> fit(const Picture& source, int width, int height);

}  // namespace garden::image
