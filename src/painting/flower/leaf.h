#pragma once

#include "painting/flower/arrange.h"
#include "painting/flower/canvas.h"
#include "painting/flower/random.h"

namespace garden::painting::flower {

// The outline of a leaf; lengths in pixels.
struct LeafShape {
    double length = 10;
    double width = 3;    // half of it, at the widest
    double belly = 0.4;  // where it is widest, 0…1 along the length
    double claw = 0.1;   // width where it begins, as a part of `width`
    int teeth = 0;       // of each side
    double depth = 0;    // of the cuts between them, 0…1
    double bend = 0;     // radians from foot to tip
};

// A leaf from (x, y) along `angle` (radians; 0 to the right, −pi / 2 upwards). `light`: −1 from the left …
// 1 from the right.
void paint_leaf(cairo_t* cr, double x, double y, double angle, const LeafShape& shape, const Lch& colour,
                double light);

// A stalk: a cubic curve, in pixels; t runs from its foot, 0, to its end, 1.
struct Stem {
    double x0, y0, x1, y1, x2, y2, x3, y3;

    double x(double t) const { return blend(x0, x1, x2, x3, t); }
    double y(double t) const { return blend(y0, y1, y2, y3, t); }

    static double blend(double a, double b, double c, double d, double t) {
        const double s = 1.0 - t;
        return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
    }
};

void paint_stem(cairo_t* cr, const Stem& stem, double thick, const Lch& green, double light);

// The leaves that a kind has, where they sit on that kind. `green` is theirs already.
void paint_leaves(cairo_t* cr, const Plant& plant, const Stem& stem, const Lch& green, double sharp,
                  double light, Random& random);

// How a kind's green differs from the meadow's.
Lch green_of(Kind kind, const Lch& leaf);

// A round leaf of a lotus that lies on the water or stands above it, `wide` pixels from its middle to its
// edge.
void paint_pad(cairo_t* cr, double x, double y, double wide, double flat, const Lch& green, Random& random);

}  // namespace garden::painting::flower
