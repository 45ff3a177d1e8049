#pragma once

#include <vector>

#include "painting/flower/scene.h"

namespace garden::painting::flower {

// The colours that `flower` has in a garden that feels like `emotion` and whose palette is `palette`. Its own
// family or the colour that was asked for, tempered by the palette; where the emotion is a strong one, the
// palette, touched by it. Never empty; `palette` must not be either.
std::vector<Lch> petals_of(const Favour& flower, Emotion emotion, const std::vector<Lch>& palette);

}  // namespace garden::painting::flower
