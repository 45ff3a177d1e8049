#pragma once

#include <array>

#include "image/picture.h"
#include "vision/face.h"
#include "vision/mesh.h"
#include "vision/network.h"

namespace garden::vision {

// What the attribute models say of one face.
struct Readings {
    // Probabilities of face-api's seven expressions, in its order.
    std::array<double, 7> expression{};
    double age = 0;   // years; the mean of what dlib's and face-api's networks expect
    double male = 0;  // probability; the mean of theirs
    // Probabilities of the linear heads.
    double eyeglasses = 0, beard = 0, mustache = 0;
};

// face-api's order.
enum class Expression : std::size_t { neutral, happy, sad, angry, fearful, disgusted, surprised };

// Runs the attribute models on the face with this mesh.
Readings read_attributes(Networks& networks, const image::Picture& picture, const Mesh& mesh);

struct AgeRange {
    int low = 0, high = 0;
};

// `age` give or take 3 years and 12 % of it, which holds the true age of somewhat more than half of the
// faces.
AgeRange age_range(double age);

// True where a probability is over one half, and how sure that is.
Flag flag_of(double probability);

}  // namespace garden::vision
