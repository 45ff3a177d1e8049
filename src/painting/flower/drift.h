#pragma once

#include "painting/flower/noise.h"

namespace garden::painting::flower {

struct Drift {
    double x, y;  // pixels
};

// How far the hand trembles at a place, and the water carries colour along: up to half of `far`, in waves of
// `grain`, both in thousandths of the picture's side. Across and down have nothing to do with each other.
inline Drift drift_at(const Noise& noise, double x, double y, double unit, double grain, double far) {
    const double u = x / unit / grain;
    const double v = y / unit / grain;
    return {(noise.sum(u, v, 3) - 0.5) * far * unit, (noise.sum(u + 31.0, v, 3) - 0.5) * far * unit};
}

}  // namespace garden::painting::flower
