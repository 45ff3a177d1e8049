#pragma once

namespace garden::painting::flower {

// sRGB with the transfer curve, each 0…1.
struct Rgb {
    double r = 0, g = 0, b = 0;
};

// From one to the other; t in 0…1.
inline Rgb blend(const Rgb& from, const Rgb& to, double t) {
    return {from.r + (to.r - from.r) * t, from.g + (to.g - from.g) * t, from.b + (to.b - from.b) * t};
}
// Of Rec. 601.
inline double luma(const Rgb& colour) { return 0.299 * colour.r + 0.587 * colour.g + 0.114 * colour.b; }

// OKLCH: lightness 0…1, chroma 0…about 0.37, hue in degrees. Björn Ottosson, "A perceptual color space for
// image processing" (2020); the polar form and its gamut mapping are those of CSS Color 4.
struct Lch {
    double l = 0, c = 0, h = 0;
};

// The same as rectangular coordinates, OKLab: straight distances in it are differences that one sees.
struct Lab {
    double l = 0, a = 0, b = 0;
};
Lab to_lab(const Lch& colour);
Lch to_lch(const Lab& colour);

// The nearest colour of sRGB with the same lightness and hue: chroma is lowered until it fits.
Rgb to_rgb(const Lch& colour);

// The other way.
Lch to_lch(const Rgb& colour);

// Between two colours along the straight line of OKLab, so that far hues meet in a greyer one; t in 0…1.
Lch mix(const Lch& from, const Lch& to, double t);

// The same colour lighter by `l`, with `c` times the chroma, and its hue turned by `h` degrees.
Lch shift(const Lch& colour, double l, double c = 1.0, double h = 0.0);

}  // namespace garden::painting::flower
