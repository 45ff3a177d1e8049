#include "vision/geometry.h"

#include <algorithm>
#include <numbers>

namespace garden::vision {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;
// Degrees by which the mesh of a face that looks straight ahead leans forward: the median of a thousand
// portraits.
constexpr double kForwardLean = 6;

Point turned(Point point, double angle) {
    const double cosine = std::cos(angle);
    const double sine = std::sin(angle);
    return {cosine * point.x - sine * point.y, sine * point.x + cosine * point.y};
}

Point mean(std::span<const Point> points) {
    Point sum;
    for (const Point& point : points) {
        sum.x += point.x;
        sum.y += point.y;
    }
    const auto count = static_cast<double>(points.size());
    return {sum.x / count, sum.y / count};
}

}  // namespace

double shared_area(const Rect& a, const Rect& b) {
    const double width = std::min(a.right, b.right) - std::max(a.left, b.left);
    const double height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
    return std::max(width, 0.0) * std::max(height, 0.0);
}

double overlap(const Rect& a, const Rect& b) {
    const double shared = shared_area(a, b);
    const double united = a.area() + b.area() - shared;
    return united > 0 ? shared / united : 0;
}

double containment(const Rect& a, const Rect& b) {
    const double smaller = std::min(a.area(), b.area());
    return smaller > 0 ? shared_area(a, b) / smaller : 0;
}

Point to_source(const image::Affine& map, Point target) {
    const double u = target.x - 0.5;
    const double v = target.y - 0.5;
    return {map.a * u + map.b * v + map.c + 0.5, map.d * u + map.e * v + map.f + 0.5};
}

Rect bounds(std::span<const Point> points) {
    const auto [left, right] = std::ranges::minmax(points, {}, &Point::x);
    const auto [top, bottom] = std::ranges::minmax(points, {}, &Point::y);
    return {left.x, top.y, right.x, bottom.y};
}

image::Window square_around(std::span<const Point> points, double angle) {
    std::vector<Point> upright;
    upright.reserve(points.size());
    for (const Point& point : points) {
        upright.push_back(turned(point, -angle));
    }
    const Rect box = bounds(upright);
    const Point centre = turned(box.centre(), angle);
    return {centre.x, centre.y, std::max(box.width(), box.height()), angle};
}

image::Affine similarity(std::span<const Point> target, std::span<const Point> picture) {
    const Point from = mean(target);
    const Point to = mean(picture);
    double square = 0;
    double cosine = 0;
    double sine = 0;
    for (std::size_t i = 0; i < target.size(); ++i) {
        const Point t{target[i].x - from.x, target[i].y - from.y};
        const Point p{picture[i].x - to.x, picture[i].y - to.y};
        square += t.x * t.x + t.y * t.y;
        cosine += t.x * p.x + t.y * p.y;
        sine += t.x * p.y - t.y * p.x;
    }
    const double a = square > 0 ? cosine / square : 1;
    const double d = square > 0 ? sine / square : 0;
    image::Affine map{a, -d, 0, d, a, 0};
    // Both sides are lengths from a corner; the map counts from the centre of the first pixel.
    map.c = to.x - 0.5 - (map.a * (from.x - 0.5) + map.b * (from.y - 0.5));
    map.f = to.y - 0.5 - (map.d * (from.x - 0.5) + map.e * (from.y - 0.5));
    return map;
}

std::vector<image::Window> tiles(int width, int height, double side) {
    const auto starts = [side](int length) {
        const int count =
            length <= side ? 1 : 1 + static_cast<int>(std::ceil((length - side) / (0.75 * side)));
        std::vector<double> centres;
        for (int i = 0; i < count; ++i) {
            const double share = count == 1 ? 0.5 : static_cast<double>(i) / (count - 1);
            centres.push_back(count == 1 ? length / 2.0 : side / 2 + share * (length - side));
        }
        return centres;
    };
    std::vector<image::Window> windows;
    for (const double y : starts(height)) {
        for (const double x : starts(width)) {
            windows.push_back({x, y, side, 0});
        }
    }
    return windows;
}

Pose pose_of(const PosePoints& points) {
    Pose pose;
    const double roll =
        slope({points.left_eye.x, points.left_eye.y}, {points.right_eye.x, points.right_eye.y});
    pose.roll = roll * kDegrees;
    const Point across =
        turned({points.right_side.x - points.left_side.x, points.right_side.y - points.left_side.y}, -roll);
    const Point down = turned({points.chin.x - points.forehead.x, points.chin.y - points.forehead.y}, -roll);
    // The side that the face turns to goes away from the camera; so does the forehead when it looks up.
    pose.yaw = std::atan2(points.right_side.z - points.left_side.z, across.x) * kDegrees;
    pose.pitch = std::atan2(points.forehead.z - points.chin.z, down.y) * kDegrees + kForwardLean;
    return pose;
}

}  // namespace garden::vision
