#include <cmath>
#include <numbers>

#include "painting/flower/kinds.h"

// Flowers that open flat or like a bowl.
namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

void receptacle(const Pen& pen, const Head& head, double radius, double below) {
    const Point p = pen.view({0, 0, -below});
    pen.dot(p, radius, to_rgb(deeper(head.leaf, 0.06)));
}

}  // namespace

Petal closed(Petal p, double open) {
    const double shut = 1.0 - open;
    p.rise += (1.35 - p.rise) * shut;
    p.rise_tip += (1.75 - p.rise_tip) * shut;
    p.roll *= open;
    p.wrap += (1.0 - p.wrap) * shut * 0.8;
    p.root *= 0.4 + 0.6 * open;
    return p;
}

Silk green_of(const Head& head) {
    Silk silk = Silk::of(deeper(head.leaf, 0.06), head.leaf, shift(head.leaf, 0.05));
    silk.shade = 0.2;
    return silk;
}

void calyx(std::vector<Piece>& pieces, const Pen& pen, int count, double length, double width, double rise,
           const Silk& green) {
    ring(pieces, pen, pen.few(count),
         {.length = length,
          .width = width,
          .belly = 0.4,
          .tip = 0.0,
          .base = -0.07,
          .rise = rise,
          .rise_tip = rise},
         green, pen.random().angle());
}

void daisy(const Pen& pen, const Head& head) {
    const Lch white = mix(head.petal, {0.97, 0.02, head.petal.h}, 0.35);
    Silk silk = Silk::of(deeper(white, 0.10), deeper(white, 0.015), shift(white, 0.03));
    silk.shade = 0.35;
    const Silk green = green_of(head);
    std::vector<Piece> pieces;
    calyx(pieces, pen, 9, 0.34, 0.09, 0.1 + 0.9 * (1.0 - head.open), green);
    const Petal petal = closed({.length = 0.76,
                                .width = 0.115,
                                .belly = 0.68,
                                .claw = 0.45,
                                .tip = 0.5,
                                .arc = 0.10,
                                .notch = 0.05,
                                .root = 0.22,
                                .rise = 0.12,
                                .rise_tip = -0.25,
                                .cup = -0.1},
                               head.open);
    Petal upper = petal;
    upper.length *= 0.93;
    upper.base = 0.03;
    upper.rise += 0.14;
    ring(pieces, pen, pen.few(15), petal, silk, 0.1);
    ring(pieces, pen, pen.few(14), upper, silk, 0.3);
    receptacle(pen, head, 0.2, 0.07);
    const double shown = 0.4 + 0.6 * head.open;
    pen.grow(pieces, head.open > 0.7 ? 4.0 : -0.1, [&] {
        pen.seeds(shown * 0.27, 0.17, 60, shift(head.heart, -0.03, 1.0, -4), shift(head.heart, 0.02));
    });
}

void sunflower(const Pen& pen, const Head& head) {
    const Lch gold = head.petal;
    Silk silk = Silk::of(deeper(gold, 0.12, 1.0, -8), gold, shift(gold, 0.03));
    silk.veins = 0.5;
    silk.shade = 0.45;
    const Silk green = green_of(head);
    std::vector<Piece> pieces;
    calyx(pieces, pen, 12, 0.72, 0.13, 0.05 + 0.9 * (1.0 - head.open), green);
    const Petal petal = closed({.length = 0.62,
                                .width = 0.145,
                                .belly = 0.42,
                                .claw = 0.4,
                                .tip = 0.03,
                                .arc = 0.05,
                                .root = 0.40,
                                .rise = 0.20,
                                .rise_tip = -0.15,
                                .cup = 0.25,
                                .twist = 0.1},
                               head.open);
    Petal upper = petal;
    upper.length *= 0.86;
    upper.base = 0.04;
    upper.rise += 0.25;
    ring(pieces, pen, pen.few(18), petal, silk, 0.0, 0.09);
    ring(pieces, pen, pen.few(16), upper, silk, 0.17, 0.09);
    receptacle(pen, head, 0.16 + 0.2 * head.open, 0.1);
    const double dark = 0.25 + 0.2 * head.petal.l;
    const double shown = 0.4 + 0.6 * head.open;
    pen.grow(pieces, head.open > 0.7 ? 4.0 : -0.1, [&] {
        pen.seeds(0.46 * shown, 0.10, 190, {dark + 0.03, 0.055, 70}, {dark, 0.075, 48});
        if (!pen.fine() || head.open < 0.7) return;
        for (int i = 0; i < pen.few(34); ++i) {  // florets in bloom along the rim
            const double a = i * kGoldenAngle;
            const double r = pen.random().range(0.33, 0.46);
            const Point p = pen.view({std::cos(a) * r, std::sin(a) * r, 0.05});
            pen.dot(p, 0.022, to_rgb(deeper(gold, 0.06, 1.0, -10)), 0.9);
        }
    });
}

void poppy(const Pen& pen, const Head& head) {
    const Lch red = head.petal;
    const Lch dark{red.l * 0.25, 0.04, 320};
    Silk silk = Silk::of(mix(deeper(red, 0.12, 1.05, -4), dark, 0.55), red, shift(red, 0.045, 0.95, 5));
    silk.veins = 0.75;
    silk.thin = 1.0;
    silk.shade = 0.35;
    const Silk green = green_of(head);
    std::vector<Piece> pieces;
    if (head.open < 0.45) calyx(pieces, pen, 2, 0.75, 0.42, 1.25, green);
    const Petal petal = closed({.length = 0.98,
                                .width = 0.74,
                                .belly = 0.72,
                                .claw = 0.14,
                                .tip = 0.72,
                                .arc = 0.24,
                                .rise = 0.48,
                                .rise_tip = 0.12,
                                .cup = 0.12,
                                .wrap = 0.65,
                                .ruffle = 0.075},
                               head.open);
    Petal inner = petal;
    inner.length *= 0.88;
    inner.rise += 0.30;
    inner.base = 0.03;
    const double start = pen.random().angle();
    ring(pieces, pen, pen.radius() > 5 ? 3 : 2, petal, silk, start, 0.05);
    ring(pieces, pen, pen.radius() > 5 ? 3 : 2, inner, silk, start + kPi / 3, 0.05);
    pen.grow(pieces, 0.42, [&] {
        if (head.open < 0.5) return;
        const Point root = pen.view({0, 0, 0.04});
        pen.dot(root, 0.16, to_rgb(dark), 0.75);
        pen.stamens(30, 0.05, 0.40, 1.2, dark, shift(dark, 0.07), 0.035);
        const Lch pod = mix(head.leaf, {0.66, 0.09, 120}, 0.6);
        const Point foot = pen.view({0, 0, 0.10});
        const Point crown = pen.view({0, 0, 0.22});
        pen.line(foot, crown, 0.17, to_rgb(deeper(pod, 0.08)));
        pen.dot(crown, 0.10, to_rgb(shift(pod, 0.06)));
        if (!pen.fine()) return;
        for (int i = 0; i < 8; ++i) {
            const double a = i * kPi / 4;
            pen.line(crown, pen.view({0.095 * std::cos(a), 0.095 * std::sin(a), 0.22}), 0.018, to_rgb(dark),
                     0.8);
        }
    });
}

void lily(const Pen& pen, const Head& head) {
    const Lch pale = head.petal;
    const Lch throat = mix({0.86, 0.11, 118}, pale, 0.25);
    Silk silk = Silk::of(throat, shift(pale, 0.0, 1.0), shift(pale, 0.05, 0.6));
    silk.stripe = to_rgb(deeper(pale, 0.07, 1.9));
    silk.striped = 0.65;
    silk.shade = 0.15;
    silk.veins = 0.35;
    std::vector<Piece> pieces;
    const Petal petal = closed({.length = 1.12,
                                .width = 0.31,
                                .belly = 0.50,
                                .claw = 0.35,
                                .tip = 0.02,
                                .arc = 0.0,
                                .root = 0.05,
                                .base = -0.25,
                                .rise = 1.05,
                                .rise_tip = -0.75,
                                .cup = -0.12,
                                .wrap = 0.3,
                                .ruffle = 0.025},
                               head.open);
    Petal narrow = petal;
    narrow.width *= 0.74;
    narrow.base -= 0.03;
    const double start = pen.random().angle();
    ring(pieces, pen, 3, narrow, silk, start + kPi / 3, 0.04);
    ring(pieces, pen, 3, petal, silk, start, 0.04);
    pen.grow(pieces, 0.35, [&] {
        if (pen.radius() > 14.0 && head.open > 0.6) {
            const Rgb freckle = to_rgb(deeper(pale, 0.26, 1.7, 8));
            for (const Piece& piece : pieces) {
                for (int k = 0; k < 7; ++k) {
                    const Point p =
                        pen.place(piece.petal, pen.random().range(0.22, 0.58), pen.random().around(0.75));
                    pen.dot(p, 0.016, freckle, 0.75);
                }
            }
        }
        if (head.open < 0.5) return;
        pen.stamens(6, -0.15, 0.86, 0.62, {0.86, 0.09, 118}, {0.52, 0.13, 45}, 0.055);
        const Point end = pen.view({0.05, 0.08, 0.85});
        pen.line(pen.view({0, 0, -0.1}), end, 0.035, to_rgb({0.80, 0.10, 118}));
        pen.dot(end, 0.06, to_rgb({0.62, 0.09, 120}));
    });
}

}  // namespace garden::painting::flower
