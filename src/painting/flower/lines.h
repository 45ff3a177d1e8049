#pragma once

#include "painting/flower/study.h"

namespace garden::painting::flower {

// Where a draughtsman would draw: 0…1, 1 in the middle of a line of about `width` cells. The extended
// difference of Gaussians (Winnemöller, Kyprianidis and Olsen, "XDoG", Computers & Graphics 36, 2012).
Plane lines_of(const Plane& luma, double width, double sensitivity, const Follow& follow);

}  // namespace garden::painting::flower
