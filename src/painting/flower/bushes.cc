#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "painting/flower/paint.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

// A rounded mass of leaves that stands on the ground, some blossoms among them.
void bush(const Sight& sight, double x, double y, double wide, double near, Random& random) {
    cairo_t* cr = sight.cr();
    const Feeling& f = sight.feeling;
    const double side = sight.light_x() > x ? 1.0 : -1.0;
    const double tall = wide * random.range(0.55, 0.8);
    const double air = f.haze * 0.65 * std::pow(1.0 - near, 2.0);
    const Lch leaf =
        mix(shift(mix(f.leaf, f.ground_near, 0.45), 0.0, 1.0, random.around(14)), f.horizon, air);
    const bool blooms = random.chance(0.6) && f.snow_cover <= 0.0;
    const Lch bloom = f.petals[static_cast<std::size_t>(random.below(static_cast<int>(f.petals.size())))];
    const int dabs = 120;
    for (int i = 0; i < dabs; ++i) {
        const double part = static_cast<double>(i) / dabs;
        const double angle = random.range(0.0, kPi);
        const double far = std::sqrt(random.unit());
        const double u = far * std::cos(angle);
        const double v = far * std::sin(angle);
        const double lit = (0.45 * side * u + 0.75 * v - 0.4) * part;
        Lch colour =
            shift(leaf, -0.07 + 0.05 * part + 0.11 * lit + random.around(0.03), 1.0, random.around(10));
        if (f.snow_cover > 0.0 && v > 0.55) colour = mix(colour, {0.95, 0.02, 240}, f.snow_cover * 0.8);
        const bool flower = blooms && part > 0.6 && random.chance(0.32);
        if (flower) colour = mix(shift(bloom, 0.10 * lit), f.horizon, air);
        set_colour(cr, colour, 0.9);
        const Saved saved(cr);
        cairo_translate(cr, x + u * wide, y - v * tall);
        cairo_rotate(cr, random.angle());
        const double size = wide * (flower ? 0.05 : random.range(0.07, 0.14));
        cairo_scale(cr, size, size * (flower ? 0.9 : 0.6));
        cairo_arc(cr, 0, 0, 1, 0, 2 * kPi);
        cairo_fill(cr);
    }
}

}  // namespace

void paint_bushes(const Sight& sight, const Phase& phase) {
    const Layout layout = sight.feeling.layout;
    if (layout == Layout::lantern || layout == Layout::storm || layout == Layout::crowd) return;
    const Canvas& canvas = sight.canvas;
    Random random = sight.random(Stream::bushes);
    struct Spot {
        double x, near;
    };
    std::vector<Spot> spots;
    const int clumps = 2 + random.below(3);
    for (int i = 0; i < clumps; ++i) {
        // More of them at the sides, so that the view opens in the middle.
        const double from_side = std::pow(random.unit(), 1.6) * 0.45;
        const double x = random.chance(0.5) ? from_side : 1.0 - from_side;
        const double near = random.range(0.04, 0.26);
        const int count = 2 + random.below(3);
        for (int k = 0; k < count; ++k)
            spots.push_back({x + random.around(0.09), near + random.around(0.02)});
    }
    std::ranges::sort(spots, {}, &Spot::near);
    for (std::size_t i = 0; i < spots.size(); ++i) {
        phase.at(static_cast<double>(i) / static_cast<double>(spots.size()));
        const double x = spots[i].x * canvas.w();
        const double near = std::max(0.02, spots[i].near);
        const double top = sight.ground_at(x);
        const double y = top + (canvas.h() - top) * near;
        const double wide = canvas.unit() * (16.0 + 190.0 * near) * random.range(0.7, 1.3);
        if (!sight.on_path(x, y, 0.6)) bush(sight, x, y, wide, near, random);
    }
}

}  // namespace garden::painting::flower
