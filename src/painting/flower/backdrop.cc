#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "painting/flower/noise.h"
#include "painting/flower/paint.h"

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

class SkyField {
  public:
    SkyField(const Sight& sight)
        : sight_(sight), noise_(sight.random(10).next()), fine_(sight.random(11).next()) {}

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

    double ray(double x, double y) const {
        const double angle = std::atan2(y - sight_.centre_y(), x - sight_.centre_x());
        const double wobble = fine_.at(std::cos(angle) * 4.0 + 9.0, std::sin(angle) * 4.0) * 2.5;
        return smooth_step(0.15, 0.75, std::sin(angle * 14.0 + wobble));
    }

    const Sight& sight_;
    Noise noise_;
    Noise fine_;
};

double ridge_at(Ridge ridge, const Noise& noise, double x, double layer) {
    switch (ridge) {
        case Ridge::round: {
            const double swing = std::sin(x * 4.6 + layer * 2.3 + noise.at(layer, 3.0) * 6.0);
            return 0.5 + 0.42 * swing + 0.2 * (noise.at(x * 3.0, layer) - 0.5);
        }
        case Ridge::jagged: {
            double height = 0.0;
            double weight = 0.62;
            for (double scale = 3.1; scale < 60.0; scale *= 2.3) {
                const double t = x * scale + noise.at(layer, scale) * 7.0;
                const double cell = std::floor(t);
                const double peak = 0.35 + 0.65 * noise.at(cell + 0.01, layer * 5.0 + scale);
                height += weight * peak * (1.0 - std::abs(2.0 * (t - cell) - 1.0));
                weight *= 0.42;
            }
            return height;
        }
        case Ridge::flat:
            return 0.15 + 0.85 * noise.sum(x * 1.6, layer * 3.0, 3) * noise.at(x * 0.9, layer + 0.5);
        case Ridge::wavy:
            return 0.35 +
                   0.4 * std::sin(x * 9.0 + layer * 1.7 + 2.5 * noise.at(x * 2.0, layer)) *
                       noise.at(x * 1.3, layer + 4.0) +
                   0.3 * noise.sum(x * 5.0, layer, 2);
    }
    return 0.5;
}

void trees_on(const Sight& sight, const std::vector<double>& ridge, double step, const Lch& colour,
              double size, Random& random) {
    cairo_t* cr = sight.cr();
    const int groups = 3 + random.below(4);
    for (int g = 0; g < groups; ++g) {
        const double middle = random.range(0.0, sight.canvas.w());
        const int crowns = 3 + random.below(5);
        for (int i = 0; i < crowns; ++i) {
            const double x = middle + random.around(size * 3.5);
            const auto at =
                static_cast<std::size_t>(std::clamp(x / step, 0.0, static_cast<double>(ridge.size() - 1)));
            const double radius = size * random.range(0.45, 1.0);
            for (int dab = 0; dab < 7; ++dab) {
                const double dx = random.around(radius * 0.8);
                const double dy = -random.range(0.1, 1.5) * radius;
                set_colour(
                    cr,
                    shift(colour, random.around(0.035) - 0.05 - 0.02 * dy / radius, 1.0, random.around(8)),
                    0.8);
                cairo_arc(cr, x + dx, ridge[at] + dy * 0.8 + radius * 0.2, radius * random.range(0.35, 0.65),
                          0, 2 * kPi);
                cairo_fill(cr);
            }
        }
    }
}

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

void heap(const Sight& sight, double x, double y, double size, Random& random) {
    cairo_t* cr = sight.cr();
    const Feeling& f = sight.feeling;
    for (int pass = 0; pass < 3; ++pass) {
        for (int i = 0; i < 26; ++i) {
            const double along = random.around(1.5);
            const double crown = 0.75 * std::max(0.0, 1.0 - along * along / 1.9);
            const double up = crown * random.unit();
            const double radius = size * random.range(0.16, 0.34) * (1.0 - 0.18 * pass);
            const double lift = pass * 0.07 + 0.05 * up;
            const Lch colour = mix(f.cloud_shade, f.cloud, std::min(1.0, 0.25 + 0.38 * pass + 0.3 * up));
            set_colour(cr, shift(colour, random.around(0.012)), 0.34);
            cairo_arc(cr, x + along * size + (pass - 1) * size * 0.03, y - (up + lift) * size, radius, 0,
                      2 * kPi);
            cairo_fill(cr);
        }
    }
}

// The path at height y: its middle and its width, 0 above the ground.
struct PathSpan {
    double x, width;
};

PathSpan path_span(const Sight& sight, double y) {
    const Canvas& canvas = sight.canvas;
    const double far_x = canvas.w() * sight.scene.focus_x;
    const double top = sight.ground_at(far_x);
    const double near = (y - top) / (canvas.h() - top);
    if (near <= 0.0) return {far_x, 0.0};
    const double swing =
        std::sin(std::pow(near, 0.6) * 8.5 + sight.scene.light_x * 20.0) * 0.12 * (1.0 - 0.5 * near);
    const double x = far_x + (sight.scene.path_x * canvas.w() - far_x) * near +
                     swing * canvas.w() * std::min(1.0, near * 2.5);
    return {x, canvas.unit() * (5.0 + 165.0 * std::pow(near, 1.2))};
}

void path(const Sight& sight, Random& random) {
    if (!sight.scene.path) return;
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const Feeling& f = sight.feeling;
    const double top = sight.ground_at(canvas.w() * sight.scene.focus_x) + 1.0;
    const Lch sand = mix(mix(shift(f.horizon, f.middle.l < 0.35 ? 0.08 : 0.0), f.ground_far, 0.30),
                         {0.80, 0.05, 75}, f.middle.l > 0.6 ? 0.45 : 0.0);
    const int slices = 70;
    for (const double side : {-0.5, 0.5}) {
        for (int i = 0; i <= slices; ++i) {
            const double part = static_cast<double>(side < 0 ? i : slices - i) / slices;
            const double y = top + (canvas.h() + 2.0 - top) * part * part;
            const PathSpan span = path_span(sight, y);
            cairo_line_to(cr, span.x + side * span.width * (1.0 + random.around(0.05)), y);
        }
    }
    cairo_close_path(cr);
    Gradient::linear(0, top, 0, canvas.h())
        .stop(0, mix(sand, f.horizon, 0.4))
        .stop(1, shift(sand, -0.10))
        .use(cr);
    cairo_fill(cr);
}

}  // namespace

double Sight::light_y() const {
    const double y = scene.light_y * canvas.h();
    return std::min(y, feeling.horizon_y * canvas.h() * 0.62);
}

double Sight::centre_x() const {
    if (feeling.flow == Flow::radial) return canvas.w() * (0.5 + 0.25 * (scene.focus_x - 0.5));
    return canvas.w() * (0.5 + 0.45 * (scene.focus_x - 0.5));
}

double Sight::centre_y() const {
    if (feeling.flow == Flow::radial) return canvas.h() * 0.46;
    return canvas.h() * 0.36;
}

double Sight::horizon_at(double x) const {
    return feeling.horizon_y * canvas.h() + std::tan(feeling.tilt) * (x - canvas.w() / 2.0);
}

double Sight::ground_at(double x) const {
    if (feeling.water <= 0.0) return horizon_at(x);
    const double wave = std::sin(x / canvas.w() * 5.0 + scene.light_x * 20.0) +
                        0.5 * std::sin(x / canvas.w() * 11.0 + scene.light_y * 50.0);
    return horizon_at(x) + canvas.h() * (feeling.water + 0.018 * wave);
}

bool Sight::on_path(double x, double y, double margin) const {
    if (!scene.path) return false;
    const PathSpan span = path_span(*this, y);
    return span.width > 0.0 && std::abs(x - span.x) < span.width * (0.5 + margin);
}

double Sight::flow_at(double x, double y) const {
    const double wave = std::sin(x / canvas.w() * 7.0 + scene.light_x * 9.0) * 0.16 +
                        std::sin(y / canvas.h() * 9.0 + x / canvas.w() * 3.0) * 0.12;
    const double angle = std::atan2(y - centre_y(), x - centre_x());
    switch (feeling.flow) {
        case Flow::level:
            return wave;
        case Flow::leaning:
            return (feeling.lean >= 0.0 ? -0.55 : 0.55) + wave;
        case Flow::radial:
            return angle;
        case Flow::spiral:
            return angle + kPi / 2.0 + 0.35;
        case Flow::falling:
            return kPi / 2.0 + wave;
    }
    return wave;
}

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
            grid[static_cast<std::size_t>(j * columns + i)] = field.at(i * cell, j * cell);
        }
    }
    Random random = sight.random(12);
    canvas.ready();
    for (int y = 0; y < canvas.height(); ++y) {
        phase.at(0.7 + 0.3 * y / canvas.height());
        std::uint32_t* out = canvas.row(y);
        const double gy = y / cell;
        const int j = static_cast<int>(gy);
        const double v = gy - j;
        for (int x = 0; x < canvas.width(); ++x) {
            const double gx = x / cell;
            const int i = static_cast<int>(gx);
            const double u = gx - i;
            const Rgb* a = &grid[static_cast<std::size_t>(j * columns + i)];
            const Rgb* b = a + columns;
            const auto blend = [u, v](double p, double q, double r, double s) {
                return (p + (q - p) * u) * (1.0 - v) + (r + (s - r) * u) * v;
            };
            out[x] = pack({blend(a[0].r, a[1].r, b[0].r, b[1].r), blend(a[0].g, a[1].g, b[0].g, b[1].g),
                           blend(a[0].b, a[1].b, b[0].b, b[1].b)},
                          random.unit() - 0.5);
        }
    }
    canvas.touched();
}

void paint_light(const Sight& sight) {
    cairo_t* cr = sight.cr();
    const Feeling& f = sight.feeling;
    const double unit = sight.canvas.unit();
    Random random = sight.random(13);
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
    if (f.layout == Layout::bounce && sight.scene.time != Time::night) rays(sight, x, y, radius, random);
    if (sight.scene.time != Time::night) return;
    for (int i = 0; i < 5; ++i) {  // the moon's seas
        set_colour(cr, shift(f.light, -0.10), 0.35);
        cairo_arc(cr, x + random.around(radius * 0.6), y + random.around(radius * 0.6),
                  radius * random.range(0.1, 0.25), 0, 2 * kPi);
        cairo_fill(cr);
    }
}

void paint_clouds(const Sight& sight) {
    const Feeling& f = sight.feeling;
    if (f.layout != Layout::bounce || sight.scene.weather != Weather::sunny) return;
    Random random = sight.random(17);
    const int heaps = 3 + random.below(3);
    for (int i = 0; i < heaps; ++i) {
        const double x = sight.canvas.w() * (i + random.range(0.2, 0.8)) / heaps;
        const double y = sight.canvas.h() * f.horizon_y * random.range(0.32, 0.78);
        const double size = sight.canvas.unit() * random.range(38, 80) * (1.2 - 0.6 * y / sight.canvas.h());
        const bool before_sun = std::hypot(x - sight.light_x(), y - sight.light_y()) < size * 2.6;
        if (!before_sun) heap(sight, x, y, size, random);
    }
}

void paint_hills(const Sight& sight, const Phase& phase) {
    const Feeling& f = sight.feeling;
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    Random random = sight.random(14);
    const Noise noise(random.next());
    constexpr int kLayers = 4;
    const double step = canvas.w() / 160.0;
    for (int layer = 0; layer < kLayers; ++layer) {
        phase.at(static_cast<double>(layer) / kLayers);
        const double near = static_cast<double>(layer) / (kLayers - 1);
        const Lch body =
            mix(mix(f.horizon, f.middle, 0.35), f.hill, 0.55 - 0.25 * f.haze + (0.45 + 0.10 * f.haze) * near);
        std::vector<double> ridge;
        const double height = canvas.h() * f.hill_height * (1.0 - 0.62 * near);
        for (double x = 0.0; x <= canvas.w() + step; x += step) {
            const double relative = x / std::max(canvas.w(), canvas.h());
            ridge.push_back(sight.horizon_at(x) + canvas.h() * 0.012 -
                            height * ridge_at(f.ridge, noise, relative * (1.0 + 0.4 * near), layer));
        }
        if (f.ridge != Ridge::jagged && layer > 0) {
            trees_on(sight, ridge, step, body, canvas.unit() * (7.0 + 13.0 * near), random);
        }
        cairo_move_to(cr, -step, ridge.front());
        for (std::size_t i = 0; i < ridge.size(); ++i)
            cairo_line_to(cr, static_cast<double>(i) * step, ridge[i]);
        const double floor = std::max(sight.horizon_at(0), sight.horizon_at(canvas.w())) + canvas.h() * 0.03;
        cairo_line_to(cr, canvas.w() + step, floor);
        cairo_line_to(cr, -step, floor);
        cairo_close_path(cr);
        const double top = *std::ranges::min_element(ridge);
        Gradient::linear(0, top, 0, floor)
            .stop(0, shift(body, 0.02))
            .stop(1, mix(body, f.horizon, 0.10 + 0.40 * f.haze * (1.0 - 0.6 * near)))
            .use(cr);
        cairo_fill(cr);
    }
}

void paint_ground(const Sight& sight, const Phase& phase) {
    const Feeling& f = sight.feeling;
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const double step = canvas.w() / 100.0;
    cairo_move_to(cr, -step, sight.ground_at(-step));
    for (double x = -step; x <= canvas.w() + step; x += step) cairo_line_to(cr, x, sight.ground_at(x));
    cairo_line_to(cr, canvas.w() + step, canvas.h() + 2);
    cairo_line_to(cr, -step, canvas.h() + 2);
    cairo_close_path(cr);
    Gradient::linear(0, sight.ground_at(canvas.w() / 2), 0, canvas.h())
        .stop(0, f.ground_far)
        .stop(0.45, mix(f.ground_far, f.ground_near, 0.55))
        .stop(1, f.ground_near)
        .use(cr);
    cairo_fill(cr);

    Random random = sight.random(15);
    constexpr int kPatches = 260;
    for (int i = 0; i < kPatches; ++i) {
        phase.at(static_cast<double>(i) / kPatches);
        const double depth = std::pow(random.unit(), 1.5);
        const double x = random.range(-0.05, 1.05) * canvas.w();
        const double top = sight.ground_at(x);
        const double y = top + (canvas.h() * 1.02 - top) * depth;
        const double wide = canvas.unit() * (20.0 + 190.0 * depth) * random.range(0.5, 1.2);
        const Lch base = mix(f.ground_far, f.ground_near, std::min(1.0, depth * 1.1));
        {
            const Saved saved(cr);
            cairo_translate(cr, x, y + wide * 0.13);
            cairo_rotate(cr, f.tilt + random.around(0.05));
            cairo_scale(cr, wide, wide * 0.13);
            cairo_arc(cr, 0, 0, 1, 0, 2 * kPi);
        }
        set_colour(cr, shift(base, random.around(0.09), random.range(0.8, 1.2), random.around(14)), 0.35);
        cairo_fill(cr);
    }
    path(sight, random);
}

void paint_water(const Sight& sight, const Phase& phase) {
    const Canvas& canvas = sight.canvas;
    const Feeling& f = sight.feeling;
    if (f.water <= 0.0) return;
    const Noise noise(sight.random(16).next());
    const Rgb deep = to_rgb(mix(f.zenith, f.hill, 0.4));
    const double unit = canvas.unit();
    const double shore = f.horizon_y * canvas.h();
    canvas.ready();
    const int last = std::min(canvas.height(), static_cast<int>(shore + canvas.h() * (f.water + 0.05)));
    for (int y = static_cast<int>(shore); y < last; ++y) {
        phase.at((y - shore) / std::max(1.0, last - shore));
        const double depth = (y - shore) / (canvas.h() * f.water);
        const double mirrored = shore - (y - shore) * 1.25 - 1.0;
        std::uint32_t* out = canvas.row(y);
        for (int x = 0; x < canvas.width(); ++x) {
            const double wave =
                noise.sum(x / unit / (30.0 + 40.0 * depth), y / unit / (3.0 + 4.0 * depth), 2) - 0.5;
            const double from_x = std::clamp(x + wave * unit * (8.0 + 24.0 * depth), 0.0, canvas.w() - 1.0);
            const double from_y = std::clamp(mirrored + wave * unit * 30.0 * depth, 0.0, shore - 1.0);
            const Rgb sky = unpack(canvas.row(static_cast<int>(from_y))[static_cast<int>(from_x)]);
            const double share = 0.16 + 0.12 * std::min(1.0, depth) + 0.10 * wave;
            const double gleam = 0.10 * smooth_step(0.12, 0.3, wave);
            const auto blend = [&](double a, double b) { return a + (b - a) * share + gleam; };
            out[x] = pack({blend(sky.r, deep.r), blend(sky.g, deep.g), blend(sky.b, deep.b)}, 0.0);
        }
    }
    canvas.touched();
}

}  // namespace garden::painting::flower
