#include <algorithm>
#include <cmath>

#include "painting/flower/paint.h"

namespace garden::painting::flower {
namespace {

struct BrushSize {
    bool sky;                       // paints above the horizon only; else below it, and over the hills
    double length, width, spacing;  // in units of the canvas
    double alpha;
    double jitter;  // of lightness
};

Rgb found_at(const Canvas& canvas, double x, double y) {
    const int px = std::clamp(static_cast<int>(x), 0, canvas.width() - 1);
    const int py = std::clamp(static_cast<int>(y), 0, canvas.height() - 1);
    return unpack(canvas.row(py)[px]);
}

void stroke_all(const Sight& sight, const BrushSize& brush, Random& random, const Phase& phase) {
    const Canvas& canvas = sight.canvas;
    cairo_t* cr = sight.cr();
    const double unit = canvas.unit();
    const double spacing = std::max(brush.spacing * unit, 3.0);
    const double width = std::max(brush.width * unit, 1.0);
    const double rise = canvas.h() * sight.feeling.hill_height * 1.1;
    const int rows = static_cast<int>(canvas.h() / spacing) + 2;
    const int columns = static_cast<int>(canvas.w() / spacing) + 2;
    for (int row = 0; row < rows; ++row) {
        const double y = row * spacing;
        phase.at(static_cast<double>(row) / rows);
        for (int column = 0; column < columns; ++column) {
            const double x = column * spacing;
            const double sx = x + random.around(spacing);
            const double sy = y + random.around(spacing);
            const double horizon = sight.horizon_at(sx);
            if (brush.sky ? sy > horizon + 2.0 * spacing : sy < horizon - rise) continue;
            const bool below = sy > horizon;
            const bool level =
                below && sight.feeling.flow != Flow::radial && sight.feeling.flow != Flow::spiral;
            const double angle = (level ? sight.feeling.tilt + random.around(0.3)
                                        : sight.flow_at(sx, sy) + random.around(0.25));
            const double half = brush.length * unit * random.range(0.3, 0.6);
            const double dx = std::cos(angle) * half;
            const double dy = std::sin(angle) * half;
            const double bow = random.around(0.35);
            canvas.ready();
            const Rgb found = found_at(canvas, sx, sy);
            const double light = 1.0 + random.around(brush.jitter);
            const double warm = random.around(brush.jitter * 0.35);
            set_colour(cr, Rgb{found.r * light + warm, found.g * light, found.b * light - warm}, brush.alpha);
            cairo_set_line_width(cr, width * random.range(0.6, 1.25));
            cairo_move_to(cr, sx - dx, sy - dy);
            cairo_curve_to(cr, sx - dx * 0.3 - dy * bow, sy - dy * 0.3 + dx * bow, sx + dx * 0.3 - dy * bow,
                           sy + dy * 0.3 + dx * bow, sx + dx, sy + dy);
            cairo_stroke(cr);
        }
    }
}

}  // namespace

void paint_sky_strokes(const Sight& sight, const Phase& phase) {
    Random random = sight.random(20);
    const double middle = (phase.start + phase.end) / 2.0;
    stroke_all(sight, {true, 58, 15, 17, 0.60, 0.07}, random,
               {phase.follow, phase.canvas, phase.start, middle});
    stroke_all(sight, {true, 26, 5.5, 10, 0.55, 0.10}, random,
               {phase.follow, phase.canvas, middle, phase.end});
}

void paint_land_strokes(const Sight& sight, const Phase& phase) {
    Random random = sight.random(21);
    stroke_all(sight, {false, 17, 4.5, 7.5, 0.55, 0.13}, random, phase);
}

}  // namespace garden::painting::flower
