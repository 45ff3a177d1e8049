#pragma once

#include <array>

#include "vision/attributes.h"
#include "vision/face.h"
#include "vision/mesh.h"

namespace garden::vision {

// What the shape of a face says, each a ratio of lengths and so free of the face's size.
struct Shape {
    double mouth_gap = 0;      // between the lips, over the mouth's width
    double mouth_width = 0;    // over the distance of the eyes
    double eye_gap = 0;        // between the lids, over the eye's width; mean of both eyes
    double brow_distance = 0;  // between the inner ends of the brows, over the distance of the eyes
    double brow_unevenness =
        0;                // difference of the brows' heights above the eyes, over the distance of the eyes
    bool frontal = true;  // turned by less than 30 degrees: from the side the brows' places say nothing
};
Shape shape_of(const Mesh& mesh);

// The eight emotions, most confident first, adding up to 100.
std::array<EmotionScore, 8> emotions_of(const std::array<double, 7>& expression, const Shape& shape);

// The share of CONFUSED among the emotions, 0–1: no model here knows it, so it is derived from what marks it:
// the expression fits none of the seven (entropy of their probabilities), and the brows of a frontal face are
// drawn together or uneven.
double confusion(const std::array<double, 7>& expression, const Shape& shape);

Flag smile_of(double happy, const Shape& shape);
Flag mouth_open_of(const Shape& shape);
Flag eyes_open_of(const Shape& shape);

}  // namespace garden::vision
