#include "painting/flower/blossom.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kGolden = kPi * (3.0 - 2.2360679774997896964);  // angle between seeds; Vogel 1979, "A better
                                                                 // way to construct the sunflower head"

// The colour in its own shadow: darker, and where it is yellow nearer to orange, which would look like olive
// otherwise.
Lch deeper(const Lch& colour, double by, double chroma = 1.0, double turn = 0.0) {
    const double yellow = std::max(0.0, 1.0 - std::abs(colour.h - 95.0) / 22.0);
    const double pale = std::max(0.0, 1.0 - colour.c / 0.07);
    Lch shadow =
        shift(colour, -by * (1.0 - 0.45 * std::max(yellow, pale)), chroma, turn - 190.0 * by * yellow);
    shadow.c += 0.16 * by * pale;
    return shadow;
}

// One petal from the origin along `angle`.
struct Petal {
    double angle = 0;
    double length = 1;
    double width = 0.4;   // half of it, at the widest
    double belly = 0.55;  // where it is widest, 0…1 along the length
    double point = 0.2;   // 0: round tip, 1: a needle
    double notch = 0;     // depth of the cut in the tip
    double from = 0.05;   // where it begins
};

// Draws in head coordinates; knows how fine to be.
struct Pen {
    cairo_t* cr;
    Random& random;
    double radius;  // of the head, pixels
    double sharp;

    bool fine() const { return radius > 9.0; }

    void outline(const Petal& p) const {
        const double width = p.width * (1.0 - 0.42 * sharp);
        const double point = std::min(1.0, p.point + 0.9 * sharp);
        const double tip = width * (1.0 - point) * 0.9;
        const double length = p.length * (1.0 + 0.22 * sharp);
        cairo_move_to(cr, 0, -p.from);
        cairo_curve_to(cr, -width * 0.6, -length * p.belly * 0.35, -width * 1.12, -length * p.belly * 0.8,
                       -width, -length * (p.belly + 0.08));
        cairo_curve_to(cr, -width * 0.92, -length * 0.92, -tip, -length, 0, -length * (1.0 - p.notch));
        cairo_curve_to(cr, tip, -length, width * 0.92, -length * 0.92, width, -length * (p.belly + 0.08));
        cairo_curve_to(cr, width * 1.12, -length * p.belly * 0.8, width * 0.6, -length * p.belly * 0.35, 0,
                       -p.from);
        cairo_close_path(cr);
    }

    void petal(const Petal& p, const Lch& base, const Lch& tip, double alpha = 1.0) const {
        const Saved saved(cr);
        cairo_rotate(cr, p.angle);
        outline(p);
        if (!fine()) {
            set_colour(cr, mix(base, tip, 0.6), alpha);
            cairo_fill(cr);
            return;
        }
        Gradient::linear(0, 0, p.width * 0.4, -p.length)
            .stop(0, base, alpha)
            .stop(0.55, mix(base, tip, 0.7), alpha)
            .stop(1, tip, alpha)
            .use(cr);
        cairo_fill_preserve(cr);
        set_colour(cr, deeper(base, 0.10, 1.1), 0.35);
        cairo_set_line_width(cr, 0.02);
        cairo_stroke(cr);
        if (radius < 18.0) return;
        for (const double side : {-0.45, 0.0, 0.45}) {  // veins
            cairo_move_to(cr, 0, -p.length * 0.12);
            cairo_curve_to(cr, side * p.width * 0.6, -p.length * 0.4, side * p.width, -p.length * 0.6,
                           side * p.width * 0.8, -p.length * random.range(0.72, 0.9));
            set_colour(cr, side == 0.0 ? deeper(base, 0.05) : shift(tip, 0.05), 0.30);
            cairo_set_line_width(cr, 0.018);
            cairo_stroke(cr);
        }
    }

    void ring(int count, Petal p, const Lch& base, const Lch& tip, double start, double uneven = 0.06) const {
        const Petal even = p;
        for (int i = 0; i < count; ++i) {
            p.angle = start + 2.0 * kPi * i / count + random.around(uneven * 2.0);
            p.length = even.length * (1.0 + random.around(uneven));
            const double lift = random.around(0.03);
            petal(p, shift(base, lift), shift(tip, lift + (std::cos(p.angle - 0.6) * 0.035)));
        }
    }

    void dot(double x, double y, double r, const Lch& colour, double alpha = 1.0) const {
        set_colour(cr, colour, alpha);
        cairo_arc(cr, x, y, r, 0, 2 * kPi);
        cairo_fill(cr);
    }

    void disc(double r, const Lch& colour) const {
        Gradient::radial(-r * 0.3, -r * 0.3, r * 1.5)
            .stop(0, shift(colour, 0.07))
            .stop(1, deeper(colour, 0.16, 1.0, -18))
            .use(cr);
        cairo_arc(cr, 0, 0, r, 0, 2 * kPi);
        cairo_fill(cr);
    }

    // Seeds in the spiral of a sunflower.
    void seeds(double r, int count, const Lch& colour) const {
        if (!fine()) return;
        const int shown = radius < 20.0 ? count / 3 : count;
        for (int i = 0; i < shown; ++i) {
            const double d = r * std::sqrt((i + 0.5) / shown);
            dot(std::cos(i * kGolden) * d, std::sin(i * kGolden) * d, r * 0.9 / std::sqrt(shown),
                shift(colour, random.around(0.09) + 0.1 * (d / r - 0.5), 1.0, random.around(12)));
        }
    }

    void stamens(int count, double length, const Lch& thread, const Lch& tip) const {
        if (!fine()) return;
        for (int i = 0; i < count; ++i) {
            const double angle = 2 * kPi * i / count + random.around(0.3);
            const double far = length * random.range(0.7, 1.1);
            set_colour(cr, thread, 0.8);
            cairo_set_line_width(cr, 0.025);
            cairo_move_to(cr, 0, 0);
            cairo_line_to(cr, std::cos(angle) * far, std::sin(angle) * far);
            cairo_stroke(cr);
            dot(std::cos(angle) * far, std::sin(angle) * far, 0.05, tip);
        }
    }
};

void daisy(const Pen& pen, const Head& head) {
    const Lch white = mix(head.petal, {0.97, 0.02, head.petal.h}, 0.55);
    pen.ring(15, {.width = 0.17, .belly = 0.62, .point = 0.15}, deeper(white, 0.12), deeper(white, 0.03),
             0.1);
    pen.ring(14, {.length = 0.92, .width = 0.15, .belly = 0.62, .point = 0.15}, deeper(white, 0.05),
             shift(white, 0.03), 0.3);
    pen.disc(0.29, head.heart);
    pen.seeds(0.27, 46, head.heart);
}

void sunflower(const Pen& pen, const Head& head) {
    const Lch gold = mix(head.petal, {0.83, 0.17, 85}, 0.7);
    pen.ring(17, {.width = 0.19, .belly = 0.45, .point = 0.85}, deeper(gold, 0.20, 1.0, -28),
             deeper(gold, 0.07, 1, -8), 0.0);
    pen.ring(16, {.length = 0.9, .width = 0.17, .belly = 0.45, .point = 0.85}, deeper(gold, 0.10, 1.0, -20),
             shift(gold, 0.03), 0.2);
    const Lch seed{head.petal.l * 0.42, 0.07, 55};
    pen.disc(0.47, seed);
    pen.seeds(0.45, 130, seed);
}

void poppy(const Pen& pen, const Head& head) {
    const Lch deep = deeper(head.petal, 0.13, 1.05, -4);
    pen.ring(3, {.length = 1.0, .width = 0.74, .belly = 0.62, .point = 0.0}, deep, shift(head.petal, 0.0),
             0.4, 0.08);
    pen.ring(3, {.length = 0.86, .width = 0.66, .belly = 0.62, .point = 0.0, .notch = 0.06},
             deeper(deep, 0.03), shift(head.petal, 0.06, 0.95, 6), 1.4, 0.08);
    const Lch dark{head.petal.l * 0.28, 0.04, 300};
    pen.dot(0, 0, 0.25, dark, 0.55);
    pen.stamens(22, 0.33, dark, shift(dark, 0.05));
    pen.dot(0, 0, 0.13, {0.62 * head.petal.l + 0.15, 0.09, 120});
}

void rose(const Pen& pen, const Head& head) {
    struct Layer {
        int count;
        double length, width, lift;
    };
    for (const Layer layer : {Layer{5, 1.0, 0.62, -0.06},
                              {5, 0.82, 0.54, -0.01},
                              {4, 0.64, 0.46, 0.03},
                              {3, 0.46, 0.36, -0.02}}) {
        pen.ring(layer.count, {.length = layer.length, .width = layer.width, .belly = 0.66, .point = 0.12},
                 shift(head.petal, layer.lift - 0.20, 1.05, -4), shift(head.petal, layer.lift + 0.05),
                 pen.random.angle(), 0.07);
    }
    // The heart: a curl of petals seen from above.
    pen.disc(0.30, deeper(head.petal, 0.06, 1.05));
    for (int i = 0; i < (pen.fine() ? 5 : 2); ++i) {
        const double r = 0.28 - 0.05 * i;
        const double start = i * 2.1 + head.turn;
        set_colour(pen.cr, shift(head.petal, i % 2 == 0 ? -0.20 : 0.06), 0.8);
        cairo_set_line_width(pen.cr, 0.06);
        cairo_new_sub_path(pen.cr);
        cairo_arc(pen.cr, 0.02 * i, 0.01 * i, r, start, start + 3.6);
        cairo_stroke(pen.cr);
    }
}

void peony(const Pen& pen, const Head& head) {
    for (int layer = 0; layer < 6; ++layer) {
        const double size = 1.0 - 0.145 * layer;
        pen.ring(9 - layer,
                 {.length = size, .width = 0.36 * size + 0.08, .belly = 0.68, .point = 0.0, .notch = 0.10},
                 deeper(head.petal, 0.16 + 0.015 * layer, 1.1), shift(head.petal, 0.02 + 0.022 * layer, 0.9),
                 layer * 0.7, 0.10);
    }
    pen.stamens(9, 0.16, head.heart, shift(head.heart, 0.06));
}

void tulip(const Pen& pen, const Head& head) {
    const Lch dark = deeper(head.petal, 0.14, 1.05, -5);
    cairo_translate(pen.cr, 0, 0.85);
    for (const double side : {-1.0, 1.0}) {
        pen.petal({.angle = side * 0.20, .length = 1.75, .width = 0.40, .belly = 0.45, .point = 0.72},
                  deeper(dark, 0.04), deeper(head.petal, 0.05));
    }
    for (const double side : {-1.0, 1.0}) {
        pen.petal({.angle = side * 0.36, .length = 1.62, .width = 0.40, .belly = 0.42, .point = 0.65}, dark,
                  shift(head.petal, side < 0 ? 0.04 : -0.01));
    }
    pen.petal({.length = 1.58, .width = 0.52, .belly = 0.42, .point = 0.55}, dark,
              shift(head.petal, 0.07, 0.95, 5));
}

void lily(const Pen& pen, const Head& head) {
    const Lch pale = shift(head.petal, 0.07, 0.8);
    for (const double start : {0.0, kPi / 3.0}) {
        pen.ring(3, {.length = 1.0, .width = start > 0 ? 0.25 : 0.31, .belly = 0.48, .point = 0.85},
                 deeper(head.petal, 0.12, 1.1), pale, start, 0.04);
    }
    if (pen.radius > 16.0) {
        for (int i = 0; i < 22; ++i) {
            const double a = kPi / 3.0 * (i % 6) + pen.random.around(0.22);
            const double d = pen.random.range(0.15, 0.5);
            pen.dot(std::sin(a) * d, -std::cos(a) * d, 0.02, deeper(head.petal, 0.28, 1.2, -10), 0.6);
        }
    }
    pen.dot(0, 0, 0.11, {0.80, 0.12, 118}, 0.8);
    pen.stamens(6, 0.5, {0.88, 0.08, 115}, {0.50, 0.13, 45});
}

void lotus(const Pen& pen, const Head& head) {
    cairo_translate(pen.cr, 0, 0.45);
    struct Row {
        int count;
        double spread, length, light;
    };
    for (const Row row :
         {Row{6, 1.50, 1.10, -0.10}, {5, 1.02, 1.25, -0.04}, {4, 0.56, 1.32, 0.01}, {1, 0.0, 1.22, 0.06}}) {
        const Lch tip = shift(head.petal, row.light, 1.5);
        const Lch base = shift(head.petal, 0.06 + 0.5 * row.light, 0.3);
        for (int k = 0; k < row.count; ++k) {
            // From the outside in, so that the middle ones lie in front.
            const int i = k % 2 == 0 ? k / 2 : row.count - 1 - k / 2;
            const double angle = row.count == 1 ? 0.0 : row.spread * (2.0 * i / (row.count - 1) - 1.0);
            const double length = row.length * (1.0 - 0.14 * std::abs(angle));
            pen.petal({.angle = angle, .length = length, .width = 0.25, .belly = 0.45, .point = 0.95}, base,
                      shift(tip, 0.04 * std::cos(angle * 2.0 + 0.5)));
        }
    }
}

void floret(const Pen& pen, double x, double y, double r, const Lch& colour, int petals, double notch) {
    const Saved saved(pen.cr);
    cairo_translate(pen.cr, x, y);
    cairo_scale(pen.cr, r, r);
    const Pen small{pen.cr, pen.random, pen.radius * r, pen.sharp};
    small.ring(petals, {.width = petals == 4 ? 0.48 : 0.40, .belly = 0.6, .point = 0.1, .notch = notch},
               deeper(colour, 0.08, 1.15), shift(colour, 0.04), pen.random.angle());
    small.dot(0, 0, 0.16, shift(colour, 0.16, 0.5, 40));
}

void hydrangea(const Pen& pen, const Head& head) {
    pen.dot(0, 0.05, 0.86, deeper(head.petal, 0.20));
    const int count = pen.fine() ? 34 : 12;
    for (int i = count - 1; i >= 0; --i) {
        const double d = 0.86 * std::sqrt((i + 0.3) / count);
        const double x = std::cos(i * kGolden) * d;
        const double y = std::sin(i * kGolden) * d;
        const double lit = 0.07 * (-x * 0.5 - y);
        floret(pen, x, y, pen.fine() ? 0.26 : 0.38,
               shift(head.petal, lit + pen.random.around(0.03), 1.0, pen.random.around(26)), 4, 0.0);
    }
}

// A twig in bloom.
void cherry(const Pen& pen, const Head& head) {
    const Lch pink = mix(head.petal, {0.91, 0.055, 355}, 0.72);
    const Lch bark{0.36 * head.petal.l + 0.10, 0.045, 40};
    for (const double side : {-0.75, -0.25, 0.3, 0.8}) {
        cairo_move_to(pen.cr, 0, 1.0);
        cairo_curve_to(pen.cr, side * 0.2, 0.5, side * 0.9, 0.3, side * 0.9, -0.75 + std::abs(side) * 0.5);
        set_colour(pen.cr, bark);
        cairo_set_line_width(pen.cr, 0.07);
        cairo_stroke(pen.cr);
    }
    const int count = pen.fine() ? 10 : 6;
    for (int i = count - 1; i >= 0; --i) {
        const double d = 0.78 * std::sqrt((i + 0.3) / count);
        const double turn = i * kGolden + 0.8;
        if (i % 4 == 3)
            pen.dot(std::cos(turn) * d * 1.1, std::sin(turn) * d * 1.1, 0.12, deeper(pink, 0.10, 2.0));
        floret(pen, std::cos(turn) * d, std::sin(turn) * d * 0.9, 0.42,
               shift(pink, -0.05 * std::sin(turn) * d + pen.random.around(0.03)), 5, 0.18);
    }
}

void dandelion(const Pen& pen, const Head& head) {
    const Lch down = mix(head.petal, {0.97, 0.015, head.petal.h}, 0.7);
    const int count = pen.fine() ? 46 : 16;
    Gradient::radial(0, 0, 1).stop(0, down, 0.6).stop(0.8, down, 0.38).stop(1, down, 0.0).use(pen.cr);
    cairo_arc(pen.cr, 0, 0, 1, 0, 2 * kPi);
    cairo_fill(pen.cr);
    for (int i = 0; i < count; ++i) {
        const double d = 0.95 * std::sqrt((i + 0.5) / count);
        const double x = std::cos(i * kGolden) * d;
        const double y = std::sin(i * kGolden) * d;
        set_colour(pen.cr, down, 0.55);
        cairo_set_line_width(pen.cr, 0.018);
        cairo_move_to(pen.cr, 0, 0);
        cairo_line_to(pen.cr, x, y);
        cairo_stroke(pen.cr);
        for (int k = 0; k < (pen.fine() ? 6 : 1); ++k) {
            const double a = pen.random.angle();
            cairo_move_to(pen.cr, x, y);
            cairo_line_to(pen.cr, x + std::cos(a) * 0.11, y + std::sin(a) * 0.11);
        }
        set_colour(pen.cr, shift(down, 0.03), 0.8);
        cairo_stroke(pen.cr);
    }
    pen.dot(0, 0, 0.12, {0.55 * down.l, 0.06, 75});
}

// A spike: whorls that grow smaller upwards.
void lavender(const Pen& pen, const Head& head) {
    const int whorls = pen.fine() ? 13 : 7;
    for (int i = 0; i < whorls; ++i) {
        const double up = static_cast<double>(i) / (whorls - 1);
        const double y = 1.0 - 2.3 * up;
        const double wide = 0.34 * (1.0 - 0.75 * up);
        const Lch purple = mix(head.petal, {0.60 * head.petal.l + 0.14, 0.13, 297}, 0.75);
        for (const double side : {-1.0, -0.5, 0.5, 1.0, 0.0}) {
            const Lch colour = shift(purple, 0.07 * up - 0.06 * std::abs(side) + pen.random.around(0.05), 1.1,
                                     pen.random.around(14));
            const Saved saved(pen.cr);
            cairo_translate(pen.cr, side * wide * 0.6, y);
            pen.petal({.angle = side * 0.9, .length = 0.27, .width = 0.085, .point = 0.4, .from = 0},
                      deeper(colour, 0.08), colour);
        }
    }
}

// Parts the head from what stands behind it.
void cast_shadow(cairo_t* cr, const Head& head) {
    const double x = head.x + head.radius * 0.06;
    const double y = head.y + head.radius * 0.16;
    const Lch dark{0.15, 0.03, 280};
    Gradient::radial(x, y, head.radius * 1.25)
        .stop(0, dark, 0.30)
        .stop(0.6, dark, 0.22)
        .stop(1, dark, 0.0)
        .use(cr);
    cairo_arc(cr, x, y, head.radius * 1.25, 0, 2 * kPi);
    cairo_fill(cr);
}

}  // namespace

void paint_head(cairo_t* cr, const Head& head, Random& random) {
    if (head.radius > 8.0 && head.kind != Kind::dandelion) cast_shadow(cr, head);
    const Saved saved(cr);
    cairo_translate(cr, head.x, head.y);
    cairo_rotate(cr, head.turn);
    const bool upright = head.kind == Kind::tulip || head.kind == Kind::lotus ||
                         head.kind == Kind::lavender || head.kind == Kind::hydrangea ||
                         head.kind == Kind::dandelion || head.kind == Kind::cherry;
    cairo_scale(cr, head.radius, head.radius * (upright ? 1.0 : head.facing));
    if (!upright) cairo_rotate(cr, random.angle());
    const Pen pen{cr, random, head.radius, head.sharp};
    switch (head.kind) {
        case Kind::rose:
            return rose(pen, head);
        case Kind::daisy:
            return daisy(pen, head);
        case Kind::tulip:
            return tulip(pen, head);
        case Kind::sunflower:
            return sunflower(pen, head);
        case Kind::poppy:
            return poppy(pen, head);
        case Kind::lavender:
            return lavender(pen, head);
        case Kind::cherry:
            return cherry(pen, head);
        case Kind::lotus:
            return lotus(pen, head);
        case Kind::lily:
            return lily(pen, head);
        case Kind::dandelion:
            return dandelion(pen, head);
        case Kind::hydrangea:
            return hydrangea(pen, head);
        case Kind::peony:
            return peony(pen, head);
    }
}

}  // namespace garden::painting::flower
