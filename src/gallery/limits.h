#pragma once

#include <cstdint>

namespace garden::gallery {

// No picture that a browser shows has more octets; a longer object is not read into memory.
inline constexpr std::uint64_t kMostPictureOctets = std::uint64_t{64} * 1024 * 1024;

}  // namespace garden::gallery
