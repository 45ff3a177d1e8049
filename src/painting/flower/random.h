#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace garden::painting::flower {

// Who draws random numbers, in ascending order so that no two share a stream. A stage keeps its number: a
// change of one leaves the others of a picture alone.
enum class Stream : std::uint64_t {
    composition = 1,
    feeling = 2,
    sky = 10,
    sky_detail = 11,
    sky_dither = 12,
    light = 13,
    hills = 14,
    ground = 15,
    water = 16,
    clouds = 17,
    sky_strokes = 20,
    land_strokes = 21,
    arrangement = 30,
    meadow = 31,
    plants = 32,
    topiary_places = 33,
    leaf_patches = 34,
    topiary = 35,
    lightning = 40,
    weather = 41,
    drips = 42,
    rainbow = 45,
    butterflies = 46,
    puddles = 47,
    tree = 48,
    bare_trees = 49,
    grain = 50,
    vignette = 51,
    bushes = 52,
    mist = 53,
    shafts = 54,
    mountains = 55,
    accent = 56,
    forest = 57,
    cherry_bough = 60,
    wisteria_bough = 61,
    orchard = 62,
    watercolor = 65,
    watercolor_dither = 66,
    ink = 67,
    ink_dither = 68,
    seal = 69,
    poster_dither = 70,
    brushes = 80,
    glow_dither = 81,
    relief_dither = 82,
    contours_dither = 83,
    whirls = 84,
    contrast_dither = 85,
};

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

    // An independent stream, so that one stage may draw more numbers without disturbing the next; the `nth`
    // of several alike.
    static Random stream(std::uint64_t seed, Stream stream, std::uint64_t nth = 0) {
        const std::uint64_t number = static_cast<std::uint64_t>(stream) + (nth << 16U);
        Random mixer(seed ^ (number * 0xd1342543de82ef95U));
        return Random(mixer.next());
    }

  private:
    std::uint64_t state_;
};

}  // namespace garden::painting::flower
