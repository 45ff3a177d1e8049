#include <algorithm>
#include <cmath>
#include <numbers>

#include "painting/flower/lines.h"
#include "painting/flower/noise.h"
#include "painting/flower/repaint.h"
#include "painting/flower/study.h"
#include "painting/flower/style.h"

// Flat colours: the poster and the screen.
namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr Lch kCream{0.93, 0.045, 88};
constexpr Lch kGold{0.74, 0.105, 80};
constexpr Lch kBrown{0.32, 0.06, 50};

// Lightness in a few steps with soft banks between them.
double stepped(double value, double steps) {
    const double scaled = value * steps;
    const double base = std::floor(scaled);
    return (base + smooth_step(0.35, 0.65, scaled - base)) / steps;
}

void outline(cairo_t* cr, double inset, const Canvas& canvas, double radius) {
    const double left = inset;
    const double right = canvas.w() - inset;
    const double top = inset;
    const double bottom = canvas.h() - inset;
    cairo_new_sub_path(cr);
    cairo_arc(cr, right - radius, top + radius, radius, -kPi / 2, 0);
    cairo_arc(cr, right - radius, bottom - radius, radius, 0, kPi / 2);
    cairo_arc(cr, left + radius, bottom - radius, radius, kPi / 2, kPi);
    cairo_arc(cr, left + radius, top + radius, radius, kPi, 3 * kPi / 2);
    cairo_close_path(cr);
}

void rosette(cairo_t* cr, double x, double y, double size) {
    const Saved saved(cr);
    cairo_translate(cr, x, y);
    cairo_set_line_width(cr, size * 0.07);
    cairo_arc(cr, 0, 0, size, 0, 2 * kPi);
    set_colour(cr, kGold);
    cairo_fill_preserve(cr);
    set_colour(cr, kBrown);
    cairo_stroke(cr);
    for (int i = 0; i < 8; ++i) {
        const Saved turned(cr);
        cairo_rotate(cr, i * kPi / 4);
        cairo_move_to(cr, 0, -size * 0.12);
        cairo_curve_to(cr, -size * 0.34, -size * 0.45, -size * 0.2, -size * 0.85, 0, -size * 0.86);
        cairo_curve_to(cr, size * 0.2, -size * 0.85, size * 0.34, -size * 0.45, 0, -size * 0.12);
        set_colour(cr, i % 2 == 0 ? kCream : shift(kCream, -0.06, 1.4));
        cairo_fill_preserve(cr);
        set_colour(cr, kBrown);
        cairo_stroke(cr);
    }
    cairo_arc(cr, 0, 0, size * 0.17, 0, 2 * kPi);
    set_colour(cr, shift(kGold, -0.12));
    cairo_fill(cr);
}

// A whiplash line from a corner along an edge, with leaves that alternate.
void tendril(cairo_t* cr, double length, double size) {
    cairo_set_line_width(cr, size * 0.10);
    set_colour(cr, kBrown);
    const int waves = std::max(2, static_cast<int>(length / (size * 3.2)));
    const double step = length / waves;
    cairo_move_to(cr, 0, 0);
    for (int i = 0; i < waves; ++i) {
        const double side = i % 2 == 0 ? 1.0 : -1.0;
        cairo_curve_to(cr, step * (i + 0.35), side * size * 0.55, step * (i + 0.65), side * size * 0.55,
                       step * (i + 1), 0);
    }
    cairo_stroke(cr);
    for (int i = 0; i < waves; ++i) {
        const double side = i % 2 == 0 ? 1.0 : -1.0;
        const Saved saved(cr);
        cairo_translate(cr, step * (i + 0.5), side * size * 0.12);
        cairo_move_to(cr, -size * 0.45, -side * size * 0.05);
        cairo_curve_to(cr, -size * 0.1, -side * size * 0.45, size * 0.3, -side * size * 0.35, size * 0.55, 0);
        cairo_curve_to(cr, size * 0.3, side * size * 0.12, -size * 0.1, side * size * 0.1, -size * 0.45,
                       -side * size * 0.05);
        set_colour(cr, i % 2 == 0 ? Lch{0.62, 0.09, 135} : kGold);
        cairo_fill_preserve(cr);
        set_colour(cr, kBrown);
        cairo_stroke(cr);
    }
}

void frame(const Sight& sight) {
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const double band = std::min({56.0 * canvas.unit(), canvas.w() * 0.08, canvas.h() * 0.08});
    {
        const Saved saved(cr);
        cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
        cairo_rectangle(cr, 0, 0, canvas.w(), canvas.h());
        outline(cr, band, canvas, band * 0.9);
        set_colour(cr, kCream);
        cairo_fill(cr);
    }
    for (const auto& [inset, width, colour] : {std::tuple{band * 0.16, band * 0.05, kBrown},
                                               {band * 0.25, band * 0.09, kGold},
                                               {band, band * 0.16, kGold},
                                               {band * 0.93, band * 0.045, kBrown},
                                               {band * 1.08, band * 0.045, kBrown}}) {
        outline(cr, inset, canvas, inset < band * 0.5 ? band * 0.25 : band * 0.9);
        set_colour(cr, colour);
        cairo_set_line_width(cr, width);
        cairo_stroke(cr);
    }
    const double middle = band * 0.58;
    for (const double turn : {0.0, 1.0, 2.0, 3.0}) {
        const Saved saved(cr);
        const bool across = turn == 0.0 || turn == 2.0;
        const double x = turn == 0.0 || turn == 3.0 ? middle : canvas.w() - middle;
        const double y = turn < 2.0 ? middle : canvas.h() - middle;
        cairo_translate(cr, x, y);
        cairo_rotate(cr, turn * kPi / 2);
        cairo_translate(cr, band * 0.95, 0);
        tendril(cr, (across ? canvas.w() : canvas.h()) - 2 * middle - 1.9 * band, band * 0.42);
    }
    for (const double x : {middle * 1.15, canvas.w() - middle * 1.15}) {
        for (const double y : {middle * 1.15, canvas.h() - middle * 1.15}) rosette(cr, x, y, band * 0.62);
    }
}

}  // namespace

void paint_poster(const Sight& sight, const Phase& phase) {
    const Canvas& canvas = sight.canvas;
    Study flat = study_of(canvas, phase.follow);
    const double cell = canvas.unit() / flat.r.scale;
    const Plane lines = lines_of(luma_of(flat), std::max(1.0, 3.2 * cell), 30.0, phase.follow);
    soften(flat, 3.0 * cell, phase.follow);
    // OKLCH a cell, once: pixels are blended between cells in sRGB.
    for (std::size_t i = 0; i < flat.r.values.size(); ++i) {
        if (i % 65536 == 0)
            phase.at(0.5 * static_cast<double>(i) / static_cast<double>(flat.r.values.size()));
        Lch colour = to_lch(Rgb{flat.r.values[i], flat.g.values[i], flat.b.values[i]});
        colour.l = 0.10 + 0.90 * stepped(colour.l, 6.0);
        // The faded inks of a lithograph: everything leans a little to the cream of its paper.
        colour = mix(shift(colour, 0.0, 0.92), kCream, 0.16);
        const Rgb rgb = to_rgb(colour);
        flat.r.values[i] = static_cast<float>(rgb.r);
        flat.g.values[i] = static_cast<float>(rgb.g);
        flat.b.values[i] = static_cast<float>(rgb.b);
    }
    const Rgb ink = to_rgb(kBrown);
    repaint(canvas, sight.random(Stream::poster_dither), part(phase, 0.5, 1.0),
            [&](int x, int y, const Rgb&) { return blend(flat.at(x, y), ink, 0.9 * lines.at(x, y)); });
    frame(sight);
}

void paint_pixels(const Sight& sight, const Phase& phase) {
    const Canvas& canvas = sight.canvas;
    Study blocks = study_of(canvas, phase.follow, 3.6e4);
    const Plane& grid = blocks.r;
    // Bayer's ordered dither, IEEE ICC 1973.
    constexpr double kBayer[4][4] = {{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}};
    for (int y = 0; y < grid.height; ++y) {
        phase.at(0.5 * y / grid.height);
        for (int x = 0; x < grid.width; ++x) {
            const double dither = (kBayer[y % 4][x % 4] + 0.5) / 16.0 - 0.5;
            Lch colour = to_lch(Rgb{blocks.r.cell(x, y), blocks.g.cell(x, y), blocks.b.cell(x, y)});
            const double light = 0.47 + (colour.l - 0.5) * 1.08;
            colour.l = std::round(light * 13.0 + dither * 0.8) / 13.0;
            colour.c = std::round(colour.c * 1.3 / 0.03) * 0.03;
            colour.h = std::round(colour.h / 20.0 + dither * 0.4) * 20.0;
            const Rgb rgb = to_rgb(colour);
            blocks.r.cell(x, y) = static_cast<float>(rgb.r);
            blocks.g.cell(x, y) = static_cast<float>(rgb.g);
            blocks.b.cell(x, y) = static_cast<float>(rgb.b);
        }
    }
    canvas.ready();
    for (int y = 0; y < canvas.height(); ++y) {
        phase.at(0.5 + 0.5 * y / canvas.height());
        for (int x = 0; x < canvas.width(); ++x) canvas.row(y)[x] = pack(blocks.near(x, y), 0.0);
    }
    canvas.touched();
}

}  // namespace garden::painting::flower
