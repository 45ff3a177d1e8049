#include <algorithm>
#include <cmath>
#include <numbers>

#include "painting/flower/paint.h"

// Small things that say more about a mood than colour does.
namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

void wing(cairo_t* cr, double side, double size, double spread, const Lch& colour) {
    for (const double lower : {0.0, 1.0}) {
        const double reach = lower > 0 ? 0.75 : 1.0;
        cairo_move_to(cr, 0, lower * size * 0.12);
        cairo_curve_to(cr, side * spread * size * 0.35, (lower > 0 ? 0.1 : -1.15) * size,
                       side * spread * size * 1.25 * reach, (lower > 0 ? 0.35 : -1.0) * size,
                       side * spread * size * reach, (lower > 0 ? 0.75 : -0.15) * size);
        cairo_curve_to(cr, side * spread * size * 0.7, (lower > 0 ? 1.0 : 0.15) * size,
                       side * spread * size * 0.2, (lower > 0 ? 0.7 : 0.2) * size, 0, lower * size * 0.12);
        Gradient::radial(0, 0, size * 1.3)
            .stop(0, shift(colour, 0.12))
            .stop(0.7, colour)
            .stop(1, shift(colour, -0.22))
            .use(cr);
        cairo_fill(cr);
    }
}

void rainbow(const Sight& sight, Random& random) {
    cairo_t* cr = sight.cr();
    const double radius = sight.canvas.w() * random.range(0.36, 0.5);
    const double x = sight.scene.focus_x * sight.canvas.w();
    const double y = sight.horizon_at(x) + radius * 0.35;
    const double band = sight.canvas.unit() * 7.0;
    cairo_set_line_width(cr, band * 1.3);
    for (int i = 0; i < 14; ++i) {
        set_colour(cr, Lch{0.84, 0.12, 20.0 + i * 21.0}, 0.17);
        cairo_new_sub_path(cr);
        cairo_arc(cr, x, y, std::min(radius, y * 0.9) - i * band * 0.5, kPi, 2 * kPi);
        cairo_stroke(cr);
    }
}

}  // namespace

void paint_rainbow(const Sight& sight) {
    Random random = sight.random(Stream::rainbow);
    const bool fair = sight.scene.time == Time::day && sight.scene.weather == Weather::sunny;
    if (sight.feeling.layout == Layout::bounce && fair && random.chance(0.45)) rainbow(sight, random);
}

void paint_butterflies(const Sight& sight) {
    if (sight.feeling.layout != Layout::bounce || sight.scene.time == Time::night) return;
    cairo_t* cr = sight.cr();
    Random random = sight.random(Stream::butterflies);
    const int count = 3 + random.below(3);
    for (int i = 0; i < count; ++i) {
        const double size = sight.canvas.unit() * random.range(9, 21);
        const Lch colour =
            shift(sight.feeling.petals[static_cast<std::size_t>(i) % sight.feeling.petals.size()], -0.04, 1.1,
                  random.around(40));
        const Saved saved(cr);
        cairo_translate(cr, sight.canvas.w() * (i + random.range(0.15, 0.85)) / count,
                        sight.canvas.h() * random.range(0.34, 0.60));
        cairo_rotate(cr, random.around(0.7));
        const double spread = random.range(0.55, 1.0);
        wing(cr, -1.0, size, spread, colour);
        wing(cr, 1.0, size, spread, colour);
        set_colour(cr, Lch{0.28, 0.04, 50});
        cairo_set_line_width(cr, size * 0.13);
        cairo_move_to(cr, 0, -size * 0.35);
        cairo_line_to(cr, 0, size * 0.5);
        cairo_stroke(cr);
    }
}

void paint_mushroom(const Sight& sight, double x, double y, double size, Random& random) {
    cairo_t* cr = sight.cr();
    const Lch cap = shift({0.50, 0.11, random.chance(0.5) ? 330.0 : 75.0}, random.around(0.06));
    const Lch stalk = shift({0.72, 0.06, 105}, random.around(0.05));
    const double lean = random.around(size * 0.35);
    cairo_move_to(cr, x - size * 0.22, y);
    cairo_curve_to(cr, x - size * 0.1, y - size * 0.7, x + lean - size * 0.16, y - size,
                   x + lean - size * 0.14, y - size * 1.5);
    cairo_line_to(cr, x + lean + size * 0.14, y - size * 1.5);
    cairo_curve_to(cr, x + lean + size * 0.16, y - size, x + size * 0.14, y - size * 0.7, x + size * 0.24, y);
    cairo_close_path(cr);
    Gradient::linear(x - size * 0.2, 0, x + size * 0.3, 0)
        .stop(0, shift(stalk, 0.08))
        .stop(1, shift(stalk, -0.2))
        .use(cr);
    cairo_fill(cr);
    const Saved saved(cr);
    cairo_translate(cr, x + lean, y - size * 1.42);
    cairo_move_to(cr, -size * 0.85, 0);
    cairo_curve_to(cr, -size * 0.8, -size * 1.15, size * 0.8, -size * 1.15, size * 0.85, 0);
    cairo_curve_to(cr, size * 0.4, size * 0.16, -size * 0.4, size * 0.16, -size * 0.85, 0);
    Gradient::radial(-size * 0.3, -size * 0.55, size * 1.3)
        .stop(0, shift(cap, 0.18))
        .stop(0.6, cap)
        .stop(1, shift(cap, -0.2))
        .use(cr);
    cairo_fill(cr);
    for (int i = 0; i < 6; ++i) {
        const double sx = random.around(size * 0.6);
        const double sy = -size * random.range(0.18, 0.62) * (1.0 - std::abs(sx) / size * 0.7);
        set_colour(cr, Lch{0.82, 0.10, 112}, 0.8);
        cairo_arc(cr, sx, sy, size * random.range(0.05, 0.12), 0, 2 * kPi);
        cairo_fill(cr);
    }
}

// Standing water with rings where drops fall.
void paint_puddles(const Sight& sight) {
    if (sight.feeling.layout != Layout::low || sight.feeling.snow_cover > 0.0) return;
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const Feeling& f = sight.feeling;
    Random random = sight.random(Stream::puddles);
    for (int i = 0; i < 7; ++i) {
        const double x = canvas.w() * random.range(0.04, 0.96);
        const double top = sight.ground_at(x);
        const double near = 0.25 + 0.68 * (i + random.unit()) / 7.0;
        const double y = top + (canvas.h() - top) * near;
        const double wide = canvas.unit() * (30.0 + 150.0 * near) * random.range(0.7, 1.2);
        for (const double rim : {1.04, 1.0}) {
            const Saved saved(cr);
            cairo_translate(cr, x, y);
            cairo_scale(cr, wide * rim, wide * rim * 0.20);
            cairo_arc(cr, 0, 0, 1, 0, 2 * kPi);
            Gradient::linear(0, -1, 0, 1)
                .stop(0, rim > 1.0 ? shift(f.ground_near, -0.06) : f.middle, 0.85)
                .stop(1, rim > 1.0 ? shift(f.ground_near, -0.06) : shift(f.horizon, 0.04), 0.85)
                .use(cr);
            cairo_fill(cr);
        }
        for (int ring = 0; ring < 4; ++ring) {
            const Saved saved(cr);
            cairo_translate(cr, x + random.around(wide * 0.6), y + random.around(wide * 0.08));
            cairo_scale(cr, 1.0, 0.28);
            cairo_new_sub_path(cr);
            cairo_arc(cr, 0, 0, wide * random.range(0.06, 0.2), 0, 2 * kPi);
            set_colour(cr, shift(f.horizon, 0.18, 0.6), 0.6);
            cairo_set_line_width(cr, std::max(0.6, canvas.unit() * 1.3));
            cairo_stroke(cr);
        }
    }
}

}  // namespace garden::painting::flower
