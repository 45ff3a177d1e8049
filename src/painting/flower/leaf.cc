#include "painting/flower/leaf.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr int kMostSteps = 30;

struct Place {
    double x, y;
};

// The outline of both halves and the midrib between them.
struct Blade {
    int steps = 0;
    std::array<Place, kMostSteps + 1> left{}, middle{}, right{};
};

double half_width(const LeafShape& s, double u) {
    if (u < s.belly) return s.width * (s.claw + (1.0 - s.claw) * std::sin(kPi / 2 * u / s.belly));
    return s.width * std::cos(kPi / 2 * (u - s.belly) / (1.0 - s.belly));
}

Blade blade_of(const LeafShape& s, double x, double y, double angle) {
    Blade blade;
    blade.steps = std::min(kMostSteps, s.teeth > 0 ? 3 * s.teeth : 9);
    for (int i = 0; i <= blade.steps; ++i) {
        const double u = static_cast<double>(i) / blade.steps;
        const double a = angle + s.bend * u;
        double wide = half_width(s, u);
        double forward = 0.0;
        if (s.teeth > 0) {  // each tooth rises slowly and falls at once
            const double in_tooth = (i % 3) / 2.0;
            wide *= 1.0 - s.depth * (1.0 - in_tooth);
            forward = -s.depth * 0.35 * s.length / s.teeth * in_tooth;
        }
        const auto k = static_cast<std::size_t>(i);
        blade.middle[k] = {x, y};
        const double fx = x + std::cos(a) * forward;
        const double fy = y + std::sin(a) * forward;
        blade.left[k] = {fx + std::sin(a) * wide, fy - std::cos(a) * wide};
        blade.right[k] = {fx - std::sin(a) * wide, fy + std::cos(a) * wide};
        x += std::cos(a) * s.length / blade.steps;
        y += std::sin(a) * s.length / blade.steps;
    }
    return blade;
}

void half(cairo_t* cr, const Blade& blade, const std::array<Place, kMostSteps + 1>& edge, const Lch& foot,
          const Lch& tip) {
    const Place& a = blade.middle[0];
    const Place& b = blade.middle[static_cast<std::size_t>(blade.steps)];
    cairo_move_to(cr, a.x, a.y);
    for (int i = 0; i <= blade.steps; ++i)
        cairo_line_to(cr, edge[static_cast<std::size_t>(i)].x, edge[static_cast<std::size_t>(i)].y);
    for (int i = blade.steps; i >= 0; --i) {
        const Place& m = blade.middle[static_cast<std::size_t>(i)];
        cairo_line_to(cr, m.x, m.y);
    }
    cairo_close_path(cr);
    if (std::hypot(b.x - a.x, b.y - a.y) <
        34.0) {  // a gradient costs six times as much, and would not be seen
        set_colour(cr, mix(foot, tip, 0.5));
    } else {
        Gradient::linear(a.x, a.y, b.x, b.y).stop(0, foot).stop(1, tip).use(cr);
    }
    cairo_fill(cr);
}

void veins(cairo_t* cr, const Blade& blade, const LeafShape& s, const Lch& colour) {
    cairo_move_to(cr, blade.middle[0].x, blade.middle[0].y);
    for (int i = 1; i < blade.steps; ++i) {
        const Place& m = blade.middle[static_cast<std::size_t>(i)];
        cairo_line_to(cr, m.x, m.y);
    }
    set_colour(cr, shift(colour, 0.12), 0.55);
    cairo_set_line_width(cr, std::max(0.5, s.width * 0.07));
    cairo_stroke(cr);
    if (s.width < 0.22 * s.length || s.width < 7.0) return;
    const int step = std::max(1, blade.steps / 6);
    for (int i = step; i + step < blade.steps; i += step) {
        const Place& m = blade.middle[static_cast<std::size_t>(i)];
        for (const auto* edge : {&blade.left, &blade.right}) {
            const Place& e = (*edge)[static_cast<std::size_t>(std::min(blade.steps, i + step))];
            cairo_move_to(cr, m.x, m.y);
            cairo_line_to(cr, m.x + (e.x - m.x) * 0.85, m.y + (e.y - m.y) * 0.85);
        }
    }
    set_colour(cr, shift(colour, 0.10), 0.35);
    cairo_set_line_width(cr, std::max(0.4, s.width * 0.035));
    cairo_stroke(cr);
}

// What one kind's leaves are made with.
struct Twigs {
    cairo_t* cr;
    const Plant& plant;
    const Stem& stem;
    const Lch& green;
    double sharp;
    double light;
    Random& random;

    double radius() const { return plant.radius; }
    double height() const { return std::max(plant.radius, plant.foot_y - plant.head_y); }
    Lch shade() const { return shift(green, random.around(0.05), 1.0, random.around(8)); }

    void leaf(double x, double y, double angle, LeafShape shape) const {
        shape.width *= 1.0 - 0.35 * sharp;
        paint_leaf(cr, x, y, angle, shape, shade(), light);
    }

    // Leaves out of the ground, fanned out; lengths as parts of the plant's height.
    void from_foot(int count, double spread, double least, double most, double width, LeafShape shape) const {
        for (int i = 0; i < count; ++i) {
            const double side = count == 1 ? 0.0 : 2.0 * i / (count - 1) - 1.0;
            shape.length = random.range(least, most);
            shape.width = width * random.range(0.85, 1.15);
            shape.bend = side * random.range(0.1, 0.6) + random.around(0.1);
            leaf(plant.foot_x + side * radius() * 0.12, plant.foot_y,
                 -kPi / 2 + side * spread + random.around(0.12), shape);
        }
    }

    // Leaves along the stem to both sides in turn.
    void along_stem(int count, double from, double to, double up, const LeafShape& shape) const {
        for (int i = 0; i < count; ++i) {
            const double t = from + (to - from) * (i + random.unit() * 0.5) / count;
            const double side = (i % 2 == 0) != (plant.bow > 0.0) ? 1.0 : -1.0;
            const double rise = up + random.around(0.25) - 0.7 * plant.droop;
            LeafShape one = shape;
            one.length *= random.range(0.8, 1.15) * (1.1 - 0.35 * t);
            one.bend = side * random.range(0.1, 0.7);
            leaf(stem.x(t), stem.y(t), side > 0 ? -rise : rise - kPi, one);
        }
    }

    // Five (or three) leaflets on a stalk of their own.
    void compound(double t, double side, double length, int pairs, const LeafShape& leaflet) const {
        const double rise = random.range(0.15, 0.6) - 0.6 * plant.droop;
        const double angle = side > 0 ? -rise : rise - kPi;
        const double x = stem.x(t);
        const double y = stem.y(t);
        const double dx = std::cos(angle);
        const double dy = std::sin(angle);
        cairo_move_to(cr, x, y);
        cairo_line_to(cr, x + dx * length, y + dy * length);
        set_colour(cr, shift(green, -0.03));
        cairo_set_line_width(cr, std::max(0.7, leaflet.length * 0.07));
        cairo_stroke(cr);
        for (int pair = 0; pair < pairs; ++pair) {
            const double at =
                length * (0.45 + 0.40 * pair / std::max(1, pairs - 1) * (pairs > 1 ? 1.0 : 0.0));
            for (const double way : {-1.0, 1.0})
                leaf(x + dx * at, y + dy * at, angle + way * random.range(0.8, 1.15), leaflet);
        }
        LeafShape end = leaflet;
        end.length *= 1.2;
        end.width *= 1.15;
        leaf(x + dx * length * 0.95, y + dy * length * 0.95, angle + random.around(0.2), end);
    }
};

void leaves_of_lotus(const Twigs& twigs) {
    for (int i = 0; i < 2; ++i) {
        const double side = i == 0 ? -1.0 : 1.0;
        const double x = twigs.plant.foot_x + side * twigs.radius() * twigs.random.range(0.9, 1.5);
        const double y = twigs.plant.foot_y - twigs.height() * twigs.random.range(0.12, 0.4);
        const Stem stalk{
            twigs.plant.foot_x, twigs.plant.foot_y, twigs.plant.foot_x, y, x, y + twigs.radius() * 0.5, x, y};
        paint_stem(twigs.cr, stalk, std::max(0.8, twigs.radius() * 0.05), twigs.green, twigs.light);
        paint_pad(twigs.cr, x, y, twigs.radius() * twigs.random.range(0.9, 1.2), 0.38, twigs.shade(),
                  twigs.random);
    }
}

}  // namespace

void paint_leaf(cairo_t* cr, double x, double y, double angle, const LeafShape& shape, const Lch& colour,
                double light) {
    const Blade blade = blade_of(shape, x, y, angle);
    // The half that is turned to the light and to the sky is the lighter one.
    const double left_lit = 0.05 * (std::cos(angle) + std::sin(angle) * light);
    half(cr, blade, blade.left, shift(colour, left_lit - 0.06), shift(colour, left_lit + 0.03));
    half(cr, blade, blade.right, shift(colour, -left_lit - 0.06), shift(colour, 0.03 - left_lit));
    if (shape.length > 16.0) veins(cr, blade, shape, colour);
}

void paint_stem(cairo_t* cr, const Stem& s, double thick, const Lch& green, double light) {
    const auto curve = [&](double aside) {
        cairo_move_to(cr, s.x0 + aside, s.y0);
        cairo_curve_to(cr, s.x1 + aside, s.y1, s.x2 + aside, s.y2, s.x3 + aside * 0.3, s.y3);
    };
    curve(0.0);
    set_colour(cr, shift(green, -0.09));
    cairo_set_line_width(cr, thick);
    cairo_stroke(cr);
    if (thick < 1.5) return;
    curve(light * thick * 0.2);
    set_colour(cr, shift(green, 0.07), 0.7);
    cairo_set_line_width(cr, thick * 0.4);
    cairo_stroke(cr);
}

Lch green_of(Kind kind, const Lch& leaf) {
    switch (kind) {
        case Kind::poppy:
        case Kind::tulip:
        case Kind::iris:
            return shift(mix(leaf, {leaf.l, 0.06, 165}, 0.35), 0.02);
        case Kind::lavender:
            return shift(mix(leaf, {leaf.l, 0.04, 160}, 0.5), 0.05);
        case Kind::rose:
        case Kind::peony:
            return shift(leaf, -0.07, 0.95, 6);
        case Kind::hydrangea:
            return shift(leaf, -0.03, 1.0, 3);
        default:
            return leaf;
    }
}

void paint_leaves(cairo_t* cr, const Plant& plant, const Stem& stem, const Lch& green, double sharp,
                  double light, Random& random) {
    const Twigs twigs{cr, plant, stem, green, sharp, light, random};
    const double r = plant.radius;
    const double tall = twigs.height();
    switch (plant.kind) {
        case Kind::tulip:
            return twigs.from_foot(3, 0.34, tall * 0.6, tall * 0.9, r * 0.23, {.belly = 0.35, .claw = 0.55});
        case Kind::iris:
            return twigs.from_foot(5, 0.22, tall * 0.75, tall * 1.1, r * 0.13, {.belly = 0.25, .claw = 0.8});
        case Kind::lily:
            return twigs.along_stem(8, 0.15, 0.85, 0.55,
                                    {.length = r * 0.95, .width = r * 0.10, .claw = 0.3});
        case Kind::lavender:
            return twigs.from_foot(7, 0.55, tall * 0.35, tall * 0.6, std::max(0.8, r * 0.05), {.claw = 0.5});
        case Kind::poppy:
            twigs.from_foot(4, 0.9, r * 1.0, r * 1.5, r * 0.36, {.belly = 0.5, .teeth = 6, .depth = 0.72});
            return twigs.along_stem(
                2, 0.2, 0.5, 0.5,
                {.length = r * 0.8, .width = r * 0.24, .belly = 0.5, .teeth = 5, .depth = 0.7});
        case Kind::dandelion:
            return twigs.from_foot(6, 1.15, r * 1.1, r * 1.7, r * 0.26,
                                   {.belly = 0.7, .teeth = 6, .depth = 0.62});
        case Kind::daisy:
            twigs.from_foot(5, 1.05, r * 0.7, r * 1.05, r * 0.15, {.belly = 0.72, .teeth = 5, .depth = 0.25});
            return twigs.along_stem(2, 0.15, 0.5, 0.7, {.length = r * 0.5, .width = r * 0.09, .belly = 0.6});
        case Kind::sunflower:
            return twigs.along_stem(4, 0.15, 0.75, 0.35,
                                    {.length = r * 1.15,
                                     .width = r * 0.46,
                                     .belly = 0.30,
                                     .claw = 0.45,
                                     .teeth = 9,
                                     .depth = 0.10});
        case Kind::hydrangea:
            return twigs.along_stem(6, 0.30, 0.95, 0.25,
                                    {.length = r * 1.25,
                                     .width = r * 0.44,
                                     .belly = 0.42,
                                     .claw = 0.15,
                                     .teeth = 10,
                                     .depth = 0.12});
        case Kind::rose:
            for (int i = 0; i < 3; ++i) {
                twigs.compound(
                    0.25 + 0.2 * i, i % 2 == 0 ? 1.0 : -1.0, r * 0.95, 2,
                    {.length = r * 0.46, .width = r * 0.17, .claw = 0.2, .teeth = 6, .depth = 0.16});
            }
            return;
        case Kind::peony:
            for (int i = 0; i < 4; ++i) {
                twigs.compound(0.3 + 0.16 * i, i % 2 == 0 ? 1.0 : -1.0, r * 0.8, 1,
                               {.length = r * 0.75, .width = r * 0.20, .claw = 0.15});
            }
            return;
        case Kind::lotus:
            return leaves_of_lotus(twigs);
        case Kind::cherry:
        case Kind::wisteria:
            return twigs.along_stem(3, 0.3, 0.9, 0.4,
                                    {.length = r * 0.8, .width = r * 0.24, .teeth = 7, .depth = 0.1});
    }
}

void paint_pad(cairo_t* cr, double x, double y, double wide, double flat, const Lch& green, Random& random) {
    const Saved saved(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, wide, wide * flat);
    const double notch = random.range(0.9, 2.2);
    const double cut = 0.22;
    cairo_save(cr);  // its thickness, as a shade below
    cairo_translate(cr, 0, 0.10);
    cairo_arc(cr, 0, 0, 1, 0, 2 * kPi);
    set_colour(cr, shift(green, -0.22), 0.55);
    cairo_fill(cr);
    cairo_restore(cr);
    cairo_move_to(cr, 0, 0);
    cairo_arc(cr, 0, 0, 1, notch + cut, notch + 2 * kPi - cut);
    cairo_close_path(cr);
    Gradient::linear(0, -1, 0, 1).stop(0, shift(green, 0.09)).stop(1, shift(green, -0.08)).use(cr);
    cairo_fill(cr);
    if (wide < 8.0) return;
    for (int i = 0; i < 11; ++i) {
        const double a = notch + cut + (2 * kPi - 2 * cut) * (i + 0.5) / 11;
        cairo_move_to(cr, 0, 0);
        cairo_line_to(cr, 0.9 * std::cos(a), 0.9 * std::sin(a));
    }
    set_colour(cr, shift(green, 0.13), 0.4);
    cairo_set_line_width(cr, 0.022);
    cairo_stroke(cr);
}

}  // namespace garden::painting::flower
