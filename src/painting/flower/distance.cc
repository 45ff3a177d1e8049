#include <algorithm>
#include <cmath>
#include <numbers>

#include "painting/flower/noise.h"
#include "painting/flower/paint.h"

// What is far away: mountains, and one small thing that makes the land a place.
namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

bool dark(const Sight& sight) { return sight.feeling.middle.l < 0.45 || sight.scene.time == Time::night; }

void range(const Sight& sight, const Noise& noise, double height, double layer) {
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const Feeling& f = sight.feeling;
    const double floor = sight.horizon_at(canvas.w() / 2) + canvas.h() * 0.04;
    const double step = std::max(2.0, canvas.w() / 260.0);
    const double stretch = 3.0 / std::max(canvas.w(), canvas.h());
    const auto top_at = [&](double x) {
        const double u = x * stretch + layer * 11.0;
        const double ridged = 1.0 - std::abs(2.0 * noise.sum(u, layer, 3) - 1.0);
        const double crag = noise.sum(u * 7.0, layer + 5.0, 3) - 0.5;
        return sight.horizon_at(x) - height * (0.25 + 0.85 * ridged * ridged + 0.16 * crag);
    };
    const Lch body = mix(mix(f.horizon, f.zenith, 0.55 + 0.15 * layer), f.hill, 0.18 + 0.12 * layer);
    cairo_move_to(cr, -step, floor);
    for (double x = -step; x <= canvas.w() + step; x += step) cairo_line_to(cr, x, top_at(x));
    cairo_line_to(cr, canvas.w() + step, floor);
    cairo_close_path(cr);
    Gradient::linear(0, floor - height, 0, floor).stop(0, body).stop(1, mix(body, f.horizon, 0.75)).use(cr);
    cairo_fill(cr);
    // Facets: snow and rock that the light strikes, in short strokes down the slopes.
    const double towards = sight.light_x() < canvas.w() / 2 ? -1.0 : 1.0;
    const Lch snow = mix({std::min(0.97, f.horizon.l + 0.06), 0.02, 240}, f.light, 0.25);
    for (double x = 0; x < canvas.w(); x += step * 0.8) {
        const double slope = (top_at(x + step) - top_at(x - step)) / (2.0 * step);
        const double top = top_at(x);
        const double high = std::clamp((sight.horizon_at(x) - top) / height - 0.45, 0.0, 1.0);
        const double length = height * (0.10 + 0.5 * high) * (0.6 + 0.8 * noise.at(x * 0.7, layer));
        const bool lit = slope * towards < 0.0;
        set_colour(cr, lit ? snow : shift(body, -0.07), lit ? 0.30 + 0.6 * high : 0.30);
        cairo_set_line_width(cr, step * 0.8);
        cairo_move_to(cr, x, top + step * 0.4);
        cairo_line_to(cr, x + (slope > 0 ? 0.45 : -0.45) * length, top + length);
        cairo_stroke(cr);
    }
}

void bird(cairo_t* cr, double x, double y, double size, double beat) {
    cairo_move_to(cr, x - size, y - size * 0.35 * beat);
    cairo_curve_to(cr, x - size * 0.6, y - size * 0.5 * beat, x - size * 0.2, y - size * 0.15, x, y);
    cairo_curve_to(cr, x + size * 0.2, y - size * 0.15, x + size * 0.6, y - size * 0.55 * beat, x + size,
                   y - size * 0.25 * beat);
    cairo_stroke(cr);
}

void birds(const Sight& sight, Random& random) {
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const Feeling& f = sight.feeling;
    const double x = canvas.w() * std::clamp(sight.scene.focus_x + random.around(0.15), 0.2, 0.8);
    const double y = sight.horizon_at(x) * random.range(0.35, 0.6);
    const int count = 5 + random.below(5);
    set_colour(cr, dark(sight) ? Lch{0.12, 0.02, 270} : mix(f.zenith, {0.25, 0.03, 270}, 0.75), 0.85);
    for (int i = 0; i < count; ++i) {
        const double size = canvas.unit() * random.range(7.0, 15.0);
        cairo_set_line_width(cr, size * 0.17);
        const double row = (i + 1) / 2;
        bird(cr, x + (i % 2 == 0 ? 1 : -1) * row * canvas.unit() * 30 + random.around(canvas.unit() * 14),
             y - row * canvas.unit() * 15 + random.around(canvas.unit() * 12), size, random.range(0.5, 1.3));
    }
}

void cottage(const Sight& sight, Random& random) {
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const Feeling& f = sight.feeling;
    const double x = canvas.w() * std::clamp(sight.scene.focus_x + random.around(0.14), 0.16, 0.84);
    const double y = sight.horizon_at(x) + canvas.h() * 0.012;
    const double size = canvas.unit() * random.range(26, 38);
    const Lch air = mix(f.horizon, f.hill, 0.4);
    const Lch wall = mix(dark(sight) ? Lch{0.34, 0.03, 60} : Lch{0.94, 0.03, 80}, air, 0.25);
    const Lch roof = mix(dark(sight) ? Lch{0.22, 0.04, 30} : Lch{0.60, 0.13, 38}, air, 0.25);
    const bool lit = dark(sight) || f.rain > 0.0 || sight.scene.time != Time::day;
    for (int puff = 0; puff < 7; ++puff) {
        set_colour(cr, shift(f.horizon, 0.05), 0.30 - 0.035 * puff);
        cairo_arc(cr, x + size * (0.30 + 0.10 * puff * (1.0 + f.lean)), y - size * (1.05 + 0.22 * puff),
                  size * (0.07 + 0.03 * puff), 0, 2 * kPi);
        cairo_fill(cr);
    }
    set_colour(cr, shift(roof, -0.06));
    cairo_rectangle(cr, x + size * 0.20, y - size * 1.0, size * 0.14, size * 0.4);
    cairo_fill(cr);
    Gradient::linear(x - size * 0.55, 0, x + size * 0.55, 0)
        .stop(0, shift(wall, sight.light_x() < x ? 0.03 : -0.08))
        .stop(1, shift(wall, sight.light_x() < x ? -0.08 : 0.03))
        .use(cr);
    cairo_rectangle(cr, x - size * 0.5, y - size * 0.5, size, size * 0.52);
    cairo_fill(cr);
    cairo_move_to(cr, x - size * 0.66, y - size * 0.46);
    cairo_line_to(cr, x - size * 0.34, y - size * 0.92);
    cairo_line_to(cr, x + size * 0.34, y - size * 0.92);
    cairo_line_to(cr, x + size * 0.66, y - size * 0.46);
    cairo_close_path(cr);
    set_colour(cr, roof);
    cairo_fill(cr);
    const Lch pane = lit ? Lch{0.90, 0.13, 85} : mix({0.45, 0.04, 240}, air, 0.3);
    for (const double at : {-0.28, 0.28}) {
        if (lit) {
            Gradient::radial(x + at * size, y - size * 0.22, size * 0.7)
                .stop(0, pane, 0.5)
                .stop(1, pane, 0)
                .use(cr);
            cairo_arc(cr, x + at * size, y - size * 0.22, size * 0.7, 0, 2 * kPi);
            cairo_fill(cr);
        }
        set_colour(cr, pane);
        cairo_rectangle(cr, x + at * size - size * 0.09, y - size * 0.32, size * 0.18, size * 0.2);
        cairo_fill(cr);
    }
    set_colour(cr, shift(roof, -0.10));
    cairo_rectangle(cr, x - size * 0.08, y - size * 0.28, size * 0.16, size * 0.30);
    cairo_fill(cr);
}

void balloon(const Sight& sight, double x, double y, double size, const Lch& first, const Lch& second) {
    cairo_t* cr = sight.cr();
    const Saved saved(cr);
    cairo_translate(cr, x, y);
    const double lit = sight.light_x() < x ? -1.0 : 1.0;
    // Gores from one side to the other, each an ellipse's slice.
    constexpr int kGores = 6;
    for (int i = 0; i < kGores; ++i) {
        const double from = -std::cos(kPi * i / kGores);
        const double to = -std::cos(kPi * (i + 1) / kGores);
        cairo_move_to(cr, from * size * 0.22, size * 1.15);
        cairo_curve_to(cr, from * size * 0.9, size * 0.55, from * size * 1.25, -size * 0.95, 0, -size);
        cairo_curve_to(cr, to * size * 1.25, -size * 0.95, to * size * 0.9, size * 0.55, to * size * 0.22,
                       size * 1.15);
        cairo_close_path(cr);
        const double shade = 0.08 * lit * (from + to) / 2.0;
        set_colour(cr, shift(i % 2 == 0 ? first : second, shade));
        cairo_fill(cr);
    }
    set_colour(cr, Lch{0.42, 0.06, 60});
    cairo_set_line_width(cr, size * 0.03);
    for (const double side : {-0.14, 0.14}) {
        cairo_move_to(cr, side * size * 1.4, size * 1.15);
        cairo_line_to(cr, side * size, size * 1.5);
        cairo_stroke(cr);
    }
    cairo_rectangle(cr, -size * 0.16, size * 1.5, size * 0.32, size * 0.24);
    cairo_fill(cr);
}

void balloons(const Sight& sight, Random& random) {
    const Canvas& canvas = sight.canvas;
    const Feeling& f = sight.feeling;
    const int count = 2 + random.below(2);
    for (int i = 0; i < count; ++i) {
        const double size = canvas.unit() * (i == 0 ? random.range(30, 40) : random.range(12, 22));
        const double x = canvas.w() * std::clamp(sight.scene.focus_x + random.around(0.28), 0.1, 0.9);
        const double y = std::max(size * 1.3, sight.horizon_at(x) * random.range(0.22, 0.62));
        const auto hue = static_cast<std::size_t>(i * 2) % f.petals.size();
        const double air = i == 0 ? 0.08 : 0.35;
        balloon(sight, x, y, size, mix(f.petals[hue], f.horizon, air),
                mix(f.petals[(hue + 1) % f.petals.size()], f.horizon, air));
    }
}

void boat(const Sight& sight, Random& random) {
    if (sight.feeling.water <= 0.0) return birds(sight, random);
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const Feeling& f = sight.feeling;
    const double size = canvas.unit() * random.range(38, 58);
    const double x = canvas.w() * std::clamp(sight.scene.focus_x + random.around(0.2), 0.15, 0.85);
    const double shore = sight.horizon_at(x);
    const double y = shore + (sight.ground_at(x) - shore) * random.range(0.18, 0.32);
    const double way = random.chance(0.5) ? 1.0 : -1.0;
    const Lch hull = mix({0.42, 0.07, 45}, f.horizon, 0.25);
    const Lch sail = mix({0.97, 0.02, 80}, f.light, 0.3);
    // First its reflection, then itself.
    for (const double up : {1.0, -1.0}) {
        const Saved saved(cr);
        cairo_translate(cr, x, y);
        cairo_scale(cr, way * size, up * size * (up > 0 ? 0.7 : 1.0));
        const double alpha = up > 0 ? 0.28 : 1.0;
        cairo_move_to(cr, -0.02, 0.16);
        cairo_line_to(cr, -0.02, 1.15);
        cairo_curve_to(cr, 0.30, 0.8, 0.5, 0.4, 0.55, 0.2);
        cairo_close_path(cr);
        set_colour(cr, sail, alpha);
        cairo_fill(cr);
        cairo_move_to(cr, -0.08, 0.2);
        cairo_line_to(cr, -0.08, 1.05);
        cairo_curve_to(cr, -0.25, 0.75, -0.38, 0.4, -0.42, 0.22);
        cairo_close_path(cr);
        set_colour(cr, shift(sail, -0.07), alpha);
        cairo_fill(cr);
        cairo_move_to(cr, -0.6, 0.16);
        cairo_curve_to(cr, -0.45, -0.06, 0.45, -0.06, 0.66, 0.18);
        cairo_close_path(cr);
        set_colour(cr, hull, alpha);
        cairo_fill(cr);
    }
}

}  // namespace

void paint_mountains(const Sight& sight) {
    const Feeling& f = sight.feeling;
    if (!sight.scene.mountains || f.flow == Flow::radial || f.flow == Flow::spiral ||
        f.ridge == Ridge::jagged)
        return;
    Random random = sight.random(Stream::mountains);
    const Noise noise(random.next());
    const double height =
        std::min(sight.canvas.h() * f.horizon_y * 0.62, sight.canvas.w() * 0.3) * random.range(0.6, 1.0);
    range(sight, noise, height, 0.0);
    range(sight, noise, height * 0.62, 1.0);
}

void paint_accent(const Sight& sight) {
    Random random = sight.random(Stream::accent);
    switch (sight.scene.accent) {
        case Accent::none:
            return;
        case Accent::birds:
            return birds(sight, random);
        case Accent::cottage:
            return cottage(sight, random);
        case Accent::balloons:
            return balloons(sight, random);
        case Accent::boat:
            return boat(sight, random);
    }
}

}  // namespace garden::painting::flower
