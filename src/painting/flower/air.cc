#include <algorithm>
#include <cmath>
#include <numbers>

#include "painting/flower/paint.h"

// What hangs between the eye and the land.
namespace garden::painting::flower {

void paint_mist(const Sight& sight, const Follow& follow) {
    const Feeling& f = sight.feeling;
    const bool fog = sight.scene.weather == Weather::cloudy || sight.scene.time == Time::dawn;
    const double thick = std::clamp(f.haze * 0.55 + (fog ? 0.18 : 0.0) + 0.25 * f.rain - 0.22, 0.0, 0.6);
    if (thick <= 0.02) return;
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    Random random = sight.random(Stream::mist);
    const Lch air = mix(f.horizon, f.middle, 0.3);
    for (int i = 0; i < 14; ++i) {
        follow.check();
        const double depth = std::pow(random.unit(), 1.8);
        const double x = random.range(-0.1, 1.1) * canvas.w();
        const double horizon = sight.horizon_at(x);
        const double y = horizon - 0.03 * canvas.h() + (canvas.h() - horizon) * 0.55 * depth;
        const double wide = canvas.w() * random.range(0.22, 0.5);
        const double tall = canvas.h() * (0.018 + 0.05 * depth) * random.range(0.7, 1.4);
        const Saved saved(cr);
        cairo_translate(cr, x, y);
        cairo_rotate(cr, f.tilt);
        cairo_scale(cr, wide, tall);
        Gradient::radial(0, 0, 1).stop(0, air, thick * (1.0 - 0.6 * depth)).stop(1, air, 0).use(cr);
        cairo_arc(cr, 0, 0, 1, 0, 2.0 * std::numbers::pi);
        cairo_fill(cr);
    }
}

void paint_shafts(const Sight& sight, const Follow& follow) {
    const Feeling& f = sight.feeling;
    const bool fair = f.layout == Layout::bounce || f.layout == Layout::level;
    if (!fair || sight.scene.weather != Weather::sunny || sight.scene.time == Time::night) return;
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    Random random = sight.random(Stream::shafts);
    const double x = sight.light_x();
    const double y = sight.light_y();
    const double far = std::hypot(canvas.w(), canvas.h()) * 0.95;
    const double towards = x < canvas.w() / 2.0 ? 0.95 : std::numbers::pi - 0.95;
    const Saved saved(cr);
    cairo_set_operator(cr, CAIRO_OPERATOR_SCREEN);
    for (int i = 0; i < 9; ++i) {
        follow.check();
        const double angle = towards + random.around(0.75);
        const double spread = random.range(0.015, 0.055);
        cairo_move_to(cr, x, y);
        cairo_line_to(cr, x + std::cos(angle - spread) * far, y + std::sin(angle - spread) * far);
        cairo_line_to(cr, x + std::cos(angle + spread) * far, y + std::sin(angle + spread) * far);
        cairo_close_path(cr);
        Gradient::radial(x, y, far)
            .stop(0.05, f.light, 0.0)
            .stop(0.22, f.light, random.range(0.06, 0.15))
            .stop(1, f.light, 0.0)
            .use(cr);
        cairo_fill(cr);
    }
}

}  // namespace garden::painting::flower
