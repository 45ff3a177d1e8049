#include <algorithm>
#include <cmath>

#include "painting/flower/noise.h"
#include "painting/flower/paint.h"
#include "painting/flower/repaint.h"
#include "painting/flower/style.h"

namespace garden::painting::flower {
namespace {

constexpr double kGrain = 5.5;  // levels of 255

// Around light only what is near it stays bright: 0…1 of the vignette at a point.
double shade_at(const Sight& sight, double x, double y) {
    const Canvas& canvas = sight.canvas;
    const bool lantern = sight.feeling.layout == Layout::lantern;
    const double cx = lantern ? sight.light_x() : canvas.w() / 2.0;
    const double cy = lantern ? canvas.h() * 0.68 : canvas.h() * 0.52;
    const double dx = (x - cx) / (canvas.w() * (lantern ? 0.55 : 0.75));
    const double dy = (y - cy) / (canvas.h() * (lantern ? 0.75 : 0.78));
    return sight.feeling.vignette * smooth_step(0.25, 1.25, std::hypot(dx, dy));
}

// Styles with a ground of their own have no further grain.
bool on_canvas(Style style) {
    return style != Style::watercolor && style != Style::ink && style != Style::mucha &&
           style != Style::pixel;
}

}  // namespace

void paint_vignette(const Sight& sight, const Phase& phase) {
    const Canvas& canvas = sight.canvas;
    const Rgb light = to_rgb(sight.feeling.light);
    const bool lantern = sight.feeling.layout == Layout::lantern;
    repaint(canvas, sight.random(Stream::vignette), phase, [&](int x, int y, const Rgb& colour) {
        double beam = 0.0;
        if (lantern) {
            const double far =
                std::hypot((x - sight.light_x()) / canvas.w(), (y - canvas.h() * 0.74) / canvas.h());
            beam = 0.22 * std::exp(-far * far * 22.0);
        }
        const double lift = (1.0 - shade_at(sight, x, y)) * (1.0 + beam);
        return Rgb{colour.r * lift + beam * 0.16 * light.r, colour.g * lift + beam * 0.16 * light.g,
                   colour.b * lift + beam * 0.16 * light.b};
    });
}

image::Picture finish(const Sight& sight, const Phase& phase) {
    const Canvas& canvas = sight.canvas;
    image::Picture picture{canvas.width(), canvas.height(), {}};
    picture.rgb.resize(3 * static_cast<std::size_t>(picture.width) *
                       static_cast<std::size_t>(picture.height));
    const Noise paper(sight.random(Stream::grain).next());
    const double scale = 1.0 / std::max(1.0, 1.6 * canvas.unit());
    const bool grainy = on_canvas(sight.scene.style);
    canvas.ready();
    std::size_t at = 0;
    for (int y = 0; y < picture.height; ++y) {
        phase.at(static_cast<double>(y) / picture.height);
        const std::uint32_t* row = canvas.row(y);
        for (int x = 0; x < picture.width; ++x) {
            // Two threads of grain.
            const double grain = grainy ? (paper.at(x * scale, y * scale) +
                                           paper.at(x * scale * 0.31 + 7.0, y * scale * 0.31) - 1.0) *
                                              kGrain
                                        : 0.0;
            for (const unsigned shift : {16U, 8U, 0U}) {
                const double value = ((row[x] >> shift) & 255U) + grain;
                picture.rgb[at++] = static_cast<std::uint8_t>(std::clamp(value + 0.5, 0.0, 255.0));
            }
        }
    }
    return picture;
}

image::Picture paint(const Scene& scene, const Feeling& feeling, Follow& follow) {
    Canvas canvas(scene.width, scene.height);
    const Sight sight{scene, feeling, canvas};
    const auto phase = [&](double start, double end) { return Phase{follow, canvas, start, end}; };
    paint_sky(sight, phase(0.0, 0.10));
    const bool strokes_show = !covers_all(scene.style);
    if (strokes_show) paint_sky_strokes(sight, phase(0.10, 0.28));
    paint_light(sight);
    follow.check();
    paint_lightning(sight);
    follow.check();
    paint_rainbow(sight);
    follow.check();
    paint_mountains(sight);
    follow.check();
    paint_hills(sight, phase(0.28, 0.31));
    paint_water(sight, phase(0.31, 0.34));
    paint_ground(sight, phase(0.34, 0.37));
    paint_accent(sight);
    follow.check();
    if (strokes_show) paint_land_strokes(sight, phase(0.37, 0.44));
    paint_puddles(sight);
    follow.check();
    paint_meadow(sight, phase(0.44, 0.45));
    paint_bushes(sight, phase(0.45, 0.46));
    paint_mist(sight, follow);
    paint_bare_trees(sight);
    follow.check();
    paint_plants(sight, phase(0.46, 0.66));
    paint_butterflies(sight);
    follow.check();
    paint_shafts(sight, follow);
    paint_drips(sight);
    follow.check();
    paint_weather(sight, phase(0.66, 0.68));
    paint_glow(sight, phase(0.68, 0.71));
    paint_vignette(sight, phase(0.71, 0.73));
    paint_style(sight, phase(0.73, 0.93));
    image::Picture picture = finish(sight, phase(0.93, 1.0));
    follow.reach(1.0, nullptr);
    return picture;
}

}  // namespace garden::painting::flower
