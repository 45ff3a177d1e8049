#pragma once

#include "image/codec.h"
#include "painting/painter.h"

namespace garden::painting {

// What is written into the file of a picture that was made by `recipe`, so short that any format holds it: a
// prompt that does not fit is cut after a whole character, and the recipe then says so ("shortened": true).
image::Description describe(const Recipe& recipe);

}  // namespace garden::painting
