#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "image/resample.h"
#include "vision/face.h"

namespace garden::vision {

// Pure geometry. Coordinates are pixels of the upright picture, as lengths from its top left corner: the
// centre of the first pixel is at (0.5, 0.5).

struct Point3 {
    double x = 0, y = 0, z = 0;  // z grows away from the camera, in pixels like the others
};

// An upright rectangle from (left, top) to (right, bottom).
struct Rect {
    double left = 0, top = 0, right = 0, bottom = 0;

    double width() const { return right - left; }
    double height() const { return bottom - top; }
    double area() const { return width() * height(); }
    Point centre() const { return {(left + right) / 2, (top + bottom) / 2}; }
};

inline double distance(Point a, Point b) { return std::hypot(b.x - a.x, b.y - a.y); }
inline Point middle(Point a, Point b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }

// Angle in radians by which the line from `a` to `b` goes down to the right.
inline double slope(Point a, Point b) { return std::atan2(b.y - a.y, b.x - a.x); }

// The area that both cover; 0 where they are apart.
double shared_area(const Rect& a, const Rect& b);

// Shared area over united area, 0–1.
double overlap(const Rect& a, const Rect& b);

// Shared area over the smaller rectangle's area, 0–1: 1 if one lies within the other.
double containment(const Rect& a, const Rect& b);

// Where a point of the target, as a length from its corner, lies in the source.
Point to_source(const image::Affine& map, Point target);

// The upright rectangle around `points`, of which there is at least one.
Rect bounds(std::span<const Point> points);

// The smallest square that holds `points` and is turned by `angle` radians.
image::Window square_around(std::span<const Point> points, double angle);

// The map from a target onto the picture that best takes every `target` point to its `picture` point by
// turning, scaling and shifting alone, least squares (Umeyama 1991). Both have the same length, at least 2.
image::Affine similarity(std::span<const Point> target, std::span<const Point> picture);

// Overlapping squares of `side` pixels that cover a `width` x `height` picture, neighbours sharing at least a
// quarter.
std::vector<image::Window> tiles(int width, int height, double side);

struct Pose {
    double roll = 0, yaw = 0, pitch = 0;  // degrees, as in Face
};

// The pose from five points of the mesh: the outer eye corners (the picture's left first), the sides of the
// face at the ears, the top of the forehead and the chin.
struct PosePoints {
    Point3 left_eye, right_eye, left_side, right_side, forehead, chin;
};
Pose pose_of(const PosePoints& points);

}  // namespace garden::vision
