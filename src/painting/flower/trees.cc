#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "painting/flower/blossom.h"
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

// The woody flower that was wished for, or nothing: the tree is then one of that kind, and in bloom.
std::optional<std::size_t> in_bloom(const Sight& sight) {
    for (std::size_t i = 0; i < sight.scene.flowers.size(); ++i) {
        const Favour& flower = sight.scene.flowers[i];
        if (flower.wished && is_woody(flower.kind)) return i;
    }
    return std::nullopt;
}

Lch crown_colour(const Sight& sight, bool weeping) {
    const Feeling& f = sight.feeling;
    if (const auto flower = in_bloom(sight)) return mix(f.flowers[*flower].front(), f.horizon, 0.12);
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
    if (tips.empty()) return;  // too small a tree to have twigs
    cairo_t* cr = sight.cr();
    const Lch crown = crown_colour(sight, false);
    const bool blooms = in_bloom(sight).has_value();
    const double side = sight.light_x() > tips.front().x ? 1.0 : -1.0;
    for (int pass = 0; pass < 3; ++pass) {
        for (const Twig& tip : tips) {
            follow.check();
            if (!blooms && sight.scene.season == Season::winter && random.chance(0.55)) continue;
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

// Racemes among the strands of a wisteria's crown.
void racemes(const Sight& sight, const Follow& follow, const std::vector<Twig>& tips, double size,
             Random& random) {
    const Lch crown = crown_colour(sight, true);
    for (const Twig& tip : tips) {
        if (random.chance(0.45)) continue;
        Head head;
        head.kind = Kind::wisteria;
        head.x = tip.x + random.around(size * 1.2);
        head.y = tip.y + random.range(0.0, size * 2.0);
        head.radius = size * random.range(0.45, 0.75);
        head.light = 2.0 * sight.scene.light_x - 1.0;
        head.petal = shift(crown, random.around(0.07) - 0.02, 1.15, random.around(10));
        head.leaf = sight.feeling.leaf;
        paint_head(sight.cr(), head, random, &follow);
    }
}

// One tree with its foot at (x, y); `tall` is its trunk's height in pixels.
void grow_tree(const Sight& sight, const Follow& follow, double x, double y, double tall, bool weeping,
               Random& random) {
    cairo_t* cr = sight.cr();
    const Feeling& f = sight.feeling;
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
    if (!weeping) return foliage(sight, tips, tall * 0.30, random, follow);
    curtain(sight, tips, foot, tall, random, follow);
    if (in_bloom(sight)) racemes(sight, follow, tips, tall * 0.30, random);
}

// More of the trees in bloom, smaller and farther away.
void paint_orchard(const Sight& sight, const Follow& follow, double tall, bool weeping) {
    Random random = sight.random(Stream::orchard);
    const Canvas& canvas = sight.canvas;
    const int trees = 4;
    for (int i = 0; i < trees; ++i) {
        const double x = canvas.w() * ((i + 0.5) / trees + random.around(0.09));
        const double ground = sight.ground_at(x);
        const double near = 0.015 + 0.02 * i + random.range(0.0, 0.02);
        grow_tree(sight, follow, x, ground + (canvas.h() - ground) * near, tall * (0.34 + 3.0 * near),
                  weeping, random);
    }
}

// The one tree of a garden.
void paint_single(const Sight& sight, const Follow& follow) {
    const Canvas& canvas = sight.canvas;
    Random random = sight.random(Stream::tree);
    const auto blooming = in_bloom(sight);
    const bool sorrow = sight.scene.emotion == Emotion::calm || sight.scene.emotion == Emotion::sad;
    const bool weeping = blooming ? sight.scene.flowers[*blooming].kind == Kind::wisteria : sorrow;
    // Away from the sun; in sorrow away from the one that mourns; in bloom away from the bough.
    const bool left =
        blooming ? !sight.scene.mirrored : sight.scene.mirrored != (sight.feeling.layout == Layout::low);
    const double x = canvas.w() * (left ? random.range(0.19, 0.29) : random.range(0.71, 0.81));
    const double ground = sight.ground_at(x);
    const double y = ground + (canvas.h() - ground) * random.range(0.10, 0.26);
    const double tall = std::min({canvas.h() * 0.17, canvas.w() * 0.17, y * 0.24}) * random.range(0.9, 1.1);
    if (blooming) paint_orchard(sight, follow, tall, weeping);
    grow_tree(sight, follow, x, y, tall, weeping, random);
}

// Trees at both sides; a clearing stays open in the middle.
void paint_forest(const Sight& sight, const Follow& follow) {
    const Canvas& canvas = sight.canvas;
    Random random = sight.random(Stream::forest);
    struct Spot {
        double x, near;
    };
    std::vector<Spot> spots;
    for (int i = 0; i < sight.scene.trees; ++i) {
        const double from_side = 0.34 * (i / 2 + random.range(0.1, 0.9)) / (sight.scene.trees / 2.0);
        spots.push_back({i % 2 == 0 ? from_side : 1.0 - from_side, 0.02 + 0.24 * random.unit()});
    }
    std::ranges::sort(spots, {}, &Spot::near);
    for (const Spot& spot : spots) {
        const double x = spot.x * canvas.w();
        const double ground = sight.ground_at(x);
        const double y = ground + (canvas.h() - ground) * spot.near;
        const double tall =
            std::min({canvas.h() * 0.17, canvas.w() * 0.17, y * 0.24}) * (0.55 + 1.7 * spot.near);
        grow_tree(sight, follow, x, y, tall * random.range(0.9, 1.1), false, random);
    }
}

}  // namespace

void paint_trees(const Sight& sight, const Follow& follow) {
    if (sight.scene.trees == 1) paint_single(sight, follow);
    if (sight.scene.trees > 1) paint_forest(sight, follow);
}

void paint_bare_trees(const Sight& sight) {
    if (sight.feeling.layout != Layout::lantern) return;
    const Canvas& canvas = sight.canvas;
    Random random = sight.random(Stream::bare_trees);
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
