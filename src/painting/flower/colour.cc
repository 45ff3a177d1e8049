#include "painting/flower/colour.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace garden::painting::flower {
namespace {

constexpr double kDegree = std::numbers::pi / 180.0;

// Linear light; outside 0…1 where sRGB does not hold the colour. Matrices from Ottosson's article.
Rgb to_linear(const Lab& lab) {
    const double l = std::pow(lab.l + 0.3963377774 * lab.a + 0.2158037573 * lab.b, 3);
    const double m = std::pow(lab.l - 0.1055613458 * lab.a - 0.0638541728 * lab.b, 3);
    const double s = std::pow(lab.l - 0.0894841775 * lab.a - 1.2914855480 * lab.b, 3);
    return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

double decode(double encoded) {
    return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
}

bool fits(const Rgb& rgb) {
    constexpr double kSlack = 1e-4;
    const auto inside = [](double v) { return v >= -kSlack && v <= 1.0 + kSlack; };
    return inside(rgb.r) && inside(rgb.g) && inside(rgb.b);
}

double encode(double linear) {
    const double v = std::clamp(linear, 0.0, 1.0);
    return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1.0 / 2.4) - 0.055;  // IEC 61966-2-1
}

}  // namespace

Lab to_lab(const Lch& colour) {
    return {colour.l, colour.c * std::cos(colour.h * kDegree), colour.c * std::sin(colour.h * kDegree)};
}

Lch to_lch(const Lab& colour) {
    return {colour.l, std::hypot(colour.a, colour.b), std::atan2(colour.b, colour.a) / kDegree};
}

Rgb to_rgb(const Lch& colour) {
    Lch kept = colour;
    kept.l = std::clamp(kept.l, 0.0, 1.0);
    Rgb linear = to_linear(to_lab(kept));
    if (!fits(linear)) {
        double least = 0.0;
        double most = kept.c;
        for (int i = 0; i < 10; ++i) {
            kept.c = (least + most) / 2.0;
            (fits(to_linear(to_lab(kept))) ? least : most) = kept.c;
        }
        kept.c = least;
        linear = to_linear(to_lab(kept));
    }
    return {encode(linear.r), encode(linear.g), encode(linear.b)};
}

Lch to_lch(const Rgb& colour) {
    const double r = decode(colour.r);
    const double g = decode(colour.g);
    const double b = decode(colour.b);
    const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return to_lch(Lab{0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s});
}

Lch mix(const Lch& from, const Lch& to, double t) {
    const Lab a = to_lab(from);
    const Lab b = to_lab(to);
    return to_lch(Lab{a.l + (b.l - a.l) * t, a.a + (b.a - a.a) * t, a.b + (b.b - a.b) * t});
}

Lch shift(const Lch& colour, double l, double c, double h) {
    return {std::clamp(colour.l + l, 0.0, 1.0), colour.c * c, colour.h + h};
}

}  // namespace garden::painting::flower
