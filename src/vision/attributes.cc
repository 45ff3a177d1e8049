#include "vision/attributes.h"

#include <algorithm>
#include <cmath>

namespace garden::vision {
namespace {

// Crops as multiples of the mesh's own square; the two of face-api are the best of those from .9 to 1.7.
constexpr double kExpressionMargin = 1.2;
constexpr double kAgeGenderMargin = 1.0;
constexpr std::array kFeatureMargins = {1.0, 1.3};

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

}  // namespace

Readings read_attributes(Networks& networks, const image::Picture& picture, const Mesh& mesh) {
    const image::Window window = face_window(mesh);
    Readings readings;

    networks.expression.run(crop(picture, window, kExpressionMargin, networks.expression.side()));
    std::ranges::copy_n(networks.expression.output("probabilities").begin(), 7, readings.expression.begin());

    // Two networks with different faults: their mean suffers less from each.
    networks.age.run(dlib_chip(picture, mesh, networks.age.side()));
    networks.gender.run(dlib_chip(picture, mesh, networks.gender.side()));
    networks.age_gender.run(crop(picture, window, kAgeGenderMargin, networks.age_gender.side()));
    const double age = std::max(0.0, static_cast<double>(networks.age_gender.output("age")[0]));
    readings.age = (expected_age(networks.age.output("probabilities")) + age) / 2;
    readings.male = (static_cast<double>(networks.gender.output("probabilities")[1]) +
                     static_cast<double>(networks.age_gender.output("probabilities")[0])) /
                    2;

    const int side = networks.attributes.side();
    const std::array crops = {crop(picture, window, kFeatureMargins[0], side),
                              crop(picture, window, kFeatureMargins[1], side)};
    networks.attributes.run(crops);
    const std::span<const float> heads = networks.attributes.output("attributes");
    readings.eyeglasses = static_cast<double>(heads[0]);
    readings.beard = static_cast<double>(heads[1]);
    readings.mustache = static_cast<double>(heads[2]);
    return readings;
}

AgeRange age_range(double age) {
    const double width = 3 + 0.12 * age;
    return {std::max(0, static_cast<int>(std::lround(age - width))),
            static_cast<int>(std::lround(age + width))};
}

Flag flag_of(double probability) {
    const double sure = std::max(probability, 1 - probability);
    return {probability > 0.5, 100 * std::clamp(sure, 0.5, 1.0)};
}

}  // namespace garden::vision
