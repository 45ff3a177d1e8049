#pragma once

#include <array>
#include <span>

#include "image/picture.h"
#include "vision/face.h"
#include "vision/mesh.h"
#include "vision/network.h"

namespace garden::vision {

// What speaks for facial hair beside the picture: logits of male by three networks, and the age in years.
struct HairEvidence {
    double face_api = 0, dlib = 0, faceres = 0, age = 0;
};

// The logit of a head over faceres' features, and what it adds for each piece of evidence.
struct HairHead {
    double logit = 0;
    HairEvidence weights;
};

// Logits of the linear heads over faceres' features; positive: there is one.
struct AttributeHeads {
    double eyeglasses = 0;
    HairHead beard, mustache;
};
struct Heads {
    double face = 0;  // that this is a photograph of a human face
    double male = 0;  // faceres' own
    double sunglasses = 0;
    AttributeHeads with_utkface, without_utkface;  // as they were fitted
};

// Runs the heads on the face in `window`, which is the square around its mesh.
Heads read_heads(Network& attributes, const image::Picture& picture, const image::Window& window);

// The seven expressions that networks know, in the order of models/train/expression_net.py.
enum class Expression : std::size_t { happy, surprised, calm, angry, fear, disgusted, sad };

struct AgeRange {
    int low = 0, high = 0;
};

// What the attribute models say of one face.
struct Readings {
    std::array<double, 7> expression{};  // probabilities, by Expression
    AgeRange age;
    double male = 0;  // these are probabilities
    double sunglasses = 0;
    double eyeglasses = 0, beard = 0, mustache = 0;
};

// Runs the attribute models on the face with this mesh, whose heads are known. What rests on UTKFace is used
// where `networks` have what was trained on it.
Readings read_attributes(Networks& networks, const image::Picture& picture, const Mesh& mesh,
                         const Heads& heads);

// The weighted mean of both networks' logarithms, face-api's weighing more where it is sure, corrected for
// how rare some expressions are where ours learned them, as probabilities by Expression. `own` are logits by
// Expression, `face_api` logarithms in face-api's order: neutral, happy, sad, angry, fearful, disgusted,
// surprised.
std::array<double, 7> combine_expressions(std::span<const float, 7> own, std::span<const float, 7> face_api);

// Ages that hold the true one of some four in five faces, for what dlib's network expects, and face-api's
// where that is asked.
AgeRange age_range(double dlib);
AgeRange age_range(double dlib, double face_api);

// True where a probability is over one half, and how sure that is.
Flag flag_of(double probability);

}  // namespace garden::vision
