#pragma once

#include <vector>

#include "painting/flower/paint.h"

namespace garden::painting::flower {

// One plant: from its foot in the ground to its head, in pixels.
struct Plant {
    Kind kind = Kind::daisy;
    double foot_x = 0, foot_y = 0;
    double head_x = 0, head_y = 0;
    double radius = 10;  // of the head
    double near = 0;     // 0: at the horizon, 1: at the lower edge
    double bow = 0;      // of the stem, sideways
    double droop = 0;    // 0…1
    Lch petal;
    bool floats = false;  // on water, with a leaf for a stem
};

// Where everything grows, far plants first. What it is depends on the layout of the feeling.
std::vector<Plant> arrange(const Sight& sight);

}  // namespace garden::painting::flower
