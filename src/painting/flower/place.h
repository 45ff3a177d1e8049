#pragma once

#include <vector>

#include "painting/flower/arrange.h"
#include "painting/flower/paint.h"

namespace garden::painting::flower {

// What is under a topiary.
enum class Stand { ground, hedge, stem, water };

// Where a topiary stands, in pixels.
struct Place {
    const Statue* statue = nullptr;  // of the scene
    Stand stand = Stand::ground;
    double x = 0;                  // its middle
    double foot = 0;               // where it meets the ground or the water
    double width = 0, height = 0;  // of the figure
    double raise = 0;              // of the figure above the foot: height of hedge or stem
    double near = 0;               // 0: at the horizon, 1: at the lower edge
    double turn = 0;               // of the figure around its foot, radians
    bool islet = false;            // in the water, on ground of its own
    bool before_all = false;       // nothing that grows stands before it

    double top() const { return foot - raise - height; }
    bool in_water() const { return islet || stand == Stand::water; }
};

// Places for all favorites of the scene, the farthest first; all inside of the picture.
std::vector<Place> places_of(const Sight& sight);

// Whether the plant would stand before what matters of the topiary.
bool hides(const Plant& plant, const Place& place);

}  // namespace garden::painting::flower
