#pragma once

#include "painting/flower/canvas.h"
#include "painting/flower/random.h"
#include "painting/flower/scene.h"

namespace garden::painting::flower {

// How one flower head looks. Geometry is in units of its radius.
struct Head {
    Kind kind = Kind::daisy;
    double x = 0, y = 0;  // centre, pixels
    double radius = 10;   // pixels
    double turn = 0;      // radians; 0 stands upright
    double facing = 0.8;  // 1: seen from the front, 0.4: from the side
    double sharp = 0;     // of the petals, 0…1
    Lch petal;
    Lch heart{0.80, 0.15, 85};
};

// Grows the head petal by petal. Below about six pixels only its large forms.
void paint_head(cairo_t* cr, const Head& head, Random& random);

}  // namespace garden::painting::flower
