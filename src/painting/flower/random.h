#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace garden::painting::flower {

// A stream of numbers that a seed decides, the same on every machine: SplitMix64 (Steele, Lea and Flood,
// "Fast splittable pseudorandom number generators", OOPSLA 2014; constants of Vigna's public-domain
// splitmix64.c). The standard library's engines are portable, its distributions are not; that is why they are
// written out here. A plain value; not thread-safe.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }

    // Uniform in [0, 1), 53 bits.
    double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
    // Uniform in [least, most).
    double range(double least, double most) { return least + (most - least) * unit(); }
    // Uniform in 0…count-1; `count` is at least 1. The bias is below count / 2^53.
    int below(int count) { return static_cast<int>(unit() * count); }
    bool chance(double probability) { return unit() < probability; }
    // A bell around 0 within ±`spread`: the mean of three uniform numbers.
    double around(double spread) { return spread * ((unit() + unit() + unit()) * (2.0 / 3.0) - 1.0); }
    double angle() { return range(0.0, 2.0 * std::numbers::pi); }

    // An independent stream, so that one stage may draw more numbers without disturbing the next.
    static Random stream(std::uint64_t seed, std::uint64_t number) {
        Random mixer(seed ^ (number * 0xd1342543de82ef95U));
        return Random(mixer.next());
    }

  private:
    std::uint64_t state_;
};

}  // namespace garden::painting::flower
