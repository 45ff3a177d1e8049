#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "painting/flower/paint.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

struct Twig {
    double x, y, angle;
};

// Grows a limb and all that forks from it; `tips` collects where leaves sit.
void limb(cairo_t* cr, const Twig& from, double length, double width, int depth, double spread,
          Random& random, std::vector<Twig>& tips) {
    if (depth == 0 || length < 2.0) return;
    const double bend = random.around(0.45);
    const double angle = from.angle + bend;
    const Twig end{from.x + std::cos(angle) * length, from.y + std::sin(angle) * length, angle + bend};
    cairo_set_line_width(cr, std::max(0.6, width));
    cairo_move_to(cr, from.x, from.y);
    cairo_curve_to(cr, from.x + std::cos(from.angle) * length * 0.4,
                   from.y + std::sin(from.angle) * length * 0.4, end.x - std::cos(end.angle) * length * 0.3,
                   end.y - std::sin(end.angle) * length * 0.3, end.x, end.y);
    cairo_stroke(cr);
    if (depth <= 3) tips.push_back(end);
    const int forks = depth > 4 ? 2 : 2 + random.below(2);
    for (int i = 0; i < forks; ++i) {
        const double side = (i - (forks - 1) / 2.0) * random.range(0.7, 1.2) * spread;
        limb(cr, {end.x, end.y, end.angle + side}, length * random.range(0.64, 0.82), width * 0.62, depth - 1,
             spread, random, tips);
    }
}

Lch crown_colour(const Sight& sight, bool weeping) {
    const Feeling& f = sight.feeling;
    const Lch lit = mix(f.leaf, f.ground_far, 0.4);
    // A weeping willow is green from spring to autumn.
    if (weeping && sight.scene.season != Season::winter)
        return shift(mix(f.leaf, f.horizon, 0.28), 0.02, 1.1,
                     sight.scene.season == Season::autumn ? -45.0 : -12.0);
    switch (sight.scene.season) {
        case Season::spring:
            return mix({0.86, 0.085, 355}, lit, f.leaf.l < 0.5 ? 0.45 : 0.10);
        case Season::summer:
            return shift(lit, -0.06, 1.05);
        case Season::autumn:
            return mix({0.70, 0.155, 55}, lit, f.leaf.l < 0.5 ? 0.55 : 0.15);
        case Season::winter:
            return mix({0.95, 0.015, 240}, lit, 0.1);
    }
    return lit;
}

// Leaves or blossoms in clumps around the tips of the twigs, lit from the side of the light.
void foliage(const Sight& sight, const std::vector<Twig>& tips, double size, Random& random,
             const Follow& follow) {
    cairo_t* cr = sight.cr();
    const Lch crown = crown_colour(sight, false);
    const double side = sight.light_x() > tips.front().x ? 1.0 : -1.0;
    for (int pass = 0; pass < 3; ++pass) {
        for (const Twig& tip : tips) {
            follow.check();
            if (sight.scene.season == Season::winter && random.chance(0.55)) continue;
            const int dabs = 5 + 2 * pass;
            for (int dab = 0; dab < dabs; ++dab) {
                const double far = std::sqrt(random.unit());
                const double angle = random.angle();
                const double u = far * std::cos(angle);
                const double v = far * std::sin(angle);
                // Dark leaves lie deep, lit ones at the side of the light and above.
                const double lit = 0.55 * side * u - 0.65 * v;
                if (pass == 2 && lit < 0.05) continue;
                set_colour(cr,
                           shift(crown, -0.13 + 0.085 * pass + 0.05 * lit + random.around(0.035),
                                 1.15 - 0.12 * pass, random.around(12)),
                           0.85);
                const Saved saved(cr);
                cairo_translate(cr, tip.x + u * size * 1.15 + 0.06 * pass * size * side, tip.y + v * size);
                cairo_rotate(cr, random.angle());
                cairo_scale(cr, size * random.range(0.10, 0.24), size * random.range(0.07, 0.15));
                cairo_arc(cr, 0, 0, 1, 0, 2 * kPi);
                cairo_fill(cr);
            }
        }
    }
}

// The twigs of a willow: from every tip they arch outwards and hang, small leaves along them.
void curtain(const Sight& sight, const std::vector<Twig>& tips, const Twig& foot, double tall, Random& random,
             const Follow& follow) {
    cairo_t* cr = sight.cr();
    const Lch crown = crown_colour(sight, true);
    const double side = sight.light_x() > foot.x ? 1.0 : -1.0;
    for (int pass = 0; pass < 3; ++pass) {
        for (const Twig& tip : tips) {
            follow.check();
            for (int twig = 0; twig < 4; ++twig) {
                const double x = tip.x + random.around(tall * 0.22);
                const double y = tip.y + random.around(tall * 0.14);
                const double out = std::clamp((x - foot.x) / (tall * 2.2), -1.0, 1.0);
                const double hang =
                    std::min(tall * random.range(0.55, 1.5), (foot.y - y) * random.range(0.75, 0.96));
                if (hang <= tall * 0.1) continue;
                const double reach = out * tall * random.range(0.15, 0.4);
                const double lit = 0.6 * side * out + 0.35 * pass - 0.5;
                set_colour(cr, shift(crown, 0.09 * lit + random.around(0.045), 1.1, random.around(10)), 0.75);
                cairo_set_line_width(cr, tall * random.range(0.010, 0.024));
                cairo_move_to(cr, x, y);
                cairo_curve_to(cr, x + reach * 0.7, y - tall * 0.12, x + reach, y + hang * 0.35,
                               x + reach + random.around(tall * 0.06), y + hang);
                cairo_stroke(cr);
            }
        }
    }
}

// Bark is light towards the light: the limbs again, thinner and to that side.
void limbs(const Sight& sight, const Twig& foot, double tall, double width, int depth, double spread,
           std::uint64_t seed, const Lch& bark, std::vector<Twig>& tips) {
    cairo_t* cr = sight.cr();
    const double side = sight.light_x() > foot.x ? 1.0 : -1.0;
    for (const bool lit : {false, true}) {
        Random random(seed);
        tips.clear();
        set_colour(cr, shift(bark, lit ? 0.10 : -0.03), lit ? 0.7 : 1.0);
        const Saved saved(cr);
        if (lit) cairo_translate(cr, side * width * 0.2, -width * 0.06);
        limb(cr, foot, tall, lit ? width * 0.35 : width, depth, spread, random, tips);
    }
}

// One tree, its foot at (x, y); `size` 1 is the usual one.
void tree(const Sight& sight, double x, double y, double size, Random& random, const Follow& follow) {
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const Feeling& f = sight.feeling;
    const bool weeping = sight.scene.trees == 1 &&
                         (sight.scene.emotion == Emotion::calm || sight.scene.emotion == Emotion::sad);
    const double tall = std::min({canvas.h() * 0.17, canvas.w() * 0.17, y * 0.24}) * size;
    {
        // Its shade on the grass, so that it stands.
        const Saved saved(cr);
        cairo_translate(cr, x, y);
        cairo_scale(cr, tall * 1.9, tall * 0.24);
        Gradient::radial(0, 0, 1)
            .stop(0, shift(f.ground_near, -0.10), 0.7)
            .stop(1, f.ground_near, 0.0)
            .use(cr);
        cairo_arc(cr, 0, 0, 1, 0, 2 * kPi);
        cairo_fill(cr);
    }
    const Lch bark = mix({0.40, 0.05, 50}, shift(f.ground_near, -0.08), f.leaf.l < 0.5 ? 0.8 : 0.3);
    std::vector<Twig> tips;
    const Twig foot{x, y + tall * 0.05, -kPi / 2.0 + random.around(0.15) + 0.15 * f.lean};
    limbs(sight, foot, tall, tall * 0.19, 6, weeping ? 1.15 : 1.0, random.next(), bark, tips);
    if (weeping) {
        curtain(sight, tips, foot, tall, random, follow);
    } else {
        foliage(sight, tips, tall * 0.30, random, follow);
    }
}

// A rounded mass of leaves that stands on the ground, some blossoms among them.
void bush(const Sight& sight, double x, double y, double wide, double near, Random& random) {
    cairo_t* cr = sight.cr();
    const Feeling& f = sight.feeling;
    const double side = sight.light_x() > x ? 1.0 : -1.0;
    const double tall = wide * random.range(0.55, 0.8);
    const double air = f.haze * 0.65 * std::pow(1.0 - near, 2.0);
    const Lch leaf =
        mix(shift(mix(f.leaf, f.ground_near, 0.45), 0.0, 1.0, random.around(14)), f.horizon, air);
    const bool blooms = random.chance(0.6) && f.snow_cover <= 0.0;
    const Lch bloom = f.petals[static_cast<std::size_t>(random.below(static_cast<int>(f.petals.size())))];
    const int dabs = 120;
    for (int i = 0; i < dabs; ++i) {
        const double part = static_cast<double>(i) / dabs;
        const double angle = random.range(0.0, kPi);
        const double far = std::sqrt(random.unit());
        const double u = far * std::cos(angle);
        const double v = far * std::sin(angle);
        const double lit = (0.45 * side * u + 0.75 * v - 0.4) * part;
        Lch colour =
            shift(leaf, -0.07 + 0.05 * part + 0.11 * lit + random.around(0.03), 1.0, random.around(10));
        if (f.snow_cover > 0.0 && v > 0.55) colour = mix(colour, {0.95, 0.02, 240}, f.snow_cover * 0.8);
        const bool flower = blooms && part > 0.6 && random.chance(0.32);
        if (flower) colour = mix(shift(bloom, 0.10 * lit), f.horizon, air);
        set_colour(cr, colour, 0.9);
        const Saved saved(cr);
        cairo_translate(cr, x + u * wide, y - v * tall);
        cairo_rotate(cr, random.angle());
        const double size = wide * (flower ? 0.05 : random.range(0.07, 0.14));
        cairo_scale(cr, size, size * (flower ? 0.9 : 0.6));
        cairo_arc(cr, 0, 0, 1, 0, 2 * kPi);
        cairo_fill(cr);
    }
}

}  // namespace

void paint_trees(const Sight& sight, const Phase& phase) {
    const Scene& scene = sight.scene;
    const Canvas& canvas = sight.canvas;
    Random random = sight.random(48);
    struct Place {
        double x, near;
    };
    std::vector<Place> places;
    if (scene.trees == 1) {
        // Away from the sun; in sorrow away from the one that mourns.
        const bool left = scene.mirrored != (sight.feeling.layout == Layout::low);
        places.push_back(
            {left ? random.range(0.14, 0.26) : random.range(0.74, 0.86), random.range(0.10, 0.26)});
    }
    for (int i = 0; scene.trees > 1 && i < scene.trees; ++i) {
        // A clearing stays open in the middle.
        const double from_side = 0.34 * (i / 2 + random.range(0.1, 0.9)) / (scene.trees / 2.0);
        places.push_back({i % 2 == 0 ? from_side : 1.0 - from_side, 0.02 + 0.24 * random.unit()});
    }
    std::ranges::sort(places, {}, &Place::near);
    for (const Place& place : places) {
        phase.follow.check();
        const double x = place.x * canvas.w();
        const double ground = sight.ground_at(x);
        const double size = scene.trees > 1 ? 0.55 + 1.7 * place.near : 1.0;
        tree(sight, x, ground + (canvas.h() - ground) * place.near, size * random.range(0.9, 1.1), random,
             phase.follow);
    }
}

void paint_bushes(const Sight& sight, const Phase& phase) {
    const Layout layout = sight.feeling.layout;
    if (layout == Layout::lantern || layout == Layout::storm || layout == Layout::crowd) return;
    const Canvas& canvas = sight.canvas;
    Random random = sight.random(52);
    struct Place {
        double x, near;
    };
    std::vector<Place> places;
    const int clumps = 2 + random.below(3);
    for (int i = 0; i < clumps; ++i) {
        // More of them at the sides, so that the view opens in the middle.
        const double from_side = std::pow(random.unit(), 1.6) * 0.45;
        const double x = random.chance(0.5) ? from_side : 1.0 - from_side;
        const double near = random.range(0.04, 0.26);
        const int count = 2 + random.below(3);
        for (int k = 0; k < count; ++k)
            places.push_back({x + random.around(0.09), near + random.around(0.02)});
    }
    std::ranges::sort(places, {}, &Place::near);
    for (std::size_t i = 0; i < places.size(); ++i) {
        phase.at(static_cast<double>(i) / static_cast<double>(places.size()));
        const double x = places[i].x * canvas.w();
        const double near = std::max(0.02, places[i].near);
        const double top = sight.ground_at(x);
        const double y = top + (canvas.h() - top) * near;
        const double wide = canvas.unit() * (16.0 + 190.0 * near) * random.range(0.7, 1.3);
        if (!sight.on_path(x, y, 0.6)) bush(sight, x, y, wide, near, random);
    }
}

void paint_bare_trees(const Sight& sight) {
    if (sight.feeling.layout != Layout::lantern) return;
    const Canvas& canvas = sight.canvas;
    Random random = sight.random(49);
    std::vector<Twig> tips;
    const Lch bark = shift(sight.feeling.ground_near, 0.01);
    for (const double side : {0.0, 1.0}) {
        const double x = canvas.w() * (side == 0.0 ? random.range(-0.01, 0.06) : random.range(0.94, 1.01));
        const double tall = std::min(canvas.h(), canvas.w() * 1.1) * random.range(0.17, 0.23);
        const double inward = side == 0.0 ? 0.08 : -0.08;
        limbs(sight, {x, canvas.h() * 1.02, -kPi / 2 + inward}, tall * 1.2,
              canvas.unit() * random.range(34, 48), 7, 0.9, random.next(), bark, tips);
    }
}

}  // namespace garden::painting::flower
