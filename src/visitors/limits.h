#pragma once

#include <cstddef>

// What of a visitor or an event is taken from outside, however it comes.
namespace garden::visitors {

inline constexpr std::size_t kMostIdOctets = 256;    // also of generation, gender and emotion
inline constexpr std::size_t kMostKeyOctets = 1024;  // the store has no longer keys
inline constexpr std::size_t kMostSeen = 50;         // keys of an impression

}  // namespace garden::visitors
