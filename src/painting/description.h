#pragma once

#include "image/codec.h"
#include "painting/painter.h"

namespace garden::painting {

// What is written into the file of a picture that was made by `recipe`.
image::Description describe(const Recipe& recipe);

}  // namespace garden::painting
