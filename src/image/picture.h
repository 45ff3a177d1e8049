#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace garden::image {

// A decoded picture: sRGB, 8 bits a channel, rows from the top, red green blue interleaved.
// Invariant of those that decode() gives: rgb.size() == 3 * width * height.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;

    // At least one pixel, and as many as the size says.
    bool is_whole() const {
        return width > 0 && height > 0 &&
               rgb.size() == 3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    }
};

}  // namespace garden::image
