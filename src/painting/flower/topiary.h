#pragma once

#include "painting/flower/place.h"

namespace garden::painting::flower {

// One of the visitor's favorites, grown out of leaves and blossoms, with what it stands on.
void paint_topiary(const Sight& sight, const Place& place, const Phase& phase);

}  // namespace garden::painting::flower
