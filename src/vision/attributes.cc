#include "vision/attributes.h"

#include <algorithm>
#include <cmath>

#include "vision/logistic.h"

namespace garden::vision {
namespace {

// Crops as multiples of the mesh's own square. Our network's is what it was trained on; of face-api's, those
// from .9 to 1.35 were tried.
constexpr double kExpressionMargin = 0.945;
constexpr std::array kFaceApiMargins = {1.0, 1.2};
constexpr std::array kAgeGenderMargins = {0.9, 1.0};

// Weight of face-api's network in the age; dlib's, which saw other pictures, keeps a say.
constexpr double kFaceApiShare = 0.65;
// What makes face-api's confidence in the gender right, on 296 adults.
constexpr double kSureOfGender = 1.48;

image::Picture crop(const image::Picture& picture, image::Window window, double margin, int size) {
    window.side *= margin;
    return image::sample(picture, image::affine_of(window, size), size);
}

// dlib's face chip: five points of the mean face at padding .2 (get_face_chip_details,
// image_transforms/interpolation.h), in the order of the mesh points below.
constexpr std::array kChipPoints = {
    Point{0.8595674595992, 0.2134981538014}, Point{0.6460604764104, 0.2289674387677},
    Point{0.1205750620789, 0.2137274526848}, Point{0.3340850613712, 0.2290642403242},
    Point{0.4901123135679, 0.6277975316475}};
constexpr double kChipPadding = 0.2;

image::Picture dlib_chip(const image::Picture& picture, const Mesh& mesh, int size) {
    using namespace mesh_index;
    // Twice the size, then halved: each pixel of the small chip is the mean of four.
    const int large = 2 * size;
    std::array<Point, kChipPoints.size()> target;
    std::ranges::transform(kChipPoints, target.begin(), [large](Point point) {
        const double scale = large / (1 + 2 * kChipPadding);
        return Point{(point.x + kChipPadding) * scale, (point.y + kChipPadding) * scale};
    });
    const std::array there = {mesh.at(right_eye_outer), mesh.at(right_eye_inner), mesh.at(left_eye_outer),
                              mesh.at(left_eye_inner), mesh.at(nose_base)};
    const image::Picture chip = image::sample(picture, similarity(target, there), large);
    return image::sample(chip, {2, 0, 0.5, 0, 2, 0.5}, size);
}

// The expected value over dlib's classes, which are years but for the first, 0.25 (its age_predictor
// example).
double expected_age(std::span<const float> classes) {
    double age = 0.25 * static_cast<double>(classes[0]);
    for (std::size_t year = 1; year < classes.size(); ++year) {
        age += static_cast<double>(year) * static_cast<double>(classes[year]);
    }
    return age;
}

std::array<image::Picture, 2> crops(const image::Picture& picture, const image::Window& window,
                                    const std::array<double, 2>& margins, int size) {
    return {crop(picture, window, margins[0], size), crop(picture, window, margins[1], size)};
}

template <typename Number>
std::array<double, 7> log_softmax(std::span<const Number, 7> logits) {
    const double most = std::ranges::max(logits);
    double sum = 0;
    for (const double logit : logits) sum += std::exp(logit - most);
    std::array<double, 7> out{};
    std::ranges::transform(logits, out.begin(), [&](double logit) { return logit - most - std::log(sum); });
    return out;
}

double facial_hair(const HairHead& head, const HairEvidence& evidence) {
    const HairEvidence& weights = head.weights;
    return sigmoid(head.logit + weights.face_api * evidence.face_api + weights.dlib * evidence.dlib +
                   weights.faceres * evidence.faceres + weights.age * std::clamp(evidence.age, 0.0, 80.0));
}

double mean_age(double dlib, double face_api) {
    return kFaceApiShare * face_api + (1 - kFaceApiShare) * dlib;
}

AgeRange range_around(double age, double half_width) {
    return {std::max(0, static_cast<int>(std::lround(age - half_width))),
            static_cast<int>(std::lround(age + half_width))};
}

std::array<double, 7> read_expression(Networks& networks, const image::Picture& picture,
                                      const image::Window& window) {
    networks.expression.run(crop(picture, window, kExpressionMargin, networks.expression.side()));
    networks.face_api.run(crops(picture, window, kFaceApiMargins, networks.face_api.side()));
    return combine_expressions(networks.expression.output("logits").first<7>(),
                               networks.face_api.output("log_probabilities").first<7>());
}

// Age, gender, and what they say of facial hair.
struct Person {
    AgeRange age;
    double male = 0;  // probability
    HairEvidence evidence;
};

Person person(double dlib_age, double dlib_male, double faceres_male) {
    // dlib's network is twice as sure as it is right.
    return {age_range(dlib_age), sigmoid(0.5 * dlib_male), {0, dlib_male, faceres_male, dlib_age}};
}

Person person(double dlib_age, double dlib_male, double faceres_male, double age, double male) {
    // The gender is face-api's alone: no mean with the other two was right more often.
    return {age_range(dlib_age, age),
            sigmoid(kSureOfGender * male),
            {male, dlib_male, faceres_male, mean_age(dlib_age, age)}};
}

Person read_person(Networks& networks, const image::Picture& picture, const Mesh& mesh,
                   const image::Window& window, double faceres_male) {
    networks.age.run(dlib_chip(picture, mesh, networks.age.side()));
    networks.gender.run(dlib_chip(picture, mesh, networks.gender.side()));
    const double dlib_age = expected_age(networks.age.output("probabilities"));
    const double dlib_male = static_cast<double>(networks.gender.output("male")[0]);
    if (!networks.age_gender) return person(dlib_age, dlib_male, faceres_male);
    Network& face_api = *networks.age_gender;
    face_api.run(crops(picture, window, kAgeGenderMargins, face_api.side()));
    return person(dlib_age, dlib_male, faceres_male,
                  std::max(0.0, static_cast<double>(face_api.output("age")[0])),
                  static_cast<double>(face_api.output("male")[0]));
}

}  // namespace

Heads read_heads(Network& attributes, const image::Picture& picture, const image::Window& window) {
    attributes.run(crop(picture, window, 1, attributes.side()));
    const std::span<const float> logits = attributes.output("logits");
    const std::span<const float> weights = attributes.output("context");
    const auto logit = [&](std::size_t head) { return static_cast<double>(logits[head]); };
    const auto hair = [&](std::size_t head) {
        const auto row = weights.subspan(4 * head, 4);
        return HairHead{logit(head), {row[0], row[1], row[2], row[3]}};
    };
    // HEADS in models/networks.py: face, then eyeglasses, beard and mustache twice, sunglasses.
    return {logit(0),
            static_cast<double>(attributes.output("male")[0]),
            logit(7),
            {logit(1), hair(2), hair(3)},
            {logit(4), hair(5), hair(6)}};
}

std::array<double, 7> combine_expressions(std::span<const float, 7> own, std::span<const float, 7> face_api) {
    constexpr std::array<std::size_t, 7> kFaceApiOrder = {1, 6, 0, 3, 4, 5, 2};
    // Shares of the seven among the faces of PublicTest by FER+'s votes, plus .01.
    constexpr std::array kFrequency = {0.2655, 0.1436, 0.3806, 0.1027, 0.0318, 0.0215, 0.1243};
    // On FER2013's PublicTest, which ours did not train on, face-api's is rarely right against ours unless it
    // is sure; posed faces, which it knows better, it is sure of (models/train/calibrate.py).
    constexpr double kFaceApi = 0.1;
    constexpr double kSureFaceApi = 0.4;
    constexpr double kSure = 40;
    constexpr double kRarity = 0.1;
    // Between what makes confidences right for FER2013's labels (.62) and for FER+'s majorities (.99).
    constexpr double kSharpness = 0.85;
    std::array<double, 7> sums = log_softmax(own);
    const std::array<double, 7> others = log_softmax(face_api);  // a mean of logarithms adds up to less
    const double chance = std::exp(std::ranges::max(others));
    const double share = kFaceApi + kSureFaceApi * std::pow(chance, kSure);
    for (std::size_t i = 0; i < sums.size(); ++i) {
        const double ours = sums[i] - kRarity * std::log(kFrequency[i]);
        const double theirs = others[kFaceApiOrder[i]];
        sums[i] = kSharpness * ((1 - share) * ours + share * theirs);
    }
    std::array<double, 7> chances = log_softmax(std::span<const double, 7>(sums));
    for (double& chance : chances) chance = std::exp(chance);
    return chances;
}

Readings read_attributes(Networks& networks, const image::Picture& picture, const Mesh& mesh,
                         const Heads& heads) {
    const image::Window window = face_window(mesh);
    const AttributeHeads& attributes = networks.age_gender ? heads.with_utkface : heads.without_utkface;
    const Person person = read_person(networks, picture, mesh, window, heads.male);
    return {read_expression(networks, picture, window),
            person.age,
            person.male,
            sigmoid(heads.sunglasses),
            sigmoid(attributes.eyeglasses),
            facial_hair(attributes.beard, person.evidence),
            facial_hair(attributes.mustache, person.evidence)};
}

// Not calibrated: what is known of its errors is known from UTKFace.
AgeRange age_range(double dlib) { return range_around(dlib, 4 + 0.2 * dlib); }

AgeRange age_range(double dlib, double face_api) {
    const double mean = mean_age(dlib, face_api);
    // Least squares on 349 faces of UTKFace, where both networks take the old for younger; the width holds
    // some four in five of them. Figures in docs/face-analysis.md are cross-validated.
    const double age = std::max(0.0, -0.71 + 1.107 * mean - 0.130 * std::max(0.0, mean - 45));
    return range_around(age, 2.34 + 0.140 * age);
}

Flag flag_of(double probability) {
    const double sure = std::max(probability, 1 - probability);
    return {probability > 0.5, 100 * std::clamp(sure, 0.5, 1.0)};
}

}  // namespace garden::vision
