#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "base/result.h"
#include "image/picture.h"

namespace garden::image {

// What a picture looks like, as numbers that can be weighed: light, contrast, colour, texture at several
// scales and in several directions, and where light and colour lie. None of them knows how the picture was
// made. Each is scaled by fixed constants, so that over the pictures they were measured on it has mean 0 and
// deviation 1, and lies within ±4: all zeros is the look of a picture of which nothing is known.
inline constexpr std::size_t kLookSize = 31;
using Look = std::array<float, kLookSize>;

// What more of each number means, in words for people.
inline constexpr std::array<std::string_view, kLookSize> kLookWords = {
    "its brightness",
    "its bright shadows",
    "its bright lights",
    "its contrast",
    "its light accents",
    "its reds",
    "its yellows",
    "its play of red and green",
    "its play of blue and yellow",
    "its strong colours",
    "its mixture of pale and strong colours",
    "its red tone",
    "its yellow tone",
    "its single hue",
    "its fine detail",
    "its edges upright",
    "its edges leaning steeply one way",
    "its edges leaning one way",
    "its edges lying nearly flat one way",
    "its edges lying flat",
    "its edges lying nearly flat the other way",
    "its edges leaning the other way",
    "its edges leaning steeply the other way",
    "its small shapes",
    "its middling shapes",
    "its large shapes",
    "its bright sky",
    "its bright middle",
    "its strong colours at the top",
    "its strong colours in the middle",
    "its upright format"};

// Changes whenever the same pixels give other numbers: what was stored under another version is measured
// anew.
inline constexpr int kLookVersion = 1;

// The longer side, in pixels, that a picture need not exceed for look_of(): more is averaged away.
inline constexpr int kLookSide = 128;

// How unlike two pictures look: the root of the mean squared difference of their numbers. 0: alike; the same
// picture encoded anew or made smaller is within kSameLook; pictures that have nothing in common are
// around 1.4.
float distance(const Look& a, const Look& b);
inline constexpr float kSameLook = 0.2F;

// Error: `invalid_argument` for a picture whose size does not fit its pixels. Thread-safe.
Result<Look> look_of(const Picture& picture);

}  // namespace garden::image
