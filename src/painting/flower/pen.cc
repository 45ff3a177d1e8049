#include <algorithm>
#include <cmath>
#include <numbers>

#include "painting/flower/petal.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

}  // namespace

Lch deeper(const Lch& colour, double by, double chroma, double turn) {
    const double yellow = std::max(0.0, 1.0 - std::abs(colour.h - 95.0) / 22.0);
    const double pale = std::max(0.0, 1.0 - colour.c / 0.07);
    Lch shadow = shift(colour, -by * (1.0 - 0.45 * std::max(yellow, pale)), chroma,
                       turn - 190.0 * std::min(by, 0.12) * yellow);
    shadow.c += 0.16 * by * pale;
    return shadow;
}

Silk Silk::of(const Lch& throat, const Lch& body, const Lch& rim) {
    Silk silk;
    silk.throat = to_rgb(throat);
    silk.body = to_rgb(body);
    silk.rim = to_rgb(rim);
    silk.back = to_rgb(shift(body, 0.025, 0.85));
    silk.deep = to_rgb(deeper(body, 0.09 + 0.25 * body.l, 1.08, -6));
    silk.glow = to_rgb(shift(body, 0.5 * (1.0 - body.l), 0.72, 4));
    silk.stripe = silk.throat;
    return silk;
}

Pen::Pen(cairo_t* cr, Random& random, double radius, double tilt, double turn, double light, double sharp,
         const Follow* follow)
    : cr_(cr),
      random_(random),
      radius_(radius),
      light_(light),
      sharp_(sharp),
      follow_(follow),
      cos_tilt_(std::cos(tilt)),
      sin_tilt_(std::sin(tilt)),
      cos_turn_(std::cos(turn)),
      sin_turn_(std::sin(turn)) {}

Pen Pen::smaller(double scale, double tilt, double turn) const {
    return {cr_, random_, radius_ * scale, tilt, turn, light_, sharp_, follow_};
}

Point Pen::view(const Point& p) const {
    const double up = p.y * cos_tilt_ + p.z * sin_tilt_;
    return {p.x * cos_turn_ + up * sin_turn_, p.x * sin_turn_ - up * cos_turn_,
            p.z * cos_tilt_ - p.y * sin_tilt_};
}

void Pen::grow(std::vector<Piece> pieces, double heart_height, const std::function<void()>& heart) const {
    struct Placed {
        double depth;
        const Piece* piece;
    };
    std::vector<Placed> order;
    order.reserve(pieces.size());
    for (const Piece& piece : pieces) order.push_back({place(piece.petal, 0.6, 0.0).z, &piece});
    std::ranges::stable_sort(order, {}, &Placed::depth);
    const double middle = view({0, 0, heart_height}).z;
    bool opened = false;
    for (const Placed& placed : order) {
        if (!opened && placed.depth > middle) {
            heart();
            opened = true;
        }
        petal(placed.piece->petal, *placed.piece->silk);
    }
    if (!opened) heart();
}

void Pen::dot(double x, double y, double r, const Rgb& colour, double alpha) const {
    set_colour(cr_, colour, alpha);
    cairo_new_sub_path(cr_);
    cairo_arc(cr_, x, y, r, 0, 2 * kPi);
    cairo_fill(cr_);
}

void Pen::line(const Point& from, const Point& to, double width, const Rgb& colour, double alpha) const {
    set_colour(cr_, colour, alpha);
    cairo_set_line_width(cr_, width);
    cairo_move_to(cr_, from.x, from.y);
    cairo_line_to(cr_, to.x, to.y);
    cairo_stroke(cr_);
}

void Pen::stamens(int count, double from, double length, double spread, const Lch& thread, const Lch& anther,
                  double size) const {
    if (!fine()) return;
    const Rgb fibre = to_rgb(thread);
    const Rgb dark = to_rgb(deeper(anther, 0.12));
    const Rgb pollen = to_rgb(anther);
    for (int i = 0; i < count; ++i) {
        const double around = i * kGoldenAngle + random_.around(0.3);
        const double off = spread * std::sqrt((i + 0.5) / count);
        const double far = length * random_.range(0.85, 1.1);
        const Point root = view({0.03 * std::cos(around), 0.03 * std::sin(around), from});
        const Point end = view({far * std::sin(off) * std::cos(around),
                                far * std::sin(off) * std::sin(around), from + far * std::cos(off)});
        line(root, end, 0.02, fibre, 0.85);
        dot(end.x + 0.008, end.y + 0.012, size, dark);
        dot(end.x - 0.006 + 0.012 * light_, end.y - 0.008, size * 0.75, pollen);
    }
}

void Pen::seeds(double radius, double height, int count, const Lch& middle, const Lch& rim) const {
    const Rgb ground = to_rgb(deeper(mix(middle, rim, 0.5), 0.16));
    constexpr int kEdge = 18;
    for (int i = 0; i <= kEdge; ++i) {
        const double a = 2 * kPi * i / kEdge;
        const Point p = view({std::cos(a) * radius, std::sin(a) * radius, 0});
        if (i == 0) {
            cairo_move_to(cr_, p.x, p.y);
        } else {
            cairo_line_to(cr_, p.x, p.y);
        }
    }
    set_colour(cr_, ground);
    cairo_fill(cr_);
    const int shown = few(count);
    const double size = radius * 1.05 / std::sqrt(shown);
    for (int i = shown - 1; i >= 0; --i) {
        const double d = std::sqrt((i + 0.5) / shown);
        const double x = std::cos(i * kGoldenAngle) * d;
        const double y = std::sin(i * kGoldenAngle) * d;
        const Point p = view({x * radius, y * radius, height * (1.0 - d * d)});
        const double lit = 0.07 * (x * light_ * cos_turn_ + y * cos_tilt_) + random_.around(0.05);
        dot(p, size, to_rgb(shift(mix(middle, rim, d * d), lit, 1.0, random_.around(10))));
    }
}

}  // namespace garden::painting::flower
