#pragma once

#include <functional>
#include <numbers>
#include <vector>

#include "painting/flower/canvas.h"
#include "painting/flower/follow.h"
#include "painting/flower/random.h"

namespace garden::painting::flower {

// A point of a flower head, in units of its radius. On the flower: z along its axis, out of the open flower.
// As the eye sees it: x to the right, y down, z towards the eye.
struct Point {
    double x = 0, y = 0, z = 0;
};

// One petal as a bent sheet, in units of the head's radius and radians. It grows from near the axis outwards.
struct Petal {
    double angle = 0;  // around the axis
    double length = 1;
    double width = 0.3;   // half of it, at the widest
    double belly = 0.55;  // where it is widest, 0…1 along the length
    double claw = 0.3;    // width at the root, as a part of `width`
    double tip = 0.4;     // width at the tip, as a part of `width`; 0: a point
    double arc = 0.18;    // how far the sides of the tip fall behind its middle
    double notch = 0;     // depth of the cut in the tip
    double root = 0.05;   // distance of its root from the axis
    double base = 0;      // height of its root along the axis
    double rise = 0.2;    // how steeply it leaves the root: 0 flat, pi / 2 along the axis
    double rise_tip = 0;  // and how steeply it ends; negative: bent back
    double roll = 0;      // of the last third, backwards
    double cup = 0.15;    // how far the sides are lifted towards the axis
    double wrap = 0;      // 0: flat across, 1: bent around the axis
    double ruffle = 0;    // height of the waves along the edge
    double wave = 0;      // where they begin
    double twist = 0;     // one side higher than the other
    double lift = 0;      // lighter (or darker) than its neighbours
};

// What a petal is made of. The colours are those in even light.
struct Silk {
    Rgb throat, body, rim;  // of the inner side, from the root to the tip
    Rgb back;               // of the outer side
    Rgb deep, glow;         // in full shade, in full light
    Rgb stripe;             // along the middle
    double striped = 0;     // 0…1
    double veins = 0.25;    // 0…1
    double thin = 0.5;      // how much light comes through, 0…1
    double shade = 0.5;     // how dark it is between the petals at their roots, 0…1

    // Shade and light follow from `body`.
    static Silk of(const Lch& throat, const Lch& body, const Lch& rim);
};

// The colour in its own shadow: darker, and where it is yellow nearer to orange, which would look like olive
// otherwise.
Lch deeper(const Lch& colour, double by, double chroma = 1.0, double turn = 0.0);

// Between seeds, and between all that grows like them: H. Vogel, "A better way to construct the sunflower
// head" (1979).
inline constexpr double kGoldenAngle = std::numbers::pi * (3.0 - 2.2360679774997896964);

struct Piece {
    Petal petal;
    const Silk* silk;
};

// Draws the parts of one head in its own coordinates, its centre the origin and its radius 1. Knows how the
// head is held, where the light stands, and how fine to be. Holds references; not thread-safe.
class Pen {
  public:
    // `radius` of the head in pixels; `tilt`: 0 faces the eye, pi / 2 seen from the side; `turn`: to the
    // right; `light`: −1 from the left … 1 from the right; `sharp`: 0…1. `follow`, if there is one,
    // is asked before every petal whether to stop.
    Pen(cairo_t* cr, Random& random, double radius, double tilt, double turn, double light, double sharp,
        const Follow* follow = nullptr);

    cairo_t* cr() const { return cr_; }
    Random& random() const { return random_; }
    double radius() const { return radius_; }
    double light() const { return light_; }
    bool fine() const { return radius_ > 9.0; }
    // Fewer of many equal parts where they are too small to be told apart.
    int few(int count) const {
        return radius_ > 14.0 ? count : radius_ > 5.0 ? (2 * count + 2) / 3 : (count + 1) / 2;
    }

    Point view(const Point& on_flower) const;
    // The same head, smaller and elsewhere, held as `tilt` and `turn` say: for florets. The context must be
    // translated and scaled alike.
    Pen smaller(double scale, double tilt, double turn) const;

    void petal(const Petal& petal, const Silk& silk) const;
    // All petals, far ones first, and `heart` between them, at its height on the axis.
    void grow(std::vector<Piece> pieces, double heart_height, const std::function<void()>& heart) const;
    // The middle of a petal, `along` its length.
    Point place(const Petal& petal, double along, double across) const;

    void dot(double x, double y, double r, const Rgb& colour, double alpha = 1.0) const;
    void dot(const Point& at, double r, const Rgb& colour, double alpha = 1.0) const {
        dot(at.x, at.y, r, colour, alpha);
    }
    void line(const Point& from, const Point& to, double width, const Rgb& colour, double alpha = 1.0) const;
    // Threads from the axis with their anthers, within `spread` radians of it.
    void stamens(int count, double from, double length, double spread, const Lch& thread, const Lch& anther,
                 double size = 0.045) const;
    // A dome of seeds in the spiral of a sunflower; the colour runs from `middle` to `rim`.
    void seeds(double radius, double height, int count, const Lch& middle, const Lch& rim) const;

  private:
    // As anger has it: narrower, longer and more pointed.
    Petal sharpened(Petal petal) const;

    cairo_t* cr_;
    Random& random_;
    double radius_;
    double light_;
    double sharp_;
    const Follow* follow_;
    double cos_tilt_, sin_tilt_, cos_turn_, sin_turn_;
};

// `count` equal petals around the axis, each a little different by the pen's random numbers.
void ring(std::vector<Piece>& pieces, const Pen& pen, int count, const Petal& petal, const Silk& silk,
          double start, double uneven = 0.06);

}  // namespace garden::painting::flower
