#include "vision/quality.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "vision/logistic.h"

namespace garden::vision {
namespace {

constexpr int kFaceSide = 128;
constexpr int kPatchSide = 16;

// Luma of each pixel (ITU-R BT.601), 0–255.
std::vector<double> luma(const image::Picture& picture) {
    std::vector<double> out;
    out.reserve(picture.rgb.size() / 3);
    for (std::size_t i = 0; i + 2 < picture.rgb.size(); i += 3) {
        out.push_back(0.299 * picture.rgb[i] + 0.587 * picture.rgb[i + 1] + 0.114 * picture.rgb[i + 2]);
    }
    return out;
}

double mean(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

double laplacian_variance(const std::vector<double>& values, int side) {
    double sum = 0;
    double squares = 0;
    const auto at = [&](int x, int y) {
        return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
                      static_cast<std::size_t>(x)];
    };
    for (int y = 1; y + 1 < side; ++y) {
        for (int x = 1; x + 1 < side; ++x) {
            const double bend = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1) - 4 * at(x, y);
            sum += bend;
            squares += bend * bend;
        }
    }
    const double count = (side - 2.0) * (side - 2.0);
    return squares / count - (sum / count) * (sum / count);
}

double patch_luma(const image::Picture& picture, Point centre, double side, double angle) {
    return mean(luma(
        image::sample(picture, image::affine_of({centre.x, centre.y, side, angle}, kPatchSide), kPatchSide)));
}

}  // namespace

Quality quality_of(const image::Picture& picture, const image::Window& face) {
    const std::vector<double> values =
        luma(image::sample(picture, image::affine_of(face, kFaceSide), kFaceSide));
    // A sharp face of 128 pixels has a variance of some hundreds, a soft one of some tens: the half lies
    // between.
    constexpr double kHalf = 120;
    const double variance = laplacian_variance(values, kFaceSide);
    return {mean(values) / 255 * 100, 100 * variance / (variance + kHalf)};
}

double lens_darkness(const image::Picture& picture, const Mesh& mesh) {
    using namespace mesh_index;
    const Point left = middle(mesh.at(left_eye_outer), mesh.at(left_eye_inner));
    const Point right = middle(mesh.at(right_eye_outer), mesh.at(right_eye_inner));
    const double eyes = std::max(distance(left, right), 1.0);
    const double angle = slope(left, right);
    const double lenses =
        patch_luma(picture, left, 0.45 * eyes, angle) + patch_luma(picture, right, 0.45 * eyes, angle);
    const double cheeks = patch_luma(picture, mesh.at(left_cheek), 0.25 * eyes, angle) +
                          patch_luma(picture, mesh.at(right_cheek), 0.25 * eyes, angle);
    return lenses / std::max(cheeks, 1.0);
}

double sunglasses_probability(double sunglasses, double eyeglasses, double darkness) {
    // Of 1083 dark glasses that were drawn on faces, 99 in 100 were darker than .85 of the cheeks.
    const double opaque = sunglasses * sigmoid(20 * (0.85 - darkness));
    // Clear glasses leave above .51 of the cheeks' luma (75 faces with glasses), tinted ones below .49 (the
    // three at hand).
    const double tinted = eyeglasses * sigmoid(40 * (0.5 - darkness));
    return std::max(opaque, tinted);
}

}  // namespace garden::vision
