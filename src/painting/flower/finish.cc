#include <algorithm>
#include <cmath>

#include "painting/flower/noise.h"
#include "painting/flower/paint.h"

namespace garden::painting::flower {
namespace {

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

}  // namespace

image::Picture finish(const Sight& sight, const Phase& phase) {
    const Canvas& canvas = sight.canvas;
    const int width = canvas.width();
    const int height = canvas.height();
    image::Picture picture{width, height, {}};
    picture.rgb.resize(3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    Random random = sight.random(50);
    const Noise paper(random.next());
    const double grain_scale = 1.0 / std::max(1.0, 1.6 * canvas.unit());
    const Rgb light = to_rgb(sight.feeling.light);
    const bool lantern = sight.feeling.layout == Layout::lantern;
    canvas.ready();
    std::size_t at = 0;
    for (int y = 0; y < height; ++y) {
        phase.at(static_cast<double>(y) / height);
        const std::uint32_t* row = canvas.row(y);
        for (int x = 0; x < width; ++x) {
            const Rgb p = unpack(row[x]);
            const double shade = 1.0 - shade_at(sight, x, y);
            // Paper: two threads of grain, strongest in the middle tones.
            const double grain = (paper.at(x * grain_scale, y * grain_scale) +
                                  paper.at(x * grain_scale * 0.31 + 7.0, y * grain_scale * 0.31) - 1.0) *
                                 0.030;
            double beam = 0.0;
            if (lantern) {
                const double far =
                    std::hypot((x - sight.light_x()) / canvas.w(), (y - canvas.h() * 0.74) / canvas.h());
                beam = 0.22 * std::exp(-far * far * 22.0);
            }
            const double dither = random.unit() - 0.5;
            const double lift = shade * (1.0 + beam);
            for (const auto& [value, tint] : {std::pair{p.r, light.r}, {p.g, light.g}, {p.b, light.b}}) {
                const double v = value * lift + beam * 0.16 * tint + grain;
                picture.rgb[at++] =
                    static_cast<std::uint8_t>(std::clamp(v * 255.0 + dither + 0.5, 0.0, 255.0));
            }
        }
    }
    return picture;
}

image::Picture paint(const Scene& scene, const Feeling& feeling, Follow& follow) {
    Canvas canvas(scene.width, scene.height);
    const Sight sight{scene, feeling, canvas};
    const auto phase = [&](double start, double end) { return Phase{follow, canvas, start, end}; };
    paint_sky(sight, phase(0.0, 0.15));
    paint_sky_strokes(sight, phase(0.15, 0.40));
    paint_light(sight);
    paint_clouds(sight);
    paint_lightning(sight);
    paint_rainbow(sight);
    paint_hills(sight, phase(0.40, 0.44));
    paint_water(sight, phase(0.44, 0.48));
    paint_ground(sight, phase(0.48, 0.52));
    paint_land_strokes(sight, phase(0.52, 0.62));
    paint_puddles(sight);
    paint_meadow(sight, phase(0.62, 0.65));
    paint_bare_trees(sight);
    paint_plants(sight, phase(0.65, 0.86));
    paint_butterflies(sight);
    paint_drips(sight);
    paint_weather(sight, phase(0.86, 0.90));
    image::Picture picture = finish(sight, phase(0.90, 1.0));
    follow.reach(1.0, nullptr);
    return picture;
}

}  // namespace garden::painting::flower
