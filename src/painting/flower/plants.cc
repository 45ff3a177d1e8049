#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "painting/flower/arrange.h"
#include "painting/flower/blossom.h"
#include "painting/flower/leaf.h"
#include "painting/flower/paint.h"
#include "painting/flower/topiary.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

}  // namespace

Lch through_air(const Sight& sight, const Lch& colour, double near) {
    const double air = sight.feeling.haze * 0.75 * std::pow(1.0 - std::clamp(near, 0.0, 1.0), 2.0);
    return mix(colour, mix(sight.feeling.horizon, sight.feeling.ground_far, 0.4), air);
}

namespace {

void blade(cairo_t* cr, double x, double y, double tip_x, double tip_y, double width, double bow) {
    const double mx = (x + tip_x) / 2.0 + bow;
    const double my = (y + tip_y) / 2.0;
    cairo_move_to(cr, x - width / 2, y);
    cairo_curve_to(cr, x - width / 2, y + (my - y) * 0.5, mx - width * 0.4, my, tip_x, tip_y);
    cairo_curve_to(cr, mx + width * 0.4, my, x + width / 2, y + (my - y) * 0.5, x + width / 2, y);
    cairo_close_path(cr);
    cairo_fill(cr);
}

}  // namespace

void tuft(const Sight& sight, double x, double y, double near, int blades, double tall, Random& random) {
    const Feeling& f = sight.feeling;
    for (int i = 0; i < blades; ++i) {
        const double height = tall * random.range(0.5, 1.15);
        const double foot = x + random.around(tall * 0.5);
        const double tip = foot + height * (f.lean * 1.3 + random.around(0.6 + 0.2 * f.droop));
        const double lift = random.around(0.08) - 0.02;
        set_colour(sight.cr(),
                   through_air(sight,
                               shift(mix(f.leaf, f.ground_near, random.range(0.0, 0.7)), lift, 1.0,
                                     random.around(12)),
                               near),
                   0.92);
        blade(sight.cr(), foot, y + tall * 0.08, tip, y - height,
              std::max(0.8, tall * (0.05 + 0.05 * f.sharp) * random.range(1.0, 2.0)),
              random.around(height * 0.25 * (1.0 - f.sharp)));
    }
}

namespace {

Stem stem_of(const Plant& p) {
    const double height = p.foot_y - p.head_y;
    const double rise = height * (0.35 + 0.45 * p.droop) + p.radius * 1.3 * p.droop;
    return {p.foot_x,
            p.foot_y,
            p.foot_x + p.bow * 0.4,
            p.foot_y - height * 0.4,
            (p.foot_x + p.head_x) / 2 + p.bow * (1.0 - p.droop),
            p.head_y + height * 0.35 * (1.0 - p.droop) - rise * p.droop,
            p.head_x,
            p.head_y};
}

// The head of `p`, before it is known how it is held.
Head head_of(const Sight& sight, const Plant& p, const Lch& green, Random& random) {
    Head head;
    head.kind = p.kind;
    head.x = p.head_x;
    head.y = p.head_y;
    head.radius = p.radius;
    // Many look at the visitor, some to a side, and a few are not yet open.
    head.facing = std::pow(random.unit(), 0.7);
    head.open = random.chance(0.16) ? random.range(0.3, 0.75) : 1.0;
    if (p.kind == Kind::iris) head.open = 1.0;  // half open it would be taken for a crocus
    if (head.open < 1.0) head.facing *= 0.35;
    if (p.kind == Kind::dandelion && random.chance(0.4)) head.open = random.range(0.8, 0.99);
    head.sharp = sight.feeling.sharp;
    head.light = std::clamp((sight.light_x() - p.head_x) / (0.5 * sight.canvas.w()), -1.0, 1.0);
    head.leaf = green;
    head.petal = through_air(sight, p.petal, p.near);
    head.heart = mix({0.80, 0.15, 85}, through_air(sight, sight.feeling.ground_near, p.near),
                     0.25 + 0.6 * std::max(0.0, 0.6 - sight.feeling.leaf.l));
    return head;
}

void paint_afloat(const Sight& sight, const Plant& p, const Head& head, const Follow& follow,
                  Random& random) {
    const Lch green = through_air(sight, shift(mix(sight.feeling.leaf, {0.60, 0.09, 155}, 0.4), -0.04), 0.5);
    for (int i = 0; i < 3; ++i) {
        const double x = p.foot_x + (i - 1) * p.radius * 1.3 + random.around(p.radius * 0.5);
        paint_pad(sight.cr(), x, p.foot_y + random.around(p.radius * 0.25), p.radius * random.range(0.9, 1.5),
                  0.27, shift(green, random.around(0.04)), random);
    }
    paint_head(sight.cr(), head, random, &follow);
}

// A bud on a stalk of its own, beside the head.
void paint_bud(const Sight& sight, const Plant& p, const Stem& stem, const Head& head, const Follow& follow,
               Random& random) {
    const bool buds = p.kind == Kind::rose || p.kind == Kind::poppy || p.kind == Kind::peony ||
                      p.kind == Kind::lily || p.kind == Kind::iris;
    const bool crowded = sight.feeling.layout == Layout::crowd;  // no room for them
    if (!buds || crowded || p.radius < 13.0 || !random.chance(0.55)) return;
    const double side = random.chance(0.5) ? 1.0 : -1.0;
    const double x = stem.x(0.45);
    const double y = stem.y(0.45);
    Head bud = head;
    bud.radius *= p.kind == Kind::iris ? 0.62 : 0.48;
    bud.open = random.range(0.05, 0.35);
    bud.facing = 0.15;
    bud.x =
        std::clamp(x + side * p.radius * random.range(0.9, 1.3), bud.radius, sight.canvas.w() - bud.radius);
    bud.y = y + (p.head_y - y) * random.range(0.4, 0.9) + p.radius * 0.6 * p.droop;
    const bool nods = p.kind == Kind::poppy || p.droop > 0.5;
    bud.turn = nods ? side * random.range(2.2, 2.8) : side * random.range(0.1, 0.5);
    const double over = nods ? bud.radius * 1.8 : -bud.radius * 0.6;
    const Stem stalk{x,
                     y,
                     x + side * p.radius * 0.3,
                     y,
                     bud.x - side * bud.radius * (nods ? 0.5 : 0.1),
                     bud.y - over,
                     bud.x,
                     bud.y};
    paint_stem(sight.cr(), stalk, std::max(0.8, p.radius * 0.055), head.leaf, head.light);
    paint_head(sight.cr(), bud, random, &follow);
}

// Lavender never stands alone: spikes around the one.
void paint_side_spikes(const Sight& sight, const Plant& p, const Head& head, const Follow& follow,
                       Random& random) {
    const int spikes = p.radius > 8.0 ? 4 : 2;
    for (int i = 0; i < spikes; ++i) {
        Head spike = head;
        spike.radius *= random.range(0.6, 0.88);
        spike.x += (i % 2 == 0 ? -1.0 : 1.0) * p.radius * random.range(0.3, 0.9);
        spike.y += p.radius * random.range(0.1, 0.7);
        spike.turn += 0.25 * (spike.x - head.x) / p.radius;
        spike.petal = shift(head.petal, random.around(0.04) - 0.02, 1.0, random.around(8));
        const Stem stalk{p.foot_x, p.foot_y,
                         p.foot_x, p.foot_y - p.radius * 0.4,
                         spike.x,  spike.y + spike.radius * 2.0,
                         spike.x,  spike.y + spike.radius * 0.9};
        paint_stem(sight.cr(), stalk, std::max(0.7, p.radius * 0.05), head.leaf, head.light);
        paint_head(sight.cr(), spike, random, &follow);
    }
}

double thickness(Kind kind) {
    switch (kind) {
        case Kind::sunflower:
            return 0.13;
        case Kind::daisy:
        case Kind::poppy:
        case Kind::dandelion:
        case Kind::lavender:
            return 0.06;
        default:
            return 0.085;
    }
}

void paint_plant(const Sight& sight, const Plant& p, const Follow& follow, Random& random) {
    cairo_t* cr = sight.cr();
    // On dark ground stems are lighter, so that no head seems to float.
    const double lift = std::max(0.0, 0.38 - sight.feeling.leaf.l) * 0.6;
    const Lch leaf = shift(sight.feeling.leaf, lift + random.around(0.05), 1.0, random.around(8));
    const Lch green = through_air(sight, green_of(p.kind, leaf), p.near);
    Head head = head_of(sight, p, green, random);
    if (p.floats) return paint_afloat(sight, p, head, follow, random);
    const Stem stem = stem_of(p);
    const double dx = p.head_x - stem.x(0.9);
    const double dy = p.head_y - stem.y(0.9);
    head.turn = std::clamp(std::atan2(dx, -dy), -2.5, 2.5) * (p.droop > 0.4 ? 0.95 : 0.7);
    if (p.droop > 0.4) head.facing *= 0.35;
    if (p.kind == Kind::lavender) paint_side_spikes(sight, p, head, follow, random);
    paint_stem(cr, stem, std::max(0.9, p.radius * thickness(p.kind)), green, head.light);
    const bool bunched = sight.feeling.layout == Layout::burst && p.radius > 20.0 * sight.canvas.unit();
    if (p.radius >= 7.0 && !bunched)
        paint_leaves(cr, p, stem, green, sight.feeling.sharp, head.light, random);
    paint_bud(sight, p, stem, head, follow, random);
    paint_head(cr, head, random, &follow);
}

// The vine of confusion: out of the ground, around and around, flowers along it.
void paint_vine(const Sight& sight, const Follow& follow, Random& random) {
    cairo_t* cr = sight.cr();
    const Canvas& canvas = sight.canvas;
    const double side = std::min(canvas.w(), canvas.h());
    const double x0 = sight.centre_x();
    const double y0 = canvas.h() * 0.44;
    const double way = sight.scene.mirrored ? -1.0 : 1.0;
    constexpr int kPoints = 150;
    const double turns = random.range(1.9, 2.75);
    const double start = random.range(0.40, 0.62);
    const auto place = [&](double t, double& x, double& y) {
        const double turned = way * (kPi * start - t * turns * 2.0 * kPi);
        const double r = side * 0.56 * std::pow(1.0 - t, 1.25) + side * 0.015;
        x = x0 + std::cos(turned) * way * r * (canvas.w() > canvas.h() ? 1.15 : 0.78);
        y = y0 + std::sin(turned) * way * r *
                     (canvas.w() > canvas.h() ? 0.74 : std::clamp(0.6 * canvas.h() / canvas.w(), 1.05, 2.2));
    };
    double x = 0.0;
    double y = 0.0;
    for (int pass = 0; pass < 2; ++pass) {
        for (int i = 0; i < kPoints; ++i) {
            const double t = static_cast<double>(i) / kPoints;
            place(t, x, y);
            cairo_move_to(cr, x, y);
            double nx = 0.0;
            double ny = 0.0;
            place(t + 1.0 / kPoints, nx, ny);
            cairo_line_to(cr, nx, ny);
            const double thick = canvas.unit() * (15.0 * (1.0 - t) + 2.5);
            set_colour(cr,
                       shift(sight.feeling.leaf, pass == 0 ? -0.14 : 0.04 + 0.04 * std::sin(t * 60.0), 1.0,
                             60.0 * t),
                       1.0);
            cairo_set_line_width(cr, pass == 0 ? thick : thick * 0.45);
            cairo_stroke(cr);
        }
    }
    const int heads = 17;
    for (int i = 0; i < heads; ++i) {
        follow.check();
        const double t = 0.10 + 0.88 * i / heads;
        place(t, x, y);
        const double radius =
            canvas.unit() * sight.feeling.size * (60.0 * (1.0 - t) + 13.0) * random.range(0.8, 1.1);
        const double outward = std::atan2(y - y0, x - x0) + (i % 2 == 0 ? 0.0 : kPi);
        Plant p;
        const auto flower =
            static_cast<std::size_t>(random.below(static_cast<int>(sight.scene.flowers.size())));
        p.kind = sight.scene.flowers[flower].kind;
        p.foot_x = x;
        p.foot_y = y;
        const double margin = radius * 1.15;
        p.head_x =
            std::clamp(x + std::cos(outward) * radius * 1.1, margin, std::max(margin, canvas.w() - margin));
        p.head_y =
            std::clamp(y + std::sin(outward) * radius * 1.1, margin, std::max(margin, canvas.h() - margin));
        p.radius = radius;
        p.near = 1.0;
        const std::vector<Lch>& petals = sight.feeling.flowers[flower];
        p.petal = shift(petals[static_cast<std::size_t>(i) % petals.size()], random.around(0.04), 1.0,
                        random.around(15));
        paint_plant(sight, p, follow, random);
    }
}

// What stands between the plants, the farthest first.
class Topiaries {
  public:
    Topiaries(const Sight& sight, const Phase& phase)
        : sight_(sight),
          phase_{phase.follow, phase.canvas, phase.start, phase.start},
          places_(places_of(sight)) {}

    // Paints those that stand farther away than `foot_y`, pixels down.
    void up_to(double foot_y) {
        for (; next_ < places_.size(); ++next_) {
            const Place& place = places_[next_];
            if (place.before_all ? std::isfinite(foot_y) : place.foot > foot_y) return;
            paint_topiary(sight_, place, phase_);
        }
    }

  private:
    const Sight& sight_;
    const Phase phase_;  // a short piece of work without steps of its own
    const std::vector<Place> places_;
    std::size_t next_ = 0;
};

}  // namespace

void paint_meadow(const Sight& sight, const Phase& phase) {
    const Feeling& f = sight.feeling;
    const Canvas& canvas = sight.canvas;
    cairo_t* cr = sight.cr();
    Random random = sight.random(Stream::meadow);
    const int dabs =
        static_cast<int>(std::min(2600.0, canvas.w() * canvas.h() / 30.0) * std::min(1.3, f.density));
    const double drift = random.angle();
    for (int i = 0; i < dabs; ++i) {
        if (i % 64 == 0) phase.at(static_cast<double>(i) / dabs);
        const double near = std::pow(random.unit(), 2.0) * 0.5;
        const double x = random.range(0.0, canvas.w());
        const double top = sight.ground_at(x);
        const double y = top + (canvas.h() - top) * near + 1.0;
        if (sight.on_path(x, y, 0.02)) continue;
        const double size = canvas.unit() * (1.0 + 6.0 * near) * random.range(0.6, 1.3);
        // Kinds grow in drifts: bands of one colour that lie across the view.
        const double band = std::sin(drift + near * 17.0 + 2.2 * std::sin(x / canvas.w() * 5.0 + drift));
        const bool flower = band > 0.1 || random.chance(0.25);
        const auto hue =
            static_cast<std::size_t>(std::abs(near * 9.0 + x / canvas.w() * 1.4 + drift)) % f.petals.size();
        const Lch colour = flower ? shift(f.petals[hue], random.around(0.06), 0.95, random.around(10))
                                  : shift(f.leaf, random.around(0.09));
        set_colour(cr, through_air(sight, colour, near), 0.9);
        const Saved saved(cr);
        cairo_translate(cr, x, y);
        cairo_scale(cr, size, size * (flower ? 0.75 : 1.6));
        cairo_arc(cr, 0, 0, 1, 0, 2 * kPi);
        cairo_fill(cr);
    }
}

void paint_plants(const Sight& sight, const Phase& phase) {
    const Canvas& canvas = sight.canvas;
    Random random = sight.random(Stream::plants);
    const std::vector<Plant> plants = arrange(sight);
    Topiaries topiaries(sight, phase);
    bool tree_stands = false;
    const bool vine = sight.feeling.layout == Layout::spiral;
    const std::size_t before_vine = plants.size() * 2 / 3;
    for (std::size_t i = 0; i < plants.size(); ++i) {
        phase.at(static_cast<double>(i) / static_cast<double>(plants.size()));
        if (vine && i == before_vine) paint_vine(sight, phase.follow, random);
        const Plant& p = plants[i];
        if (!tree_stands && !p.floats) {  // behind the flowers, before what swims
            paint_trees(sight, phase.follow);
            tree_stands = true;
        }
        topiaries.up_to(p.foot_y);
        if (!p.floats) {
            const double tall = p.radius * 1.1;
            tuft(sight, p.foot_x, p.foot_y, p.near, p.radius > 6 ? 9 : 4, tall, random);
            tuft(sight, p.foot_x + random.around(canvas.unit() * 120 * (0.1 + p.near)), p.foot_y, p.near, 5,
                 tall, random);
        }
        paint_plant(sight, p, phase.follow, random);
        if (sight.feeling.layout == Layout::crowd && i % 9 == 4 && p.near > 0.15) {
            paint_mushroom(sight,
                           std::clamp(p.foot_x + random.around(p.radius * 3.0), p.radius * 1.8,
                                      std::max(p.radius * 1.8, canvas.w() - p.radius * 1.8)),
                           std::min(p.foot_y, canvas.h() * 0.995), p.radius * random.range(0.7, 1.3), random);
        }
    }
    topiaries.up_to(std::numeric_limits<double>::infinity());
    // A fringe of grass along the lower edge holds the picture together.
    const int tufts = 26;
    for (int i = 0; i < tufts; ++i) {
        phase.follow.check();
        tuft(sight, canvas.w() * (i + random.unit()) / tufts, canvas.h() * 1.01, 1.0, 8,
             canvas.unit() * random.range(45, 105), random);
    }
    paint_boughs(sight, phase);
}

}  // namespace garden::painting::flower
