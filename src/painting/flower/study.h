#pragma once

#include <algorithm>
#include <vector>

#include "painting/flower/canvas.h"
#include "painting/flower/follow.h"

namespace garden::painting::flower {

// Numbers over a canvas, on a grid of its own. Plain value.
struct Plane {
    int width = 0;
    int height = 0;
    double scale = 1.0;  // canvas pixels a cell, at least 1
    std::vector<float> values;

    float& cell(int x, int y) { return values[index(x, y)]; }
    float cell(int x, int y) const { return values[index(x, y)]; }
    // At a place of the canvas in its pixels, blended between cells; beyond the edge as at the edge.
    double at(double x, double y) const;
    // The nearest cell there; quicker.
    float near(double x, double y) const {
        return cell(std::clamp(static_cast<int>(x / scale), 0, width - 1),
                    std::clamp(static_cast<int>(y / scale), 0, height - 1));
    }

  private:
    std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    }
};

// All that takes long here throws Stopped after a stop.

// Softens it nearly as a Gaussian of `sigma` cells does: three boxes after each other (Kovesi, "Fast
// almost-Gaussian filtering", DICTA 2010).
void soften(Plane& plane, double sigma, const Follow& follow);

// A copy of a canvas with at most about `pixels` cells: what a painter looks at while painting.
struct Study {
    Plane r, g, b;  // sRGB, 0…1

    Rgb at(double x, double y) const { return {r.at(x, y), g.at(x, y), b.at(x, y)}; }
    Rgb near(double x, double y) const { return {r.near(x, y), g.near(x, y), b.near(x, y)}; }
};

Study study_of(const Canvas& canvas, const Follow& follow, double pixels = 1e6);
void soften(Study& study, double sigma, const Follow& follow);
Plane luma_of(const Study& study);
double mean_of(const Plane& plane);

// Which way the forms of a picture run, as the smoothed structure tensor says (Brox et al., "Adaptive
// structure tensors and their applications", 2006; as guide of brushes in Kyprianidis and Kang, "Image and
// video abstraction by coherence-enhancing filtering", 2011).
struct Grain {
    Plane xx, xy, yy;  // of the gradient's products

    struct Direction {
        double angle;     // along the edge, radians
        double strength;  // 0: none there, 1: a clear edge
    };
    // Of a cell of the planes.
    Direction at(int x, int y) const;
};

// `reach`: how far an edge guides what is near it, in thousandths of the canvas's side.
Grain grain_of(const Canvas& canvas, double reach, const Follow& follow);

}  // namespace garden::painting::flower
