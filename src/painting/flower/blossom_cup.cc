#include <array>
#include <numbers>

#include "painting/flower/kinds.h"

// Flowers whose petals stand around a middle: cups, bowls and spirals.
namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

// One row of a full flower, from the outside in.
struct Row {
    int count;
    double length, width, rise, rise_tip, roll, lift;
};

void nothing() {}

}  // namespace

void rose(const Pen& pen, const Head& head) {
    const Lch red = head.petal;
    Silk silk = Silk::of(deeper(red, 0.13, 1.08, -4), red, shift(red, 0.085, 0.80, 2));
    silk.shade = 0.5;
    silk.veins = 0.16;
    silk.thin = 0.3;
    silk.back = to_rgb(shift(red, 0.03, 0.85));
    const Silk green = green_of(head);
    std::vector<Piece> pieces;
    calyx(pieces, pen, 5, 0.55, 0.12, head.open < 0.5 ? 1.0 : 0.2, green);
    constexpr std::array kRows{
        Row{5, 0.98, 0.64, 0.52, 0.30, 1.0, -0.05}, Row{5, 0.94, 0.60, 0.80, 0.85, 0.9, -0.02},
        Row{5, 0.92, 0.52, 0.98, 1.40, 0.7, 0.01},  Row{4, 0.88, 0.44, 1.08, 1.80, 0.5, 0.03},
        Row{3, 0.82, 0.34, 1.20, 2.05, 0.3, 0.05},  Row{2, 0.76, 0.26, 1.30, 2.25, 0.2, 0.06}};
    double start = pen.random().angle();
    for (std::size_t i = head.open < 0.5 ? 2 : 0; i < kRows.size(); ++i) {
        if (pen.radius() < 15.0 && i % 2 == 1) continue;
        const Row& row = kRows[i];
        const double in = static_cast<double>(i) / kRows.size();
        Petal petal{.length = row.length,
                    .width = row.width,
                    .belly = 0.66,
                    .claw = 0.35,
                    .tip = 0.52,
                    .arc = 0.16,
                    .root = 0.14 * (1.0 - in) + 0.05,
                    .base = -0.30 + 0.14 * in,
                    .rise = row.rise,
                    .rise_tip = row.rise_tip,
                    .roll = row.roll,
                    .cup = 0.10,
                    .wrap = 0.55 + 0.45 * in,
                    .ruffle = 0.025 * (1.0 - in),
                    .lift = row.lift + 0.10 * in};
        ring(pieces, pen, row.count, closed(petal, 0.55 + 0.45 * head.open), silk, start, 0.05);
        start += 0.9;
    }
    pen.dot(pen.view({0, 0, -0.12}), 0.24, silk.deep);  // nothing shows through between the petals
    pen.grow(pieces, -1.0, nothing);
}

void peony(const Pen& pen, const Head& head) {
    const Lch pink = head.petal;
    Silk silk = Silk::of(deeper(pink, 0.12, 1.35), pink, shift(pink, 0.06, 0.62));
    silk.shade = 0.55;
    silk.veins = 0.3;
    silk.thin = 0.6;
    const Silk green = green_of(head);
    std::vector<Piece> pieces;
    calyx(pieces, pen, 5, 0.55, 0.2, head.open < 0.5 ? 1.0 : 0.3, green);
    constexpr std::array kRows{
        Row{7, 0.98, 0.44, 0.35, 0.30, 0.2, -0.02}, Row{7, 0.92, 0.40, 0.65, 0.60, 0.1, 0.0},
        Row{9, 0.88, 0.30, 0.85, 0.90, 0.2, 0.02},  Row{9, 0.84, 0.26, 1.02, 1.10, 0.3, 0.03},
        Row{8, 0.80, 0.23, 1.18, 1.30, 0.3, 0.03},  Row{7, 0.72, 0.20, 1.32, 1.50, 0.3, 0.01}};
    double start = pen.random().angle();
    for (std::size_t i = 0; i < kRows.size(); ++i) {
        // Too small to be told apart.
        if (pen.radius() < 26.0 ? i % 2 == 1 : pen.radius() < 70.0 && i == 3) continue;
        const Row& row = kRows[i];
        Petal petal{.length = row.length,
                    .width = row.width,
                    .belly = 0.74,
                    .claw = 0.3,
                    .tip = 0.62,
                    .arc = 0.16,
                    .notch = i > 1 ? 0.12 : 0.05,
                    .root = 0.06,
                    .base = -0.22,
                    .rise = row.rise,
                    .rise_tip = row.rise_tip + 0.25,
                    .roll = row.roll,
                    .cup = 0.30,
                    .wrap = 0.35,
                    .ruffle = 0.03 + 0.012 * static_cast<double>(i),
                    .lift = row.lift};
        ring(pieces, pen, pen.radius() < 45.0 ? pen.few(row.count - 1) : row.count,
             closed(petal, 0.4 + 0.6 * head.open), silk, start, 0.06 + 0.02 * static_cast<double>(i));
        start += 0.45;
    }
    pen.dot(pen.view({0, 0, -0.05}), 0.24, silk.deep);
    pen.grow(pieces, 0.42, [&] {
        if (head.open > 0.8 && pen.random().chance(0.4))
            pen.stamens(9, 0.2, 0.3, 0.5, head.heart, shift(head.heart, 0.05), 0.035);
    });
}

void tulip(const Pen& pen, const Head& head) {
    const Lch body = head.petal;
    Silk silk = Silk::of(mix(deeper(body, 0.03), {0.86, 0.11, 108}, 0.35), body, shift(body, 0.04, 0.95, 6));
    silk.back = to_rgb(body);
    silk.stripe = to_rgb(deeper(body, 0.07, 1.15, -8));
    silk.striped = 0.55;
    silk.veins = 0.4;
    silk.shade = 0.22;
    std::vector<Piece> pieces;
    Petal petal{.length = 1.85,
                .width = 0.60,
                .belly = 0.40,
                .claw = 0.40,
                .tip = 0.07,
                .arc = 0.04,
                .root = 0.06,
                .base = -0.84,
                .rise = 0.32,
                .rise_tip = 2.72 - 0.22 * head.open,
                .roll = 0.1 * head.open,
                .cup = 0.16,
                .wrap = 0.9,
                .ruffle = 0.015};
    Petal inner = petal;
    inner.length *= 0.97;
    inner.rise += 0.10;
    inner.lift = -0.05;
    const double start = -kPi / 2 + pen.random().around(0.5);
    ring(pieces, pen, 3, inner, silk, start + kPi / 3, 0.035);
    ring(pieces, pen, 3, petal, silk, start, 0.035);
    pen.grow(pieces, -0.3, [&] {
        if (pen.fine()) pen.stamens(6, -0.6, 0.55, 0.3, {0.4, 0.05, 300}, {0.32, 0.05, 300}, 0.05);
    });
}

void lotus(const Pen& pen, const Head& head) {
    const Lch pink = head.petal;
    const Lch white = shift(pink, 0.10, 0.35);
    Silk silk = Silk::of(mix(white, {0.94, 0.06, 105}, 0.4), mix(white, pink, 0.5), shift(pink, -0.03, 1.35));
    silk.back = to_rgb(mix(white, pink, 0.7));
    silk.veins = 0.55;
    silk.thin = 0.9;
    silk.shade = 0.18;
    std::vector<Piece> pieces;
    constexpr std::array kRows{
        Row{8, 1.12, 0.27, 0.10, 0.30, 0, -0.02}, Row{8, 1.10, 0.28, 0.50, 0.85, 0, 0.0},
        Row{7, 1.02, 0.27, 0.85, 1.25, 0, 0.03}, Row{5, 0.90, 0.24, 1.10, 1.50, 0, 0.04}};
    double start = pen.random().angle();
    for (const Row& row : kRows) {
        const Petal petal{.length = row.length,
                          .width = row.width,
                          .belly = 0.52,
                          .claw = 0.35,
                          .tip = 0.0,
                          .arc = 0.0,
                          .root = 0.10,
                          .base = -0.40,
                          .rise = row.rise,
                          .rise_tip = row.rise_tip,
                          .cup = 0.42,
                          .wrap = 0.15,
                          .lift = row.lift};
        ring(pieces, pen, row.count, closed(petal, head.open), silk, start, 0.05);
        start += 0.42;
    }
    pen.grow(pieces, 0.0, [&] {
        if (head.open < 0.5) return;
        pen.stamens(22, -0.25, 0.42, 0.9, {0.90, 0.10, 95}, {0.84, 0.14, 85}, 0.035);
        pen.line(pen.view({0, 0, -0.25}), pen.view({0, 0, 0.0}), 0.30, to_rgb({0.76, 0.13, 108}));
        pen.seeds(0.17, 0.0, 9, {0.62, 0.10, 115}, {0.70, 0.11, 112});
    });
}

void iris(const Pen& pen, const Head& head) {
    const Lch violet = head.petal;
    Silk standard = Silk::of(deeper(violet, 0.04), shift(violet, 0.05, 0.9), shift(violet, 0.10, 0.75));
    standard.veins = 0.5;
    standard.thin = 0.9;
    standard.shade = 0.25;
    Silk fall = Silk::of(mix(violet, {0.93, 0.03, violet.h}, 0.7), deeper(violet, 0.05, 1.1),
                         deeper(violet, 0.01, 1.05));
    fall.veins = 0.9;
    fall.shade = 0.1;
    const Silk green = green_of(head);
    std::vector<Piece> pieces;
    calyx(pieces, pen, 3, 0.6, 0.13, 1.35, green);
    for (Piece& piece : pieces) piece.petal.base = -0.72;
    const double start = -kPi / 2 + pen.random().around(0.35);
    const Petal falls{.length = 1.28,
                      .width = 0.50,
                      .belly = 0.70,
                      .claw = 0.28,
                      .tip = 0.55,
                      .arc = 0.18,
                      .root = 0.04,
                      .base = -0.30,
                      .rise = 0.75,
                      .rise_tip = -1.75,
                      .cup = -0.22,
                      .wrap = 0.1,
                      .ruffle = 0.08};
    const Petal standards{.length = 1.30,
                          .width = 0.50,
                          .belly = 0.60,
                          .claw = 0.20,
                          .tip = 0.46,
                          .arc = 0.12,
                          .notch = 0.04,
                          .root = 0.04,
                          .base = -0.30,
                          .rise = 0.85,
                          .rise_tip = 2.05,
                          .cup = 0.24,
                          .wrap = 0.3,
                          .ruffle = 0.09};
    std::vector<Piece> inner;
    ring(inner, pen, 3, closed(standards, 0.5 + 0.5 * head.open), standard, start + kPi / 3, 0.06);
    ring(pieces, pen, 3, closed(falls, head.open), fall, start, 0.05);
    pieces.insert(pieces.end(), inner.begin(), inner.end());
    pen.grow(pieces, -0.9, nothing);
    if (!pen.fine() || head.open < 0.6) return;
    const Rgb gold = to_rgb(mix(head.heart, {0.84, 0.16, 82}, 0.6));
    const Rgb shaded = to_rgb({0.66, 0.15, 62});
    for (const Piece& piece : pieces) {  // the beards of the falls that show their inner side
        if (piece.silk != &fall || pen.place(piece.petal, 0.4, 0.0).z < -0.05) continue;
        for (int i = 0; i < 9; ++i) {
            const Point p = pen.place(piece.petal, 0.10 + 0.034 * i, pen.random().around(0.16));
            pen.dot(p.x, p.y + 0.015, 0.048, shaded);
            pen.dot(p.x, p.y - 0.008, 0.040, gold);
        }
    }
}

}  // namespace garden::painting::flower
