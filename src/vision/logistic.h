#pragma once

#include <cmath>

namespace garden::vision {

// The probability, 0–1, that a logit stands for.
inline double sigmoid(double logit) { return 1 / (1 + std::exp(-logit)); }

}  // namespace garden::vision
