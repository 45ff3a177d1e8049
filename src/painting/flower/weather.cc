#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "painting/flower/paint.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

void lightning(const Sight& sight, Random& random) {
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    double x = std::clamp(sight.scene.focus_x + random.around(0.25), 0.1, 0.9) * canvas.w();
    double y = 0.0;
    const double end = sight.horizon_at(x) + canvas.h() * 0.01;
    std::vector<std::pair<double, double>> points{{x, y}};
    const double reach = std::clamp(canvas.w(), 0.6 * canvas.h(), 1.6 * canvas.h());
    while (y < end) {
        x = std::clamp(x + random.around(0.07) * reach, canvas.w() * 0.04, canvas.w() * 0.96);
        y = std::min(end, y + random.range(0.04, 0.09) * canvas.h());
        points.emplace_back(x, y);
    }
    for (const auto& [width, alpha] : {std::pair{26.0, 0.10}, {12.0, 0.22}, {4.5, 0.95}}) {
        cairo_set_line_width(cr, width * canvas.unit());
        cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
        set_colour(cr, Lch{0.93, 0.09, 70}, alpha);
        cairo_move_to(cr, points[0].first, points[0].second);
        for (const auto& [px, py] : points) cairo_line_to(cr, px, py);
        cairo_stroke(cr);
    }
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    for (std::size_t i = 2; i + 1 < points.size(); i += 3) {
        cairo_set_line_width(cr, 2.2 * canvas.unit());
        cairo_move_to(cr, points[i].first, points[i].second);
        cairo_rel_line_to(cr, random.around(0.12) * canvas.w(), random.range(0.04, 0.10) * canvas.h());
        cairo_rel_line_to(cr, random.around(0.05) * canvas.w(), random.range(0.03, 0.07) * canvas.h());
        cairo_stroke(cr);
    }
}

// Slime that hangs from the upper edge.
void drips(const Sight& sight, Random& random) {
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const int count = std::max(6, static_cast<int>(15 * std::sqrt(canvas.w() / canvas.h())));
    for (int i = 0; i < count; ++i) {
        const double x = canvas.w() * (i + random.unit()) / count;
        const double length = canvas.h() * random.range(0.05, 0.26);
        const double wide = canvas.unit() * random.range(7, 20);
        const Lch colour = shift(sight.feeling.leaf, random.around(0.05) - 0.06, 1.05, random.around(8));
        cairo_move_to(cr, x - wide * 3.0, -2);
        cairo_curve_to(cr, x - wide, 0, x - wide * 0.6, length * 0.4, x - wide * 0.7, length);
        cairo_arc_negative(cr, x, length, wide * 0.8, kPi, 0);
        cairo_curve_to(cr, x + wide * 0.6, length * 0.4, x + wide, 0, x + wide * 3.0, -2);
        cairo_close_path(cr);
        Gradient::linear(x - wide, 0, x + wide, 0)
            .stop(0, shift(colour, 0.08))
            .stop(0.4, colour)
            .stop(1, shift(colour, -0.12))
            .use(cr);
        cairo_fill(cr);
        set_colour(cr, shift(colour, 0.30), 0.7);
        cairo_arc(cr, x - wide * 0.25, length + wide * 0.1, wide * 0.2, 0, 2 * kPi);
        cairo_fill(cr);
    }
}

void flake(const Sight& sight, double x, double y, double size, double turn, const Lch& colour,
           double alpha) {
    cairo_t* cr = sight.cr();
    const Saved saved(cr);
    cairo_translate(cr, x, y);
    cairo_rotate(cr, turn);
    cairo_scale(cr, size, size * 0.55);
    cairo_move_to(cr, -1, 0);
    cairo_curve_to(cr, -0.5, -1.1, 0.6, -1.0, 1, 0);
    cairo_curve_to(cr, 0.6, 0.8, -0.4, 0.9, -1, 0);
    set_colour(cr, colour, alpha);
    cairo_fill(cr);
}

void glow_dot(const Sight& sight, double x, double y, double size, const Lch& colour, double alpha) {
    cairo_t* cr = sight.cr();
    Gradient::radial(x, y, size * 5)
        .stop(0, colour, alpha * 0.8)
        .stop(0.25, colour, alpha * 0.25)
        .stop(1, colour, 0)
        .use(cr);
    cairo_arc(cr, x, y, size * 5, 0, 2 * kPi);
    cairo_fill(cr);
    set_colour(cr, shift(colour, 0.06, 0.6), alpha);
    cairo_arc(cr, x, y, size, 0, 2 * kPi);
    cairo_fill(cr);
}

void paint_particles(const Sight& sight, Random& random) {
    const Canvas& canvas = sight.canvas;
    const Feeling& f = sight.feeling;
    const double unit = canvas.unit();
    const double breadth = canvas.breadth();
    const auto petal = [&] {
        return f.petals[static_cast<std::size_t>(random.below(static_cast<int>(f.petals.size())))];
    };
    switch (f.particle) {
        case Particle::none:
            return;
        case Particle::petals:
            for (int i = 0; i < 46 * breadth; ++i) {
                const double near = random.unit() * random.unit();
                flake(sight, random.range(0, canvas.w()), random.range(0.08, 0.85) * canvas.h(),
                      unit * (3.5 + 10 * near), random.angle(),
                      shift(mix(petal(), {0.90, 0.06, 0}, 0.5), 0.03), 0.88);
            }
            return;
        case Particle::confetti:
            for (int i = 0; i < 150 * breadth; ++i) {
                const double angle = random.angle();
                const double far = std::sqrt(random.unit());
                const double x = sight.centre_x() + std::cos(angle) * far * canvas.w() * 0.75;
                const double y = sight.centre_y() + std::sin(angle) * far * canvas.h() * 0.85;
                flake(sight, x, y, unit * (2.5 + 11 * far) * random.range(0.6, 1.2), angle,
                      shift(petal(), 0.03), 0.92);
            }
            return;
        case Particle::fireflies:
            for (int i = 0; i < 34 * breadth; ++i) {
                glow_dot(sight, random.range(0, canvas.w()), random.range(0.35, 0.95) * canvas.h(),
                         unit * random.range(1.2, 3.0), {0.90, 0.14, 108}, random.range(0.4, 0.95));
            }
            return;
        case Particle::embers:
            for (int i = 0; i < 80 * breadth; ++i) {
                glow_dot(sight, random.range(0, canvas.w()), random.range(0.15, 1.0) * canvas.h(),
                         unit * random.range(0.9, 2.8), {0.76, 0.17, random.range(35, 65)},
                         random.range(0.4, 0.95));
            }
            return;
        case Particle::spores:
            for (int i = 0; i < 70 * breadth; ++i) {
                cairo_t* cr = sight.cr();
                const double size = unit * random.range(2, 9);
                const double x = random.range(0, canvas.w());
                const double y = random.range(0, canvas.h());
                set_colour(cr, shift(f.light, random.around(0.08)), random.range(0.12, 0.4));
                cairo_arc(cr, x, y, size, 0, 2 * kPi);
                cairo_fill(cr);
                set_colour(cr, shift(f.light, 0.1), 0.5);
                cairo_set_line_width(cr, unit);
                cairo_arc(cr, x, y, size, 3.4, 4.8);
                cairo_stroke(cr);
            }
            return;
    }
}

}  // namespace

void paint_lightning(const Sight& sight) {
    if (sight.feeling.layout != Layout::storm) return;
    Random random = sight.random(Stream::lightning);
    const int bolts = 1 + random.below(2);
    for (int i = 0; i < bolts; ++i) lightning(sight, random);
}

void paint_drips(const Sight& sight) {
    if (sight.feeling.layout != Layout::crowd) return;
    Random random = sight.random(Stream::drips);
    drips(sight, random);
}

void paint_weather(const Sight& sight, const Phase& phase) {
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const Feeling& f = sight.feeling;
    Random random = sight.random(Stream::weather);
    const double unit = canvas.unit();
    phase.at(0.2);
    paint_particles(sight, random);
    phase.at(0.4);
    const int drops = static_cast<int>(f.rain * 520 * canvas.breadth());
    const double slant = 0.16 + 0.4 * f.lean;
    for (int i = 0; i < drops; ++i) {
        if (i % 64 == 0) phase.at(0.4 + 0.3 * i / drops);
        const double near = random.unit();
        const double length = unit * (16 + 46 * near);
        set_colour(cr, shift(f.horizon, 0.14, 0.6), 0.16 + 0.26 * near);
        cairo_set_line_width(cr, unit * (0.8 + 1.2 * near));
        cairo_move_to(cr, random.range(-0.05, 1.05) * canvas.w(), random.range(-0.05, 1.0) * canvas.h());
        cairo_rel_line_to(cr, slant * length, length);
        cairo_stroke(cr);
    }
    const int flakes = static_cast<int>(f.snow * 620 * canvas.breadth());
    for (int i = 0; i < flakes; ++i) {
        if (i % 64 == 0) phase.at(0.7 + 0.3 * i / flakes);
        const double near = std::pow(random.unit(), 2.0);
        set_colour(cr, Lch{0.985, 0.01, 240}, 0.55 + 0.4 * random.unit());
        cairo_arc(cr, random.range(0, canvas.w()), random.range(0, canvas.h()), unit * (1.0 + 5.0 * near), 0,
                  2 * kPi);
        cairo_fill(cr);
    }
}

}  // namespace garden::painting::flower
