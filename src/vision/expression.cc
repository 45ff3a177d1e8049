#include "vision/expression.h"

#include <algorithm>
#include <cmath>

#include "vision/logistic.h"

namespace garden::vision {
namespace {

// 0 at `from`, 1 at `to`, straight between.
double ramp(double value, double from, double to) {
    return std::clamp((value - from) / (to - from), 0.0, 1.0);
}

double eye_gap(const std::vector<Point>& eye) {
    const double width = distance(eye[eye_index::outer], eye[eye_index::inner]);
    return width > 0 ? distance(eye[eye_index::up], eye[eye_index::down]) / width : 0;
}

// Distance of `point` from the line through `a` and `b`, positive below it.
double below(Point point, Point a, Point b) {
    const double length = distance(a, b);
    return length > 0 ? ((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)) / length : 0;
}

// Nats over the most that seven outcomes can have.
double entropy(const std::array<double, 7>& chances) {
    double sum = 0;
    for (const double chance : chances) {
        sum -= chance > 0 ? chance * std::log(chance) : 0;
    }
    return sum / std::log(7.0);
}

}  // namespace

Shape shape_of(const Mesh& mesh) {
    using namespace mesh_index;
    const auto& lips = mesh.lips;
    const Point left = lips[lips_index::left];
    const Point right = lips[lips_index::right];
    const double mouth = std::max(distance(left, right), 1e-6);
    const Point left_eye = middle(mesh.at(left_eye_outer), mesh.at(left_eye_inner));
    const Point right_eye = middle(mesh.at(right_eye_outer), mesh.at(right_eye_inner));
    const double eyes = std::max(distance(left_eye, right_eye), 1e-6);
    Shape shape;
    shape.mouth_gap = distance(lips[lips_index::inner_up], lips[lips_index::inner_down]) / mouth;
    shape.mouth_width = mouth / eyes;
    shape.eye_gap = (eye_gap(mesh.left_eye) + eye_gap(mesh.right_eye)) / 2;
    shape.brow_distance = distance(mesh.at(left_brow_inner), mesh.at(right_brow_inner)) / eyes;
    shape.brow_unevenness = std::abs(below(mesh.at(left_brow_top), left_eye, right_eye) -
                                     below(mesh.at(right_brow_top), left_eye, right_eye)) /
                            eyes;
    shape.frontal = std::abs(pose_of(mesh).yaw) < 30;
    return shape;
}

double confusion(const std::array<double, 7>& expression, const Shape& shape) {
    // From the median of a thousand portraits to their fifth (distance) or ninety-ninth (unevenness)
    // percentile.
    const double drawn = ramp(shape.brow_distance, 0.48, 0.45);
    const double uneven = ramp(shape.brow_unevenness, 0.01, 0.08);
    const double brows = shape.frontal ? std::max(drawn, uneven) : 0;
    return 0.45 * ramp(entropy(expression), 0.55, 1) * (0.25 + 0.75 * brows);
}

std::array<EmotionScore, 8> emotions_of(const std::array<double, 7>& expression, const Shape& shape) {
    const double confused = confusion(expression, shape);
    const auto share = [&](Expression which) {
        return 100 * (1 - confused) * expression[static_cast<std::size_t>(which)];
    };
    std::array<EmotionScore, 8> scores = {{{Emotion::happy, share(Expression::happy)},
                                           {Emotion::surprised, share(Expression::surprised)},
                                           {Emotion::calm, share(Expression::calm)},
                                           {Emotion::angry, share(Expression::angry)},
                                           {Emotion::fear, share(Expression::fear)},
                                           {Emotion::confused, 100 * confused},
                                           {Emotion::disgusted, share(Expression::disgusted)},
                                           {Emotion::sad, share(Expression::sad)}}};
    std::ranges::stable_sort(scores, std::greater{}, &EmotionScore::confidence);
    return scores;
}

Flag smile_of(double happy, const Shape& shape) {
    // models/train/calibrate.py
    constexpr double kFloor = 1e-3;
    const double logit = std::log((happy + kFloor) / (1 - happy + kFloor));
    return flag_of(sigmoid(2.27 * logit + 5.53 * shape.mouth_width - 8.3));
}

// models/train/calibrate.py
Flag mouth_open_of(const Shape& shape) { return flag_of(sigmoid(35 * (shape.mouth_gap - 0.07))); }

// Ninety-nine of a hundred portraits have eyes wider than .1.
Flag eyes_open_of(const Shape& shape) { return flag_of(sigmoid(40 * (shape.eye_gap - 0.10))); }

}  // namespace garden::vision
