#pragma once

#include <cstdint>
#include <vector>

namespace garden::image {

// A decoded picture: sRGB, 8 bits a channel, rows from the top, red green blue interleaved.
// Invariant: rgb.size() == 3 * width * height.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;
};

}  // namespace garden::image
