#include "painting/flower/style.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "painting/flower/lines.h"
#include "painting/flower/repaint.h"
#include "painting/flower/strokes.h"

namespace garden::painting::flower {
namespace {

// One brush after the other, coarse ones first, all in the colours of the canvas as it was.
void paint_with(const Sight& sight, std::span<const Brush> brushes, const Guide& guide, const Phase& phase) {
    const Study model = study_of(sight.canvas, phase.follow);
    Random random = sight.random(Stream::brushes);
    const auto count = static_cast<double>(brushes.size());
    for (std::size_t i = 0; i < brushes.size(); ++i) {
        Study seen = model;
        soften(seen, 0.5 * brushes[i].radius * sight.canvas.unit() / model.r.scale, phase.follow);
        paint_strokes(sight, seen, guide, brushes[i], Region::everywhere, random,
                      part(phase, static_cast<double>(i) / count, static_cast<double>(i + 1) / count));
    }
}

// Paint that stands up from the canvas: its ridges catch the light from the upper left.
void paint_relief(const Sight& sight, double depth, const Phase& phase) {
    const Plane luma = luma_of(study_of(sight.canvas, phase.follow));
    const double step = std::max(1.0, 1.2 * sight.canvas.unit());
    repaint(sight.canvas, sight.random(Stream::relief_dither), phase, [&](int x, int y, const Rgb& colour) {
        const double slope = luma.at(x + step, y + step) - luma.at(x - step, y - step);
        const double lift = std::clamp(-slope * depth, -0.10, 0.10);
        return Rgb{colour.r + lift, colour.g + lift, colour.b + lift};
    });
}

void paint_contours(const Sight& sight, double width, const Lch& ink, double alpha, const Phase& phase) {
    const Study study = study_of(sight.canvas, phase.follow);
    const double cells = std::max(1.0, width * sight.canvas.unit() / study.r.scale);
    const Plane lines = lines_of(luma_of(study), cells, 28.0, phase.follow);
    const Rgb dark = to_rgb(ink);
    repaint(sight.canvas, sight.random(Stream::contours_dither), phase,
            [&](int x, int y, const Rgb& colour) { return blend(colour, dark, alpha * lines.at(x, y)); });
}

// Darker darks, lighter lights, stronger colours; around the picture's own middle, so that a night stays one.
void paint_contrast(const Sight& sight, double contrast, double darker, const Phase& phase) {
    const double middle = mean_of(luma_of(study_of(sight.canvas, phase.follow, 1e4)));
    repaint(sight.canvas, sight.random(Stream::contrast_dither), phase, [&](int, int, const Rgb& colour) {
        const double grey = luma(colour);
        const double moved = (grey - middle) * contrast + middle * (1.0 - darker);
        const auto stronger = [&](double value) { return moved + (value - grey) * contrast * 1.15; };
        return Rgb{stronger(colour.r), stronger(colour.g), stronger(colour.b)};
    });
}

// Whirls in the sky, waves on the land.
double whirling(const Sight& sight, double x, double y) {
    if (y > sight.horizon_at(x))
        return usual_flow(sight, x, y) + 0.35 * std::sin(x / sight.canvas.w() * 18.0);
    double angle_x = 1.0;
    double angle_y = 0.12 * std::sin(x / sight.canvas.w() * 7.0);
    Random random = sight.random(Stream::whirls);
    for (int i = 0; i < 4; ++i) {
        const double cx = i == 0 ? sight.light_x() : random.range(0.0, 1.0) * sight.canvas.w();
        const double cy = i == 0 ? sight.light_y() : random.range(0.15, 0.8) * sight.horizon_at(cx);
        const double size = (i == 0 ? 130.0 : random.range(70.0, 150.0)) * sight.canvas.unit();
        const double dx = x - cx;
        const double dy = y - cy;
        const double far = std::hypot(dx, dy);
        const double pull = 3.5 * std::exp(-far * far / (2.0 * size * size)) * (i % 2 == 0 ? 1.0 : -1.0);
        // Around the centre, and a little inwards: a spiral.
        angle_x += pull * (-dy + 0.25 * dx) / (far + 1.0);
        angle_y += pull * (dx + 0.25 * dy) / (far + 1.0);
    }
    return std::atan2(angle_y, angle_x);
}

// Long waves over everything, as if the air itself rang.
double ringing(const Sight& sight, double x, double y) {
    const double u = x / sight.canvas.w();
    const double v = y / sight.canvas.h();
    return 0.55 * std::sin(u * 7.0 + v * 4.0 + sight.scene.light_x * 9.0) +
           0.25 * std::sin(u * 15.0 - v * 9.0);
}

void digital(const Sight& sight, const Phase& phase) {
    const std::vector<Brush> brushes{{.radius = 3.2,
                                      .spacing = 1.6,
                                      .least = 2,
                                      .most = 5,
                                      .opacity = 0.24,
                                      .light = 0.04,
                                      .hue = 6,
                                      .edge = 0.04},
                                     {.radius = 1.4,
                                      .spacing = 2.6,
                                      .least = 3,
                                      .most = 7,
                                      .opacity = 0.34,
                                      .light = 0.06,
                                      .hue = 8,
                                      .edge = 0.04}};
    paint_with(sight, brushes, guide_of(sight, 4.0, 1.0, usual_flow, phase.follow), phase);
}

void oil(const Sight& sight, const Phase& phase) {
    const std::vector<Brush> brushes{{.radius = 9,
                                      .spacing = 1.4,
                                      .least = 3,
                                      .most = 8,
                                      .opacity = 0.95,
                                      .light = 0.04,
                                      .hue = 7,
                                      .chroma = 1.1,
                                      .bristles = 0.35},
                                     {.radius = 4.5,
                                      .spacing = 1.3,
                                      .least = 2,
                                      .most = 7,
                                      .opacity = 0.92,
                                      .detail = 0.035,
                                      .light = 0.035,
                                      .hue = 6,
                                      .chroma = 1.1,
                                      .bristles = 0.35},
                                     {.radius = 2.2,
                                      .spacing = 1.3,
                                      .least = 2,
                                      .most = 7,
                                      .opacity = 0.92,
                                      .detail = 0.05,
                                      .light = 0.03,
                                      .hue = 5,
                                      .chroma = 1.1}};
    paint_with(sight, brushes, guide_of(sight, 6.0, 1.0, usual_flow, phase.follow), part(phase, 0.0, 0.8));
    paint_relief(sight, 0.55, part(phase, 0.8, 1.0));
}

void impressionist(const Sight& sight, const Phase& phase) {
    const std::vector<Brush> brushes{{.radius = 8,
                                      .spacing = 1.2,
                                      .least = 1,
                                      .most = 4,
                                      .opacity = 0.9,
                                      .light = 0.06,
                                      .hue = 22,
                                      .chroma = 1.15,
                                      .bristles = 0.3},
                                     {.radius = 4.4,
                                      .spacing = 1.3,
                                      .least = 1,
                                      .most = 3,
                                      .opacity = 0.9,
                                      .detail = 0.02,
                                      .light = 0.07,
                                      .hue = 26,
                                      .chroma = 1.2,
                                      .bristles = 0.25},
                                     {.radius = 2.6,
                                      .spacing = 1.4,
                                      .least = 1,
                                      .most = 3,
                                      .opacity = 0.9,
                                      .detail = 0.06,
                                      .light = 0.06,
                                      .hue = 20,
                                      .chroma = 1.2}};
    paint_with(sight, brushes, guide_of(sight, 6.0, 0.7, usual_flow, phase.follow), part(phase, 0.0, 0.85));
    paint_relief(sight, 0.35, part(phase, 0.85, 1.0));
}

void pointillist(const Sight& sight, const Phase& phase) {
    const std::vector<Brush> brushes{{.radius = 4.0,
                                      .spacing = 1.3,
                                      .least = 0,
                                      .most = 0,
                                      .opacity = 0.95,
                                      .light = 0.05,
                                      .hue = 18,
                                      .chroma = 1.15},
                                     {.radius = 2.4,
                                      .spacing = 1.9,
                                      .least = 0,
                                      .most = 0,
                                      .opacity = 0.9,
                                      .light = 0.08,
                                      .hue = 45,
                                      .chroma = 1.3},
                                     {.radius = 1.7,
                                      .spacing = 1.6,
                                      .least = 0,
                                      .most = 0,
                                      .opacity = 0.9,
                                      .detail = 0.05,
                                      .light = 0.05,
                                      .hue = 20,
                                      .chroma = 1.2}};
    paint_with(sight, brushes, guide_of(sight, 4.0, 1.0, usual_flow, phase.follow), phase);
}

void van_gogh(const Sight& sight, const Phase& phase) {
    const std::vector<Brush> brushes{{.radius = 6.5,
                                      .spacing = 2.3,
                                      .least = 4,
                                      .most = 11,
                                      .opacity = 0.95,
                                      .light = 0.07,
                                      .hue = 16,
                                      .chroma = 1.3,
                                      .bristles = 0.5},
                                     {.radius = 4.2,
                                      .spacing = 1.95,
                                      .least = 4,
                                      .most = 9,
                                      .opacity = 0.95,
                                      .light = 0.11,
                                      .hue = 22,
                                      .chroma = 1.35,
                                      .bristles = 0.5},
                                     {.radius = 2.4,
                                      .spacing = 1.45,
                                      .least = 2,
                                      .most = 7,
                                      .opacity = 0.95,
                                      .detail = 0.045,
                                      .light = 0.06,
                                      .hue = 10,
                                      .chroma = 1.3}};
    paint_contrast(sight, 1.22, 0.12, part(phase, 0.0, 0.05));
    paint_contours(sight, 4.5, {0.26, 0.07, 265}, 0.8, part(phase, 0.05, 0.1));
    paint_with(sight, brushes, guide_of(sight, 8.0, 0.8, whirling, phase.follow), part(phase, 0.1, 0.85));
    paint_relief(sight, 0.8, part(phase, 0.85, 1.0));
}

void munch(const Sight& sight, const Phase& phase) {
    const std::vector<Brush> brushes{{.radius = 10,
                                      .spacing = 1.8,
                                      .least = 12,
                                      .most = 20,
                                      .opacity = 0.85,
                                      .light = 0.07,
                                      .hue = 16,
                                      .chroma = 1.05,
                                      .bristles = 0.45,
                                      .edge = 0.11},
                                     {.radius = 4.5,
                                      .spacing = 1.35,
                                      .least = 5,
                                      .most = 14,
                                      .opacity = 0.85,
                                      .detail = 0.04,
                                      .light = 0.05,
                                      .hue = 12,
                                      .chroma = 1.1,
                                      .bristles = 0.3},
                                     {.radius = 2.4,
                                      .spacing = 1.2,
                                      .least = 3,
                                      .most = 9,
                                      .opacity = 0.85,
                                      .detail = 0.07,
                                      .light = 0.04,
                                      .hue = 8}};
    paint_contrast(sight, 1.05, 0.16, part(phase, 0.0, 0.05));
    paint_contours(sight, 5.0, {0.22, 0.05, 280}, 0.7, part(phase, 0.05, 0.1));
    paint_with(sight, brushes, guide_of(sight, 8.0, 0.5, ringing, phase.follow), part(phase, 0.1, 0.9));
    paint_relief(sight, 0.35, part(phase, 0.9, 1.0));
}

}  // namespace

void paint_glow(const Sight& sight, const Phase& phase) {
    Study bright = study_of(sight.canvas, phase.follow, 2.5e5);
    for (Plane* plane : {&bright.r, &bright.g, &bright.b}) {
        for (float& value : plane->values) value = std::max(0.0F, value - 0.62F);
        soften(*plane, 26.0 * sight.canvas.unit() / plane->scale, phase.follow);
    }
    repaint(sight.canvas, sight.random(Stream::glow_dither), phase, [&](int x, int y, const Rgb& colour) {
        const Rgb glow = bright.at(x, y);
        const auto screen = [](double value, double light) {
            return 1.0 - (1.0 - value) * (1.0 - 0.38 * light);
        };
        return Rgb{screen(colour.r, glow.r), screen(colour.g, glow.g), screen(colour.b, glow.b)};
    });
}

bool covers_all(Style style) {
    return style == Style::oil || style == Style::van_gogh || style == Style::munch;
}

void paint_style(const Sight& sight, const Phase& phase) {
    switch (sight.scene.style) {
        case Style::digital:
            return digital(sight, phase);
        case Style::watercolor:
            return paint_watercolor(sight, phase);
        case Style::oil:
            return oil(sight, phase);
        case Style::ink:
            return paint_ink(sight, phase);
        case Style::impressionist:
            return impressionist(sight, phase);
        case Style::pointillist:
            return pointillist(sight, phase);
        case Style::van_gogh:
            return van_gogh(sight, phase);
        case Style::mucha:
            return paint_poster(sight, phase);
        case Style::munch:
            return munch(sight, phase);
        case Style::pixel:
            return paint_pixels(sight, phase);
    }
}

}  // namespace garden::painting::flower
