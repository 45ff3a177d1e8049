#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "painting/flower/blossom.h"
#include "painting/flower/leaf.h"
#include "painting/flower/paint.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

// Where blossoms sit: a point of the wood, and how far along the bough it is, 0…1.
struct Spur {
    double x, y, along;
};

// A tapering piece of wood along a curve.
void wood(cairo_t* cr, const Stem& s, double thick, double thin, const Lch& bark, double light) {
    constexpr int kSteps = 22;
    const auto edge = [&](int i, double side) {
        const double t = static_cast<double>(i) / kSteps;
        const double dx = s.x(std::min(1.0, t + 0.02)) - s.x(std::max(0.0, t - 0.02));
        const double dy = s.y(std::min(1.0, t + 0.02)) - s.y(std::max(0.0, t - 0.02));
        const double size = std::max(1e-6, std::hypot(dx, dy));
        const double knots = 1.0 + 0.14 * std::sin(t * 23.0 + thick) + 0.08 * std::sin(t * 51.0);
        const double wide = (thick + (thin - thick) * std::pow(t, 0.7)) * 0.5 * side * knots;
        cairo_line_to(cr, s.x(t) - dy / size * wide, s.y(t) + dx / size * wide);
    };
    const auto body = [&](double from, double to) {
        cairo_new_path(cr);
        for (int i = 0; i <= kSteps; ++i) edge(i, from);
        for (int i = kSteps; i >= 0; --i) edge(i, to);
        cairo_close_path(cr);
    };
    body(-1.0, 1.0);
    set_colour(cr, bark);
    cairo_fill(cr);
    if (thick < 3.0) return;
    const double up = s.x3 > s.x0 ? -1.0 : 1.0;  // the side of the curve that is turned to the sky
    body(up * 0.9, up * 0.25);
    set_colour(cr, shift(bark, 0.09 + 0.02 * std::abs(light), 1.05), 0.75);
    cairo_fill(cr);
}

class Bough {
  public:
    Bough(const Sight& sight, const Phase& phase, Kind kind, const std::vector<Lch>& colours, double scale)
        : sight_(sight),
          phase_(phase),
          kind_(kind),
          colours_(colours),
          scale_(scale),
          random_(sight.random(kind == Kind::cherry ? Stream::cherry_bough : Stream::wisteria_bough)) {}

    void paint() {
        grow();
        if (kind_ == Kind::wisteria) {
            hang();
        } else {
            bloom();
        }
    }

  private:
    cairo_t* cr() const { return sight_.cr(); }
    double unit() const { return sight_.canvas.unit() * scale_; }
    double light() const { return 2.0 * sight_.scene.light_x - 1.0; }
    Lch colour() {
        const Lch& c = colours_[static_cast<std::size_t>(random_.below(static_cast<int>(colours_.size())))];
        return shift(c, random_.around(0.02));
    }

    // The wood: from beyond the edge that is away from the light, or from a figure's place, with twigs to
    // both sides.
    void grow() {
        const double w = sight_.canvas.w();
        const double h = sight_.canvas.h();
        const bool right =
            sight_.scene.favorites.empty() ? sight_.scene.light_x < 0.5 : sight_.scene.focus_x < 0.5;
        const double way = right ? -1.0 : 1.0;
        const double edge = right ? w : 0.0;
        const double reach = std::min(w * 0.66, h * 1.0) * scale_ * random_.range(0.9, 1.1);
        const double y0 =
            h * (kind_ == Kind::wisteria ? random_.range(0.07, 0.12) : random_.range(0.12, 0.24));
        const double sag = h * (kind_ == Kind::wisteria ? 0.05 : random_.range(-0.10, 0.02));
        const Stem limb{edge - way * unit() * 30.0, y0,
                        edge + way * reach * 0.3,   y0 + sag + h * 0.05,
                        edge + way * reach * 0.65,  y0 + sag - h * 0.04,
                        edge + way * reach,         y0 + sag + h * random_.range(0.0, 0.05)};
        const Feeling& f = sight_.feeling;
        // Never so dark that the blossoms seem to float in the night.
        Lch bark = mix({0.34, 0.035, 45}, shift(f.ground_near, -0.10), f.leaf.l < 0.5 ? 0.6 : 0.25);
        bark.l = std::max(bark.l, 0.25);
        const int twigs = 15;
        for (int i = 0; i < twigs; ++i) {
            const double t = 0.10 + 0.88 * i / (twigs - 1.0);
            const double up = i % 2 == 0 ? -1.0 : 1.0;
            // Wisteria's shoots stay short above the bough: nothing hangs from there.
            const double shoot = kind_ == Kind::wisteria && up < 0.0 ? 0.45 : 1.0;
            const double length = reach * random_.range(0.14, 0.28) * (1.15 - 0.5 * t) * shoot;
            const double angle = (right ? kPi : 0.0) + way * up * random_.range(0.35, 0.95);
            const double x = limb.x(t);
            const double y = limb.y(t);
            const double ex = x + std::cos(angle) * length;
            const double ey = std::max(unit() * 12.0, y + std::sin(angle) * length);
            const Stem twig{
                x,  y, x + (ex - x) * 0.35, y + (ey - y) * 0.2, x + (ex - x) * 0.7, ey - (ey - y) * 0.25,
                ex, ey};
            wood(cr(), twig, unit() * (9.0 - 4.0 * t), unit() * 1.6, shift(bark, random_.around(0.02)),
                 light());
            for (const double at : {0.35, 0.62, 0.85, 1.0}) spurs_.push_back({twig.x(at), twig.y(at), t});
        }
        wood(cr(), limb, unit() * 27.0, unit() * 3.0, bark, light());
        for (int i = 1; i <= 12; ++i) spurs_.push_back({limb.x(i / 12.0), limb.y(i / 12.0), i / 12.0});
    }

    // Clouds of cherry: what lies behind as dabs, what lies in front petal by petal.
    void bloom() {
        const double size = unit() * 18.5;
        for (const Spur& spur : spurs_) {
            phase_.follow.check();
            for (int i = 0; i < 5; ++i) {
                set_colour(cr(), deeper_by(colour(), random_.range(0.02, 0.10)), 0.85);
                cairo_new_sub_path(cr());
                cairo_arc(cr(), spur.x + random_.around(size * 1.5), spur.y + random_.around(size * 1.3),
                          size * random_.range(0.3, 0.6), 0, 2 * kPi);
                cairo_fill(cr());
            }
        }
        for (const Spur& spur : spurs_) {
            const int count = 3 + random_.below(3);
            for (int i = 0; i < count; ++i) {
                phase_.follow.check();
                Head head;
                head.kind = Kind::cherry;
                head.x = spur.x + random_.around(size * 2.1);
                head.y = spur.y + random_.around(size * 1.8);
                head.radius = size * random_.range(0.75, 1.15);
                head.facing = random_.range(0.3, 1.0);
                head.turn = random_.angle();
                head.open = random_.chance(0.14) ? 0.15 : 1.0;
                head.light = light();
                head.petal = shift(colour(), random_.around(0.025));
                head.leaf = sight_.feeling.leaf;
                head.sharp = sight_.feeling.sharp;
                if (head.open < 0.5) head.radius *= 0.6;
                paint_cherry_blossom(cr(), head, random_);
            }
        }
    }

    static Lch deeper_by(const Lch& c, double by) { return shift(c, -by, 1.0 + 6.0 * by); }

    void leaves(const Spur& spur) {
        const Lch green =
            mix(sight_.feeling.leaf, {0.62, 0.10, 130}, sight_.feeling.leaf.l < 0.5 ? 0.15 : 0.5);
        const double size = unit() * random_.range(20.0, 34.0);
        const double angle = kPi / 2 + random_.around(1.5);
        for (int i = 0; i < 7; ++i) {  // leaflets in pairs along a stalk, one at its end
            const double at = size * 1.9 * (i / 2 + 1) / 4.0;
            const double side = i == 6 ? 0.0 : i % 2 == 0 ? -0.85 : 0.85;
            paint_leaf(cr(), spur.x + std::cos(angle) * at, spur.y + std::sin(angle) * at, angle + side,
                       {.length = size, .width = size * 0.20, .claw = 0.2},
                       shift(green, random_.around(0.06), 1.0, random_.around(8)), light());
        }
    }

    // Racemes of wisteria, the far ones first; leaves where they hang from.
    void hang() {
        const double floor = sight_.canvas.h() * 0.66;
        for (std::size_t i = 0; i < spurs_.size(); i += 3) leaves(spurs_[i]);
        for (std::size_t i = 3; i < spurs_.size(); i += 4) leaves(spurs_[i]);  // the ends of twigs
        for (const bool near : {false, true}) {
            for (std::size_t i = near ? 1 : 0; i < spurs_.size(); i += near ? 3 : 2) {
                phase_.follow.check();
                const Spur& spur = spurs_[i];
                Head head;
                head.kind = Kind::wisteria;
                head.x = spur.x + random_.around(unit() * 5.0);
                head.y = spur.y;
                const double room = std::max(unit() * 16.0, (floor - spur.y) / 2.5);
                head.radius =
                    std::min(room, unit() * (near ? random_.range(62.0, 96.0) : random_.range(40.0, 66.0)) *
                                       (1.1 - 0.4 * spur.along));
                head.light = light();
                head.petal = near ? colour()
                                  : mix(colour(), sight_.feeling.horizon, 0.28 * sight_.feeling.haze + 0.06);
                head.leaf = sight_.feeling.leaf;
                head.sharp = sight_.feeling.sharp;
                paint_head(cr(), head, random_, &phase_.follow);
            }
        }
        for (std::size_t i = 1; i < spurs_.size(); i += 4) leaves(spurs_[i]);
    }

    const Sight& sight_;
    const Phase& phase_;
    Kind kind_;
    const std::vector<Lch>& colours_;
    double scale_;
    Random random_;
    std::vector<Spur> spurs_;
};

}  // namespace

void paint_boughs(const Sight& sight, const Phase& phase) {
    for (std::size_t i = 0; i < sight.scene.flowers.size(); ++i) {
        const Favour& flower = sight.scene.flowers[i];
        if (!is_woody(flower.kind)) continue;
        Bough(sight, phase, flower.kind, sight.feeling.flowers[i], flower.wished ? 1.0 : 0.7).paint();
    }
}

}  // namespace garden::painting::flower
