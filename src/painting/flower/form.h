#pragma once

#include <vector>

#include "painting/flower/figure.h"

namespace garden::painting::flower {

// A figure as a body: what a gardener sees in it. Cells are the figure's pixels.
struct Form {
    int width = 0, height = 0;
    std::vector<double> inside;    // cover, 0…1
    std::vector<double> depth;     // distance from the outline, cells; 0 outside
    std::vector<double> nx, ny;    // outward across and down, of a normal of length 1
    std::vector<double> detail;    // how much the colour changes here, 0…1
    std::vector<Lch> tint;         // the figure's own colour
    std::vector<double> contrast;  // distance of that from the main colour, in OKLab
    Lch main;                      // the colour that most of it has

    std::size_t at(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    }
};

Form form_of(const Figure& figure);

}  // namespace garden::painting::flower
