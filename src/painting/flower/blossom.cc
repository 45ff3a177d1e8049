#include "painting/flower/blossom.h"

#include <algorithm>
#include <numbers>

#include "painting/flower/kinds.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

// How far a kind is tilted away from the eye, radians: seen most from the front, and most from the side.
struct Tilts {
    double front, side;
};

Tilts tilts_of(Kind kind) {
    switch (kind) {
        case Kind::tulip:
            return {1.22, 1.52};
        case Kind::iris:
            return {1.05, 1.38};
        case Kind::lotus:
            return {0.85, 1.28};
        case Kind::lavender:
            return {1.45, 1.57};
        case Kind::lily:
            return {0.25, 1.30};
        case Kind::rose:
            return {0.40, 1.15};
        case Kind::peony:
            return {0.30, 1.10};
        case Kind::poppy:
            return {0.20, 1.15};
        default:
            return {0.10, 1.20};
    }
}

// Parts the head from what stands behind it.
void cast_shadow(cairo_t* cr, const Head& head) {
    const double x = head.x - head.radius * 0.10 * head.light;
    const double y = head.y + head.radius * 0.16;
    const Lch dark{0.15, 0.03, 280};
    Gradient::radial(x, y, head.radius * 1.25)
        .stop(0, dark, 0.26)
        .stop(0.6, dark, 0.18)
        .stop(1, dark, 0.0)
        .use(cr);
    cairo_arc(cr, x, y, head.radius * 1.25, 0, 2 * kPi);
    cairo_fill(cr);
}

bool casts_shadow(const Head& head) {
    return head.radius > 8.0 && head.open > 0.7 && head.kind != Kind::dandelion &&
           head.kind != Kind::lavender && head.kind != Kind::wisteria;
}

Pen pen_for(cairo_t* cr, const Head& head, Random& random, const Follow* follow) {
    const Tilts tilts = tilts_of(head.kind);
    const double tilt = tilts.side + (tilts.front - tilts.side) * std::clamp(head.facing, 0.0, 1.0);
    return {cr, random, head.radius, tilt, head.turn, std::clamp(head.light, -1.0, 1.0), head.sharp, follow};
}

void grow(const Pen& pen, const Head& head) {
    switch (head.kind) {
        case Kind::rose:
            return rose(pen, head);
        case Kind::daisy:
            return daisy(pen, head);
        case Kind::tulip:
            return tulip(pen, head);
        case Kind::sunflower:
            return sunflower(pen, head);
        case Kind::poppy:
            return poppy(pen, head);
        case Kind::lavender:
            return lavender(pen, head);
        case Kind::cherry:
            return cherry(pen, head);
        case Kind::lotus:
            return lotus(pen, head);
        case Kind::lily:
            return lily(pen, head);
        case Kind::dandelion:
            return dandelion(pen, head);
        case Kind::hydrangea:
            return hydrangea(pen, head);
        case Kind::peony:
            return peony(pen, head);
        case Kind::iris:
            return iris(pen, head);
        case Kind::wisteria:
            return wisteria(pen, head);
    }
}

}  // namespace

void paint_head(cairo_t* cr, const Head& head, Random& random, const Follow* follow) {
    if (casts_shadow(head)) cast_shadow(cr, head);
    const Saved saved(cr);
    cairo_translate(cr, head.x, head.y);
    cairo_scale(cr, head.radius, head.radius);
    grow(pen_for(cr, head, random, follow), head);
}

void paint_cherry_blossom(cairo_t* cr, const Head& head, Random& random) {
    const Saved saved(cr);
    cairo_translate(cr, head.x, head.y);
    cairo_scale(cr, head.radius, head.radius);
    cherry_blossom(pen_for(cr, head, random, nullptr), head);
}

}  // namespace garden::painting::flower
