#pragma once

#include "painting/flower/canvas.h"
#include "painting/flower/follow.h"
#include "painting/flower/random.h"
#include "painting/flower/scene.h"

namespace garden::painting::flower {

// How one flower head looks. Geometry is in units of its radius.
struct Head {
    Kind kind = Kind::daisy;
    double x = 0, y = 0;  // centre, pixels
    double radius = 10;   // pixels
    double turn = 0;      // radians; 0 stands upright
    double facing = 0.8;  // 1: as much from the front as its kind is seen, 0: as much from the side
    double sharp = 0;     // of the petals, 0…1
    Lch petal;
    Lch heart{0.80, 0.15, 85};
    double open = 1.0;          // 0: a bud, 1: in full bloom
    double light = -0.5;        // where it comes from: −1 left … 1 right
    Lch leaf{0.58, 0.12, 135};  // of the sepals
};

// Grows the head petal by petal, and throws Stopped if `follow` says so. Below about nine pixels only its
// large forms. Wisteria hangs down from (x, y) by 2.4 radii; every other kind stands around it.
void paint_head(cairo_t* cr, const Head& head, Random& random, const Follow* follow = nullptr);

// One open blossom of cherry, of which clouds are made.
void paint_cherry_blossom(cairo_t* cr, const Head& head, Random& random);

}  // namespace garden::painting::flower
