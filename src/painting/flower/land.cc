#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "painting/flower/noise.h"
#include "painting/flower/paint.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

double ridge_at(Ridge ridge, const Noise& noise, double x, double layer) {
    switch (ridge) {
        case Ridge::round: {
            const double swing = std::sin(x * 4.6 + layer * 2.3 + noise.at(layer, 3.0) * 6.0);
            return 0.5 + 0.42 * swing + 0.2 * (noise.at(x * 3.0, layer) - 0.5);
        }
        case Ridge::jagged: {
            double height = 0.0;
            double weight = 0.62;
            double scale = 3.1;
            for (int octave = 0; octave < 4; ++octave) {
                const double t = x * scale + noise.at(layer, scale) * 7.0;
                const double cell = std::floor(t);
                const double peak = 0.35 + 0.65 * noise.at(cell + 0.01, layer * 5.0 + scale);
                height += weight * peak * (1.0 - std::abs(2.0 * (t - cell) - 1.0));
                weight *= 0.42;
                scale *= 2.3;
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
            const PathSpan span = sight.path_at(y);
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

// Where the light falls on the land, and where clouds keep it off.
void sunlit(const Sight& sight, Random& random) {
    const Feeling& f = sight.feeling;
    if (f.rain > 0.0 || f.middle.l < 0.5) return;
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const double top = sight.ground_at(sight.light_x());
    const double deep = canvas.h() - top;
    const Lch lit = mix(f.light, f.ground_far, 0.55);
    for (int i = 0; i < 9; ++i) {
        const bool shade = i >= 4;
        const double depth = shade ? random.range(0.1, 0.95) : random.range(0.0, 0.55);
        const double x =
            shade ? random.range(0.0, canvas.w()) : sight.light_x() + random.around(0.35) * canvas.w();
        const Saved saved(cr);
        cairo_translate(cr, x, top + deep * depth);
        cairo_scale(cr, canvas.w() * random.range(0.18, 0.42), deep * (0.05 + 0.14 * depth));
        const Lch colour = shade ? shift(f.ground_near, -0.09, 1.0, 8) : lit;
        Gradient::radial(0, 0, 1).stop(0, colour, shade ? 0.34 : 0.5).stop(1, colour, 0).use(cr);
        cairo_arc(cr, 0, 0, 1, 0, 2 * kPi);
        cairo_fill(cr);
    }
}

}  // namespace

void paint_hills(const Sight& sight, const Phase& phase) {
    const Feeling& f = sight.feeling;
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    Random random = sight.random(Stream::hills);
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
        for (int i = 0; i <= 161; ++i) {
            const double x = i * step;
            const double relative = x / (1250.0 * canvas.unit());
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
    for (int i = -1; i <= 101; ++i) cairo_line_to(cr, i * step, sight.ground_at(i * step));
    cairo_line_to(cr, canvas.w() + step, canvas.h() + 2);
    cairo_line_to(cr, -step, canvas.h() + 2);
    cairo_close_path(cr);
    Gradient::linear(0, sight.ground_at(canvas.w() / 2), 0, canvas.h())
        .stop(0, f.ground_far)
        .stop(0.45, mix(f.ground_far, f.ground_near, 0.55))
        .stop(1, f.ground_near)
        .use(cr);
    cairo_fill(cr);

    Random random = sight.random(Stream::ground);
    const int patches = static_cast<int>(260 * canvas.breadth());
    for (int i = 0; i < patches; ++i) {
        phase.at(static_cast<double>(i) / patches);
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
    sunlit(sight, random);
    path(sight, random);
}

void paint_water(const Sight& sight, const Phase& phase) {
    const Canvas& canvas = sight.canvas;
    const Feeling& f = sight.feeling;
    if (f.water <= 0.0) return;
    const Noise noise(sight.random(Stream::water).next());
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
