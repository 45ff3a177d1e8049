#pragma once

#include "painting/flower/paint.h"
#include "painting/flower/study.h"

// Painting over what there is, in brush strokes that follow the forms: after Hertzmann, "Painterly rendering
// with curved brush strokes of multiple sizes" (SIGGRAPH 1998).
namespace garden::painting::flower {

// One size of brush, and how it is used.
struct Brush {
    double radius = 4.0;   // thousandths of the canvas's side
    double spacing = 1.0;  // between strokes, in radii
    double least = 3.0;    // length of a stroke, in radii
    double most = 8.0;
    double opacity = 0.7;
    double detail =
        0.0;  // strokes only where the picture is this much finer than the brush, 0…1; 0: everywhere
    double light = 0.04;    // how much strokes differ in lightness,
    double hue = 6.0;       // in hue, degrees,
    double chroma = 1.0;    // and how much stronger their colours are than what was there
    double bristles = 0.0;  // traces of single bristles in a stroke, 0…1
    double edge = 0.10;     // a stroke ends where the colour has changed by this much, 0…1
};

enum class Region { everywhere, sky, land };  // land has the hills above the horizon with it

// The way of the brush where no form leads it, radians.
using Flowing = double (*)(const Sight& sight, double x, double y);
double usual_flow(const Sight& sight, double x, double y);

// The way of the brush everywhere: of twice its angle the cosine and the sine, so that there and back are the
// same.
struct Guide {
    Plane c, s;
};

// Follows the forms of the canvas where there are some, with the weight `form`, 0…1, and else the flow.
// `reach`: how far an edge guides what is near it, in thousandths of the canvas's side.
Guide guide_of(const Sight& sight, double reach, double form, Flowing flow, const Follow& follow);

// Paints over the canvas with one brush, in the colours of `model`, which is the canvas before or as it shall
// be.
void paint_strokes(const Sight& sight, const Study& model, const Guide& guide, const Brush& brush,
                   Region region, Random& random, const Phase& phase);

}  // namespace garden::painting::flower
