#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "painting/flower/noise.h"
#include "painting/flower/paint.h"
#include "painting/flower/repaint.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

// Where clouds lie: the plane of the noise, bent so that they follow the flow of the picture.
struct Bent {
    double x, y;
};

Bent bend(const Sight& sight, double x, double y) {
    const double side = std::min(sight.canvas.w(), sight.canvas.h());
    const double dx = (x - sight.centre_x()) / side;
    const double dy = (y - sight.centre_y()) / side;
    const double radius = std::hypot(dx, dy) + 0.02;
    const double angle = std::atan2(dy, dx);
    switch (sight.feeling.flow) {
        case Flow::level:
            return {dx * 1.7, dy * 4.6};
        case Flow::leaning: {
            const double turn = sight.feeling.lean >= 0.0 ? -0.5 : 0.5;
            return {(dx * std::cos(turn) + dy * std::sin(turn)) * 1.8,
                    (dy * std::cos(turn) - dx * std::sin(turn)) * 5.0};
        }
        case Flow::radial:
            return {std::cos(angle) * 3.2 + radius * 0.5, std::sin(angle) * 3.2};
        case Flow::spiral: {
            const double turned = angle + 2.6 * std::log(radius);
            return {std::cos(turned) * 1.5 + std::log(radius) * 0.7, std::sin(turned) * 1.5};
        }
        case Flow::falling:
            return {dx * 3.0, dy * 1.9};
    }
    return {dx, dy};
}

// A heaped cloud of fair weather: its middle at the base, half its width, and its height, in pixels.
struct Heap {
    double x, y, wide, tall;
};

std::vector<Heap> heaps_of(const Sight& sight) {
    const Feeling& f = sight.feeling;
    if (f.flow != Flow::level || f.stars > 0.5 || f.middle.l < 0.5) return {};
    if (sight.scene.weather != Weather::sunny || f.rain > 0.0) return {};
    Random random = sight.random(Stream::clouds);
    const double side = std::min(sight.canvas.w(), sight.canvas.h());
    const double room = sight.canvas.w() / side;
    const int count =
        static_cast<int>(std::lround((f.layout == Layout::bounce ? 3.2 : 1.6) * room)) + random.below(2);
    std::vector<Heap> heaps;
    for (int i = 0; i < count; ++i) {
        const double height = random.range(0.30, 0.93);
        // Far ones stand low and small.
        const double size = side * (0.24 - 0.15 * height) * random.range(0.7, 1.35);
        heaps.push_back({sight.canvas.w() * (i + random.range(0.0, 1.0)) / count,
                         sight.canvas.h() * f.horizon_y * height, size * random.range(1.0, 1.6), size * 0.8});
    }
    return heaps;
}

class SkyField {
  public:
    SkyField(const Sight& sight)
        : sight_(sight),
          noise_(sight.random(Stream::sky).next()),
          fine_(sight.random(Stream::sky_detail).next()),
          heaps_(heaps_of(sight)) {}

    Rgb at(double x, double y) const {
        const Feeling& f = sight_.feeling;
        const double side = std::min(sight_.canvas.w(), sight_.canvas.h());
        const double fall = std::clamp(down(x, y, side), 0.0, 1.0);
        Lch colour = fall < 0.55 ? mix(f.zenith, f.middle, fall / 0.55)
                                 : mix(f.middle, f.horizon, (fall - 0.55) / 0.45);
        const Bent bent = bend(sight_, x, y);
        const double warp = fine_.sum(bent.x * 1.3, bent.y * 1.3, 3) - 0.5;
        const double thick = noise_.sum(bent.x + warp * 0.9 + 3.0, bent.y + warp * 0.9, 5);
        const double low = std::pow(std::max(0.0, fall), 4.0);  // the horizon glows through
        const double cover =
            (1.0 - 0.65 * low) * smooth_step(0.70 - 0.42 * f.clouds, 0.92 - 0.42 * f.clouds, thick);
        const double above = noise_.sum(bent.x + warp * 0.9 + 3.06, bent.y + warp * 0.9 - 0.22, 4);
        const double lit = smooth_step(-0.10, 0.14, thick - above);
        colour = mix(colour, mix(f.cloud_shade, f.cloud, lit), cover * 0.88);
        for (const Heap& heap : heaps_) add(colour, heap, x, y, side);
        if (f.flow == Flow::radial) colour = mix(colour, f.light, 0.55 * ray(x, y) * (1.0 - 0.4 * fall));
        const double far = std::hypot(x - sight_.light_x(), y - sight_.light_y()) / side / f.light_size;
        const double glow = 0.75 * std::exp(-far * far * 34.0) + 0.30 * std::exp(-far * 3.4);
        const double brightest = sight_.scene.weather == Weather::rainy || f.rain > 0.0 ? 0.3 : 0.8;
        colour = mix(colour, f.light, std::min(0.85, glow * brightest));
        return to_rgb(colour);
    }

  private:
    // 0 where the colour of the zenith is, 1 at the horizon or in the centre of a burst.
    double down(double x, double y, double side) const {
        const double wave = (noise_.at(x / side * 2.2, y / side * 2.2) - 0.5) * 0.12;
        if (sight_.feeling.flow == Flow::radial) {
            return 1.02 - std::hypot(x - sight_.centre_x(), y - sight_.centre_y()) / side * 1.25 + wave;
        }
        return y / std::max(1.0, sight_.horizon_at(x)) + wave;
    }

    // How dense a heap is there: round above, flat below, ragged all over.
    double density(const Heap& heap, double u, double v, double x, double y, double side) const {
        const double ragged = noise_.sum(x / side * 9.0 + heap.x, y / side * 9.0, 4) - 0.5;
        const double down = v > 0.0 ? 9.0 * v * v : v * v;
        return 1.0 - u * u - down + 1.7 * ragged;
    }

    void add(Lch& colour, const Heap& heap, double x, double y, double side) const {
        const double u = (x - heap.x) / heap.wide;
        const double v = (y - heap.y) / heap.tall;
        if (std::abs(u) > 1.5 || v < -1.6 || v > 0.8) return;
        const double thick = density(heap, u, v, x, y, side);
        const double cover = smooth_step(0.0, 0.34, thick);
        if (cover <= 0.0) return;
        // Towards the light there is less of it: that side is lit.
        const double toward = sight_.light_x() > heap.x ? 0.03 : -0.03;
        const double before = density(heap, u + toward * side / heap.wide, v - 0.05 * side / heap.tall,
                                      x + toward * side, y - 0.05 * side, side);
        const double lit = std::clamp(0.52 + 0.55 * (thick - before) - 0.35 * (v + 0.4), 0.0, 1.0);
        const Feeling& f = sight_.feeling;
        const Lch shade = mix(f.cloud_shade, f.middle, 0.35);
        const double air = 0.5 * smooth_step(0.4, 1.0, heap.y / std::max(1.0, sight_.horizon_at(heap.x)));
        colour = mix(colour, mix(mix(shade, f.cloud, lit), f.horizon, air), 0.94 * cover);
    }

    double ray(double x, double y) const {
        const double angle = std::atan2(y - sight_.centre_y(), x - sight_.centre_x());
        const double wobble = fine_.at(std::cos(angle) * 4.0 + 9.0, std::sin(angle) * 4.0) * 2.5;
        return smooth_step(0.15, 0.75, std::sin(angle * 14.0 + wobble));
    }

    const Sight& sight_;
    Noise noise_;
    Noise fine_;
    std::vector<Heap> heaps_;
};

// A cheerful sun: brush strokes all around it.
void rays(const Sight& sight, double x, double y, double radius, Random& random) {
    cairo_t* cr = sight.cr();
    const int count = 22;
    for (int ring = 0; ring < 3; ++ring) {
        for (int i = 0; i < count; ++i) {
            const double angle = 2.0 * kPi * (i + 0.5 * ring) / count + random.around(0.08);
            const double from = radius * (1.28 + 0.55 * ring) + random.around(radius * 0.12);
            const double to = from + radius * random.range(0.30, 0.55);
            set_colour(cr, shift(sight.feeling.light, random.around(0.03), 1.15, random.around(14)),
                       0.75 - 0.20 * ring);
            cairo_set_line_width(cr, radius * 0.13 * random.range(0.7, 1.2));
            cairo_move_to(cr, x + std::cos(angle) * from, y + std::sin(angle) * from);
            cairo_line_to(cr, x + std::cos(angle) * to, y + std::sin(angle) * to);
            cairo_stroke(cr);
        }
    }
}

}  // namespace

void paint_sky(const Sight& sight, const Phase& phase) {
    // The field is smooth: a coarse grid, blended between its points, is enough at any size.
    const Canvas& canvas = sight.canvas;
    const double cell = std::max(1.0, std::max(canvas.w(), canvas.h()) / 400.0);
    const int columns = static_cast<int>(canvas.w() / cell) + 2;
    const int rows = static_cast<int>(canvas.h() / cell) + 2;
    const SkyField field(sight);
    std::vector<Rgb> grid(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
    for (int j = 0; j < rows; ++j) {
        phase.at(0.7 * j / rows);
        for (int i = 0; i < columns; ++i) {
            grid[static_cast<std::size_t>(j) * static_cast<std::size_t>(columns) +
                 static_cast<std::size_t>(i)] = field.at(i * cell, j * cell);
        }
    }
    repaint(canvas, sight.random(Stream::sky_dither), part(phase, 0.7, 1.0), [&](int x, int y, const Rgb&) {
        const int i = static_cast<int>(x / cell);
        const int j = static_cast<int>(y / cell);
        const Rgb* above = &grid[static_cast<std::size_t>(j) * static_cast<std::size_t>(columns) +
                                 static_cast<std::size_t>(i)];
        const Rgb* below = above + columns;
        const double u = x / cell - i;
        return blend(blend(above[0], above[1], u), blend(below[0], below[1], u), y / cell - j);
    });
}

void paint_light(const Sight& sight) {
    cairo_t* cr = sight.cr();
    const Feeling& f = sight.feeling;
    const double unit = sight.canvas.unit();
    Random random = sight.random(Stream::light);
    const int stars = static_cast<int>(f.stars * 170);
    for (int i = 0; i < stars; ++i) {
        const double x = random.range(0.0, sight.canvas.w());
        const double y = random.range(0.0, sight.horizon_at(x) * 0.9);
        set_colour(cr, Lch{0.97, 0.03, random.range(60, 260)}, random.range(0.3, 0.95));
        cairo_arc(cr, x, y, unit * random.range(0.7, 2.0), 0, 2 * kPi);
        cairo_fill(cr);
    }
    const bool covered = f.rain > 0.0 || f.flow == Flow::radial || sight.scene.emotion == Emotion::angry;
    if (covered) return;
    const double radius = unit * 46.0 * f.light_size;
    const double x = sight.light_x();
    const double y = sight.light_y();
    const Lch core = shift(f.light, 0.02);
    for (const auto& [size, alpha] : {std::pair{3.4, 0.22}, {2.0, 0.35}, {1.15, 0.6}}) {
        Gradient::radial(x, y, radius * size).stop(0.25, core, alpha).stop(1, core, 0).use(cr);
        cairo_arc(cr, x, y, radius * size, 0, 2 * kPi);
        cairo_fill(cr);
    }
    set_colour(cr, core, 0.95);
    cairo_arc(cr, x, y, radius, 0, 2 * kPi);
    cairo_fill(cr);
    const bool sunny = sight.scene.weather == Weather::sunny && sight.scene.time != Time::night;
    if (f.layout == Layout::bounce && sunny) rays(sight, x, y, radius, random);
    if (sight.scene.time != Time::night) return;
    for (int i = 0; i < 5; ++i) {  // the moon's seas
        set_colour(cr, shift(f.light, -0.10), 0.35);
        cairo_arc(cr, x + random.around(radius * 0.6), y + random.around(radius * 0.6),
                  radius * random.range(0.1, 0.25), 0, 2 * kPi);
        cairo_fill(cr);
    }
}

}  // namespace garden::painting::flower
