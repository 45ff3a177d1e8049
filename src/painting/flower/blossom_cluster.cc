#include <algorithm>
#include <cmath>
#include <numbers>

#include "painting/flower/kinds.h"

// Flowers that are many small ones: balls, spikes, clouds and racemes.
namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

// A small flower of few petals whose face looks along (nx, ny), flat on the ball that it is part of.
void floret(const Pen& pen, const Point& at, double r, double tilt, double turn, int petals,
            const Petal& petal, const Silk& silk, const Rgb& eye) {
    const Saved saved(pen.cr());
    cairo_translate(pen.cr(), at.x, at.y);
    cairo_scale(pen.cr(), r, r);
    const Pen small = pen.smaller(r, tilt, turn);
    std::vector<Piece> pieces;
    ring(pieces, small, petals, petal, silk, pen.random().angle(), 0.05);
    small.grow(pieces, 4.0, [&] { small.dot(small.view({0, 0, 0.05}), 0.15, eye); });
}

void leaf_like(const Pen& pen, double x, double y, double angle, double length, double width,
               const Rgb& colour) {
    cairo_t* cr = pen.cr();
    const double c = std::cos(angle);
    const double s = std::sin(angle);
    cairo_move_to(cr, x, y);
    cairo_curve_to(cr, x + c * length * 0.35 - s * width, y + s * length * 0.35 + c * width,
                   x + c * length * 0.8 - s * width * 0.9, y + s * length * 0.8 + c * width * 0.9,
                   x + c * length, y + s * length);
    cairo_curve_to(cr, x + c * length * 0.8 + s * width * 0.9, y + s * length * 0.8 - c * width * 0.9,
                   x + c * length * 0.35 + s * width, y + s * length * 0.35 - c * width, x, y);
    set_colour(cr, colour);
    cairo_fill(cr);
}

}  // namespace

void hydrangea(const Pen& pen, const Head& head) {
    const Rgb shade = to_rgb(deeper(head.petal, 0.26));
    pen.dot(0, 0.06, 0.80, shade);
    const int count = pen.fine() ? (pen.radius() > 26.0 ? 44 : 28) : 11;
    const double size = pen.fine() ? (count > 40 ? 0.245 : 0.30) : 0.42;
    const double drift = pen.random().angle();
    const Petal petal{.length = 0.98,
                      .width = 0.52,
                      .belly = 0.6,
                      .claw = 0.25,
                      .tip = 0.45,
                      .arc = 0.12,
                      .root = 0.03,
                      .rise = 0.15,
                      .rise_tip = 0.05};
    for (int i = count - 1; i >= 0; --i) {
        const double d = std::sqrt((i + 0.4) / count) * 0.99;
        const double turn = i * kGoldenAngle + drift;
        const double x = std::cos(turn) * d;
        const double y = std::sin(turn) * d;
        const double up = std::sqrt(std::max(0.0, 1.0 - d * d));
        // Colour drifts over the ball, from one side to the other.
        const double hue = 22.0 * (x * std::cos(drift) + y * std::sin(drift)) + pen.random().around(12);
        const double lit =
            0.13 * (x * pen.light() * 0.8 - y * 0.8 + up * 0.5 - 0.35) + pen.random().around(0.025);
        const Lch colour = shift(head.petal, lit, 1.0 - 0.12 * pen.random().unit(), hue);
        Silk silk = Silk::of(mix(colour, {0.93, 0.05, 110}, 0.35), colour, shift(colour, 0.03));
        silk.veins = 0.5;
        silk.shade = 0.45;
        floret(pen, {x * 0.86 + pen.random().around(0.05), y * 0.80 + pen.random().around(0.05), 0},
               size * (0.75 + 0.3 * up), std::acos(std::clamp(up, 0.25, 1.0)), std::atan2(x, -y), 4, petal,
               silk, to_rgb(shift(mix(colour, {0.90, 0.08, 110}, 0.6), 0.02)));
    }
}

void cherry_blossom(const Pen& pen, const Head& head) {
    const Lch pink = head.petal;
    Silk silk = Silk::of(deeper(pink, 0.10, 2.0), pink, shift(pink, 0.025, 0.7));
    silk.thin = 0.8;
    silk.shade = 0.25;
    silk.veins = 0.35;
    std::vector<Piece> pieces;
    const Petal petal = closed({.length = 0.95,
                                .width = 0.46,
                                .belly = 0.62,
                                .claw = 0.18,
                                .tip = 0.52,
                                .arc = 0.10,
                                .notch = 0.16,
                                .root = 0.07,
                                .rise = 0.35,
                                .rise_tip = 0.05,
                                .cup = 0.2,
                                .wrap = 0.15},
                               head.open);
    ring(pieces, pen, 5, petal, silk, pen.random().angle(), 0.05);
    pen.grow(pieces, 0.15, [&] {
        if (head.open < 0.5) return;
        pen.dot(pen.view({0, 0, 0.05}), 0.10, to_rgb(deeper(pink, 0.14, 2.6, 4)));
        pen.stamens(9, 0.05, 0.42, 0.9, {0.95, 0.03, 10}, {0.80, 0.13, 75}, 0.05);
    });
}

// A spray of a few blossoms and buds on their stalks.
void cherry(const Pen& pen, const Head& head) {
    const int count = pen.radius() > 16.0 ? 12 : 7;
    const Rgb stalk = to_rgb(mix(head.leaf, {0.55, 0.09, 20}, 0.5));
    for (int i = count - 1; i >= 0; --i) {
        const double d = 0.72 * std::sqrt((i + 0.25) / count);
        const double turn = i * kGoldenAngle + 0.8;
        const Point at{std::cos(turn) * d, std::sin(turn) * d, 0};
        pen.line({0, 0.3, 0}, at, 0.03, stalk);
        const Saved saved(pen.cr());
        const double size = 0.36 * pen.random().range(0.9, 1.15);
        cairo_translate(pen.cr(), at.x, at.y);
        cairo_scale(pen.cr(), size, size);
        Head one = head;
        one.open = i % 5 == 4 ? 0.2 : 1.0;
        one.petal = shift(head.petal, 0.03 * (-std::sin(turn)) * d + pen.random().around(0.02));
        cherry_blossom(pen.smaller(size, pen.random().range(0.1, 0.9), turn + kPi / 2), one);
    }
}

void lavender(const Pen& pen, const Head& head) {
    const int whorls = pen.fine() ? 11 : 6;
    const Point foot = pen.view({0, 0, -1.25});
    pen.line(foot, pen.view({0, 0, 0.9}), 0.06, to_rgb(mix(head.leaf, {0.62, 0.05, 150}, 0.4)));
    for (int i = 0; i < whorls; ++i) {
        // The lowest whorl stands apart, as it does on the plant.
        const double up = static_cast<double>(i) / (whorls - 1);
        const double y = i == 0 ? -0.98 : -0.72 + 1.75 * up;
        const double wide = (i == 0 ? 0.20 : 0.27) * (1.0 - 0.62 * up * up);
        const int around = pen.fine() ? 7 : 3;
        for (int k = 0; k < around; ++k) {
            // From both sides to the middle, which lies in front.
            const double side = (k % 2 == 0 ? 1.0 : -1.0) * (1.0 - static_cast<double>(k) / around);
            const Lch colour = shift(head.petal,
                                     0.10 * (side * pen.light()) - 0.05 * (1.0 - up) +
                                         0.05 * (1.0 - std::abs(side)) + pen.random().around(0.04) - 0.02,
                                     1.0, pen.random().around(12));
            const Point p = pen.view({side * wide * 0.55, 0, y + pen.random().around(0.03)});
            const double lean = std::atan2(pen.view({0, 0, 1}).y, pen.view({0, 0, 1}).x) + side * 0.75;
            leaf_like(pen, p.x, p.y, lean, 0.26, 0.07, to_rgb(deeper(colour, 0.10)));
            leaf_like(pen, p.x + std::cos(lean) * 0.10, p.y + std::sin(lean) * 0.10, lean, 0.17, 0.055,
                      to_rgb(colour));
            if (pen.radius() > 15.0 && pen.random().chance(0.45)) {  // an open lip
                const Rgb lip = to_rgb(shift(colour, 0.13, 0.8));
                pen.dot(p.x + std::cos(lean + 0.4) * 0.25, p.y + std::sin(lean + 0.4) * 0.25, 0.042, lip);
                pen.dot(p.x + std::cos(lean - 0.3) * 0.26, p.y + std::sin(lean - 0.3) * 0.26, 0.038, lip);
            }
        }
    }
}

// A raceme that hangs from the origin: open flowers above, buds at the end.
void wisteria(const Pen& pen, const Head& head) {
    const double length = 2.4;
    const int rows = pen.fine() ? (pen.radius() > 22.0 ? 17 : 12) : 7;
    const double sway = pen.random().around(0.22);
    pen.line({0, 0, 0}, {sway * 0.6, length * 0.8, 0}, 0.035, to_rgb(mix(head.leaf, head.petal, 0.3)), 0.9);
    for (int i = 0; i < rows; ++i) {
        const double down = (i + 0.3) / rows;
        const double y = down * length;
        const double wide = 0.60 * std::pow(std::sin(kPi * std::min(1.0, 0.22 + 0.80 * (1.0 - down))), 0.7) *
                            (1.02 - 0.75 * down);
        const int across =
            std::max(1, static_cast<int>(std::lround((pen.fine() ? 7.0 : 3.0) * (1.0 - 0.72 * down))));
        for (int k = 0; k < across; ++k) {
            const double side = across == 1
                                    ? pen.random().around(0.5)
                                    : (k % 2 == 0 ? 1.0 : -1.0) * (1.0 - static_cast<double>(k) / across);
            const double x = side * wide + sway * down * down + pen.random().around(0.05);
            const double yy = y + pen.random().around(0.07) + 0.10 * std::abs(side);
            const double size = (0.20 - 0.10 * down) * (0.6 + 0.4 * std::min(1.0, down * 6.0)) *
                                pen.random().range(0.85, 1.15);
            const Lch colour =
                shift(head.petal, 0.07 * side * pen.light() + 0.02 - 0.10 * down + pen.random().around(0.035),
                      0.95 + 0.3 * down, pen.random().around(10));
            const double lean = kPi / 2 - side * 0.7;
            if (down > 0.78 || !pen.fine()) {
                leaf_like(pen, x, yy, lean, size * 1.5, size * 0.5, to_rgb(colour));
                continue;
            }
            // A pea flower: the pale banner behind, the darker wings in front.
            leaf_like(pen, x, yy + size * 0.5, lean + kPi, size * 1.3, size * 0.95,
                      to_rgb(shift(colour, 0.07, 0.75)));
            pen.dot(x, yy - size * 0.05, size * 0.20, to_rgb({0.93, 0.09, 100}), 0.7);
            leaf_like(pen, x - 0.02, yy, lean + 0.25, size * 1.15, size * 0.42,
                      to_rgb(deeper(colour, 0.05, 1.1)));
            leaf_like(pen, x + 0.02, yy, lean - 0.2, size * 1.1, size * 0.38, to_rgb(colour));
        }
    }
}

namespace {

// Yellow, of many narrow rays.
void dandelion_flower(const Pen& pen, const Head& head) {
    const Lch gold = mix(head.petal, {0.87, 0.17, 95}, 0.9);
    Silk silk = Silk::of(deeper(gold, 0.10, 1.0, -10), gold, shift(gold, 0.03));
    silk.veins = 0.0;
    const Silk green = green_of(head);
    std::vector<Piece> pieces;
    calyx(pieces, pen, 8, 0.5, 0.09, 0.1 + 0.9 * (1.0 - head.open), green);
    for (int layer = 0; layer < 4; ++layer) {
        const double in = layer / 4.0;
        const Petal petal{.length = 0.80 * (1.0 - 0.55 * in),
                          .width = 0.065,
                          .belly = 0.8,
                          .claw = 0.6,
                          .tip = 0.75,
                          .arc = 0.0,
                          .notch = 0.04,
                          .root = 0.06,
                          .base = 0.07 * layer,
                          .rise = 0.15 + 0.9 * in,
                          .rise_tip = 0.9 * in - 0.1,
                          .lift = 0.05 * in - 0.04};
        ring(pieces, pen, pen.few(26 - 4 * layer), closed(petal, head.open), silk, layer * 0.2, 0.08);
    }
    pen.grow(pieces, 5.0, [] {});
}

// The clock: seeds on a ball, each on a thread with a parachute of hairs.
void dandelion_clock(const Pen& pen, const Head& head) {
    cairo_t* cr = pen.cr();
    const Lch white = mix(head.petal, {0.97, 0.012, 100}, 0.85);
    const Rgb hair = to_rgb(white);
    const Rgb thread = to_rgb(shift(white, -0.10));
    pen.dot(0, 0, 0.92, hair, 0.13);
    const int count = pen.fine() ? (pen.radius() > 25.0 ? 88 : 52) : 20;
    const double size = count > 80 ? 0.17 : 0.22;
    for (int i = 0; i < count; ++i) {
        // Far side first: points of a Fibonacci sphere by their depth.
        const double z = -1.0 + 2.0 * (i + 0.5) / count;
        const double r = std::sqrt(1.0 - z * z);
        const double a = i * kGoldenAngle;
        const Point in{0.08 * r * std::cos(a), 0.08 * r * std::sin(a), z};
        const Point seed{0.20 * r * std::cos(a), 0.20 * r * std::sin(a), z};
        const Point out{0.80 * r * std::cos(a), 0.80 * r * std::sin(a), z};
        const double near = 0.5 + 0.5 * z;
        pen.line(seed, out, 0.010, thread, 0.30 + 0.35 * near);
        if (pen.fine()) pen.line(in, seed, 0.030, to_rgb({0.42 + 0.1 * near, 0.06, 70}), 0.9);
        const int hairs = pen.fine() ? 13 : 5;
        for (int k = 0; k < hairs; ++k) {
            const double b = 2 * kPi * k / hairs + pen.random().around(0.2);
            // Hairs spread across the thread and a little outwards.
            const double along = 0.07;
            const double tx = -std::sin(a) * std::sin(b) + std::cos(a) * z * std::cos(b);
            const double ty = std::cos(a) * std::sin(b) + std::sin(a) * z * std::cos(b);
            cairo_move_to(cr, out.x, out.y);
            cairo_line_to(cr, out.x + tx * size + r * std::cos(a) * along,
                          out.y + ty * size + r * std::sin(a) * along);
        }
        set_colour(cr, hair, 0.30 + 0.50 * near);
        cairo_set_line_width(cr, std::max(0.011, 0.4 / pen.radius()));
        cairo_stroke(cr);
    }
    pen.dot(0, 0, 0.11, to_rgb({0.50, 0.06, 90}));
    pen.dot(-0.02 + 0.04 * pen.light(), -0.02, 0.07, to_rgb({0.62, 0.06, 90}));
}

}  // namespace

void dandelion(const Pen& pen, const Head& head) {
    if (head.open < 0.999) return dandelion_flower(pen, head);
    dandelion_clock(pen, head);
}

}  // namespace garden::painting::flower
