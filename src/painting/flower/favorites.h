#pragma once

#include <vector>

#include "painting/flower/reading.h"
#include "painting/flower/scene.h"

namespace garden::painting::flower {

// Stands in a reading where a word has been understood already.
inline constexpr char kTaken = '#';
inline constexpr std::size_t kMostFavorites = 3;

// The things in `reading` that an emoji shows, by their English or Korean names: the longest name counts
// ("teddy bear" is no bear), in English also its plural, in Korean with whatever ending. Each once, the
// heaviest first, at most kMostFavorites, and none that `negative` names.
std::vector<Favorite> favorites_of(const Reading& reading, const Reading& negative);

}  // namespace garden::painting::flower
