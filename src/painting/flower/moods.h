#pragma once

#include "painting/flower/random.h"
#include "painting/flower/scene.h"

namespace garden::painting::flower {

// How an emotion feels by itself, before the scene's time, weather and season.
Feeling feeling_of(Emotion emotion, Random& random);

struct Sky {
    Lch zenith, middle, horizon;
};

// Two more skies an emotion, so that one feeling has many pictures; `palette` is 1 or 2.
Sky other_sky(Emotion emotion, int palette);

}  // namespace garden::painting::flower
