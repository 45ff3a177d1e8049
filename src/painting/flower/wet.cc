#include <algorithm>
#include <cmath>
#include <numbers>

#include "painting/flower/drift.h"
#include "painting/flower/lines.h"
#include "painting/flower/noise.h"
#include "painting/flower/repaint.h"
#include "painting/flower/study.h"
#include "painting/flower/style.h"

// What runs on wet paper: watercolour and ink.
namespace garden::painting::flower {
namespace {

constexpr Rgb kPaper{0.985, 0.975, 0.950};
constexpr Rgb kRicePaper{0.955, 0.930, 0.875};

// The tooth of paper at a place, −0.5…0.5; its grains are about two thousandths of the picture's side.
double tooth(const Noise& noise, double x, double y, double unit) {
    const double scale = 1.0 / std::max(1.2, 2.2 * unit);
    return 0.65 * (noise.at(x * scale, y * scale) - 0.5) +
           0.35 * (noise.at(x * scale * 2.3 + 9, y * scale * 2.3) - 0.5);
}

// How much of the paper the brush has reached: a ragged edge of bare paper stays around the picture.
double reached(const Sight& sight, const Noise& noise, double x, double y) {
    const Canvas& canvas = sight.canvas;
    const double unit = canvas.unit();
    const double inside = std::min({x, canvas.w() - 1.0 - x, y, canvas.h() - 1.0 - y}) / unit;
    if (inside >= 40.0) return 1.0;  // farther than any rag reaches
    const double ragged = 34.0 * noise.sum(x / unit / 110.0, y / unit / 110.0, 3) +
                          5.0 * noise.at(x / unit / 11.0, y / unit / 11.0);
    return smooth_step(0.0, 7.0, inside - ragged + 6.0);
}

// More or less pigment of one colour: Bousseau et al., "Interactive watercolor rendering with temporal
// coherence and abstraction" (NPAR 2006), equation 1. `density` 1 leaves the colour as it is.
double pigment(double value, double density) { return value - (value - value * value) * (density - 1.0); }

// How steep the picture is at a place, 0…1: where washes end, pigment gathers.
Plane edges_of(const Plane& luma) {
    Plane edges = luma;
    for (int y = 0; y < luma.height; ++y) {
        for (int x = 0; x < luma.width; ++x) {
            const float dx = luma.cell(std::min(x + 1, luma.width - 1), y) - luma.cell(std::max(x - 1, 0), y);
            const float dy =
                luma.cell(x, std::min(y + 1, luma.height - 1)) - luma.cell(x, std::max(y - 1, 0));
            edges.cell(x, y) = std::min(1.0F, 4.0F * std::hypot(dx, dy));
        }
    }
    return edges;
}

void stamp_petal(cairo_t* cr, double angle, double size) {
    const Saved saved(cr);
    cairo_rotate(cr, angle);
    cairo_scale(cr, size * 0.2, size * 0.3);
    cairo_arc(cr, 0, -1.25, 1, 0, 2 * std::numbers::pi);
    cairo_fill(cr);
}

// The painter's seal: a flower cut into red stone.
void stamp(const Sight& sight, Random& random) {
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const double size = std::max(6.0, 46.0 * canvas.unit());
    const double margin = size * 0.75;
    const Saved saved(cr);
    const bool left = sight.scene.focus_x > 0.5;
    cairo_translate(cr, left ? margin + size / 2 : canvas.w() - margin - size / 2, margin + size / 2);
    cairo_rotate(cr, random.around(0.06));
    set_colour(cr, Lch{0.52, 0.19, 29}, 0.92);
    cairo_set_line_width(cr, size * 0.12);
    cairo_rectangle(cr, -size * 0.44, -size * 0.44, size * 0.88, size * 0.88);
    cairo_fill_preserve(cr);
    cairo_stroke(cr);
    set_colour(cr, kRicePaper, 0.95);
    for (int i = 0; i < 5; ++i) stamp_petal(cr, 2 * std::numbers::pi / 5 * i, size * 0.8);
    set_colour(cr, Lch{0.52, 0.19, 29}, 1.0);
    cairo_arc(cr, 0, 0, size * 0.07, 0, 2 * std::numbers::pi);
    cairo_fill(cr);
}

}  // namespace

void paint_watercolor(const Sight& sight, const Phase& phase) {
    const Canvas& canvas = sight.canvas;
    const double unit = canvas.unit();
    const Noise noise(sight.random(Stream::watercolor).next());
    Study washes = study_of(canvas, phase.follow);
    const Plane lines =
        lines_of(luma_of(washes), std::max(1.0, 1.8 * unit / washes.r.scale), 20.0, phase.follow);
    soften(washes, 1.6 * unit / washes.r.scale, phase.follow);
    const Plane edges = edges_of(luma_of(washes));
    phase.at(0.3);
    const Phase rest = part(phase, 0.3, 1.0);
    repaint(canvas, sight.random(Stream::watercolor_dither), rest, [&](int x, int y, const Rgb&) {
        const double u = x / unit;
        const double v = y / unit;
        const auto [dx, dy] = drift_at(noise, x, y, unit, 26.0, 11.0);
        const Rgb wash = washes.at(x + dx, y + dy);
        const double flow = noise.sum(u / 130.0 + 7.0, v / 130.0, 4) - 0.5;
        const double density =
            0.80 + 1.5 * flow + 0.55 * edges.at(x + dx, y + dy) + 0.65 * tooth(noise, x, y, unit);
        const double line = 0.34 * lines.at(x + dx * 0.3, y + dy * 0.3);
        const double covered = reached(sight, noise, x, y);
        const auto mixed = [&](double value, double paper) {
            const double thin = 1.0 - (1.0 - value) * 0.86;
            const double wet =
                std::clamp(pigment(thin, density), 0.0, 1.0) * (1.0 - line * (1.0 - 0.4 * value));
            return (wet * covered + (1.0 - covered)) * paper;
        };
        return Rgb{mixed(wash.r, kPaper.r), mixed(wash.g, kPaper.g), mixed(wash.b, kPaper.b)};
    });
}

void paint_ink(const Sight& sight, const Phase& phase) {
    const Canvas& canvas = sight.canvas;
    const double unit = canvas.unit();
    const Noise noise(sight.random(Stream::ink).next());
    const Study study = study_of(canvas, phase.follow);
    const Plane light = luma_of(study);
    const double cell = unit / study.r.scale;
    const Plane thin = lines_of(light, std::max(1.0, 2.6 * cell), 20.0, phase.follow);
    const Plane broad = lines_of(light, std::max(1.0, 6.0 * cell), 16.0, phase.follow);
    Plane tone = light;
    soften(tone, 3.0 * cell, phase.follow);
    Plane bleed = light;
    soften(bleed, 12.0 * cell, phase.follow);
    Study tint = study;
    soften(tint, 5.0 * cell, phase.follow);
    // A night is painted as one, but not black on black.
    const double middle = std::clamp(mean_of(light), 0.05, 0.6);
    const double lift = std::clamp(std::log(0.52) / std::log(middle), 0.38, 1.0);
    phase.at(0.3);
    const Phase rest = part(phase, 0.3, 1.0);
    repaint(canvas, sight.random(Stream::ink_dither), rest, [&](int x, int y, const Rgb&) {
        const double u = x / unit;
        const double v = y / unit;
        const auto [dx, dy] = drift_at(noise, x, y, unit, 34.0, 16.0);
        const double cloud = noise.sum(u / 150.0 + 3.0, v / 150.0, 4) - 0.5;
        // Light tones are left as paper; dark ones take ink in two washes.
        const double seen = 0.6 * tone.at(x + dx, y + dy) + 0.4 * bleed.at(x + 1.6 * dx, y + 1.6 * dy);
        const double bright = std::pow(std::max(0.0, seen), lift);
        const double wash = std::pow(std::clamp(1.12 - bright + 0.35 * cloud, 0.0, 1.0), 1.7) * 0.92;
        const double dry = 0.75 + 0.9 * tooth(noise, x, y, unit);
        const double line = std::clamp(
            (0.85 * thin.at(x + dx * 0.25, y + dy * 0.25) + 0.55 * broad.at(x + dx * 0.5, y + dy * 0.5)) *
                dry,
            0.0, 0.92);
        const double ink = 1.0 - (1.0 - std::clamp(wash, 0.0, 1.0)) * (1.0 - line);
        // A breath of colour, as in 수묵담채.
        const Rgb hue = tint.at(x + dx, y + dy);
        const double grey = luma(hue);
        const double speck = 0.012 * tooth(noise, x * 0.5, y * 0.5, unit);
        const auto mixed = [&](double value, double paper) {
            const double coloured = paper * (1.0 + 0.85 * (value - grey));
            return coloured * (1.0 - ink) + 0.09 * ink + speck;
        };
        return Rgb{mixed(hue.r, kRicePaper.r), mixed(hue.g, kRicePaper.g), mixed(hue.b, kRicePaper.b)};
    });
    Random random = sight.random(Stream::seal);
    stamp(sight, random);
}

}  // namespace garden::painting::flower
