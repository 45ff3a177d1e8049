#pragma once

#include "painting/flower/form.h"
#include "painting/flower/paint.h"

namespace garden::painting::flower {

// Where a form lies on a surface: its upper left corner, and how many pixels a cell has.
struct Frame {
    double x = 0, y = 0, scale = 1;
    double sight_x = 0;  // where its middle is in the picture, pixels across: for the light
    double near = 0.5;   // as of a plant: for the air before it
};

// Grows a form out of leaves and blossoms, in the scene's light. Where the figure has colours of its own,
// beside its main one, it blossoms in them; dark parts are dark leaves. `flowering`, 0…1: how many of the
// scene's flowers stand on it.
void grow(const Sight& sight, cairo_t* cr, const Form& form, const Frame& frame, double flowering,
          Random& random, const Phase& phase);

}  // namespace garden::painting::flower
