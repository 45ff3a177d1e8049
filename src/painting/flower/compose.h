#pragma once

#include <cstdint>

#include "painting/flower/scene.h"

namespace garden::painting::flower {

// First stage: decides all that the wishes leave open, by the emotion and by the seed.
Scene compose(const Wishes& wishes, int width, int height, std::uint64_t seed);

// Second stage: how that scene feels.
Feeling feel(const Scene& scene);

}  // namespace garden::painting::flower
