#pragma once

#include <cmath>
#include <cstdint>

namespace garden::painting::flower {

// Smooth noise over the plane, decided by a seed: value noise with quintic interpolation (Perlin, "Improving
// noise", SIGGRAPH 2002, gave the quintic), and sums of its octaves. A plain value.
class Noise {
  public:
    explicit Noise(std::uint64_t seed) : seed_(seed) {}

    // 0…1.
    double at(double x, double y) const {
        const double fx = std::floor(x);
        const double fy = std::floor(y);
        const auto ix = static_cast<std::int64_t>(fx);
        const auto iy = static_cast<std::int64_t>(fy);
        const double u = ease(x - fx);
        const double v = ease(y - fy);
        const double top = lattice(ix, iy) * (1.0 - u) + lattice(ix + 1, iy) * u;
        const double bottom = lattice(ix, iy + 1) * (1.0 - u) + lattice(ix + 1, iy + 1) * u;
        return top * (1.0 - v) + bottom * v;
    }

    // Octaves of halving size and weight, turned against each other; 0…1.
    double sum(double x, double y, int octaves) const {
        double total = 0.0;
        double weight = 0.5;
        double whole = 0.0;
        for (int i = 0; i < octaves; ++i) {
            total += weight * at(x, y);
            whole += weight;
            weight *= 0.5;
            const double turned = 1.6 * x + 1.2 * y + 17.3;
            y = 1.6 * y - 1.2 * x + 5.7;
            x = turned;
        }
        return total / whole;
    }

  private:
    static double ease(double t) { return t * t * t * (t * (t * 6.0 - 15.0) + 10.0); }

    double lattice(std::int64_t x, std::int64_t y) const {
        std::uint64_t z = seed_ ^ (static_cast<std::uint64_t>(x) * 0x9e3779b97f4a7c15U) ^
                          (static_cast<std::uint64_t>(y) * 0xc2b2ae3d27d4eb4fU);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53;
    }

    std::uint64_t seed_;
};

inline double smooth_step(double from, double to, double x) {
    const double t = std::fmin(1.0, std::fmax(0.0, (x - from) / (to - from)));
    return t * t * (3.0 - 2.0 * t);
}

}  // namespace garden::painting::flower
