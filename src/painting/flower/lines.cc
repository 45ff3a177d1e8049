#include "painting/flower/lines.h"

#include <algorithm>
#include <cmath>

namespace garden::painting::flower {

Plane lines_of(const Plane& luma, double width, double sensitivity, const Follow& follow) {
    constexpr double kWider = 1.6;  // of the second Gaussian, as the paper has it
    Plane fine = luma;
    Plane coarse = luma;
    soften(fine, width * 0.5, follow);
    soften(coarse, width * 0.5 * kWider, follow);
    for (std::size_t i = 0; i < fine.values.size(); ++i) {
        // Darker than what is around it, in proportion to how light that is: so lines are found in shadow as
        // well.
        const double difference = coarse.values[i] - fine.values[i];
        const double dark = difference / (0.25 + 0.75 * coarse.values[i]);
        fine.values[i] = static_cast<float>(std::clamp(std::tanh(sensitivity * (dark - 0.006)), 0.0, 1.0));
    }
    return fine;
}

}  // namespace garden::painting::flower
