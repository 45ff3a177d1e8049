#include "vision/detector.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "vision/logistic.h"

namespace garden::vision {
namespace {

constexpr double kInputSide = 256;
constexpr double kLeastScore = 0.5;
constexpr double kMostOverlap = 0.3;
// Borders on each side, as shares of the longer side. The second is what padding twice gives: 1.6 x 1.7
// = 2.72.
constexpr double kBorder = 0.3;
constexpr double kCloseBorder = 0.86;
constexpr double kLean = 0.7;  // radians, 40 degrees
constexpr double kTileSide = 256;
// Large pictures get larger tiles, so that their number stays below some twenty.
constexpr double kTileShare = 0.4;
constexpr double kSecondLook = 4;    // the side of the window over the face's
constexpr double kSamePlace = 0.35;  // of the face's side
constexpr std::size_t kNumbersPerAnchor = 16;

std::vector<Detection> detect_in(Network& detector, const image::Picture& picture,
                                 const image::Window& window) {
    detector.run(image::sample(picture, image::affine_of(window, detector.side()), detector.side()));
    return decode_blazeface(detector.output("regressors"), detector.output("scores"), window);
}

std::vector<Detection> detect_padded(Network& detector, const image::Picture& picture, double border,
                                     double angle) {
    const double longer = std::max(picture.width, picture.height);
    return detect_in(detector, picture,
                     {picture.width / 2.0, picture.height / 2.0, longer * (1 + 2 * border), angle});
}

}  // namespace

std::vector<Point> blazeface_anchors() {
    std::vector<Point> anchors;
    for (const auto& [cells, repeats] : {std::pair{16, 2}, std::pair{8, 6}}) {
        for (int y = 0; y < cells; ++y) {
            for (int x = 0; x < cells; ++x) {
                anchors.insert(anchors.end(), static_cast<std::size_t>(repeats),
                               Point{(x + 0.5) / cells, (y + 0.5) / cells});
            }
        }
    }
    return anchors;
}

std::vector<Detection> decode_blazeface(std::span<const float> regressors, std::span<const float> scores,
                                        const image::Window& window) {
    static const std::vector<Point> anchors = blazeface_anchors();
    const image::Affine map = image::affine_of(window, static_cast<int>(kInputSide));
    const double scale = window.side / kInputSide;
    std::vector<Detection> found;
    for (std::size_t i = 0; i < std::min(anchors.size(), scores.size()); ++i) {
        const double score = sigmoid(scores[i]);
        if (!(score > kLeastScore)) {
            continue;
        }
        const auto numbers = regressors.subspan(i * kNumbersPerAnchor, kNumbersPerAnchor);
        const auto at = [&](std::size_t n) {
            return to_source(
                map, {anchors[i].x * kInputSide + numbers[n], anchors[i].y * kInputSide + numbers[n + 1]});
        };
        const Point centre = at(0);
        const double half_width = std::max(0.0F, numbers[2]) * scale / 2;
        const double half_height = std::max(0.0F, numbers[3]) * scale / 2;
        Detection detection;
        detection.score = score;
        detection.box = {centre.x - half_width, centre.y - half_height, centre.x + half_width,
                         centre.y + half_height};
        for (std::size_t point = 0; point < detection.points.size(); ++point) {
            detection.points[point] = at(4 + 2 * point);
        }
        found.push_back(detection);
    }
    return found;
}

std::vector<Detection> suppress(std::vector<Detection> detections) {
    std::ranges::stable_sort(detections, std::greater{}, &Detection::score);
    std::vector<Detection> kept;
    for (const Detection& candidate : detections) {
        const bool known = std::ranges::any_of(
            kept, [&](const Detection& better) { return overlap(candidate.box, better.box) > kMostOverlap; });
        if (!known) {
            kept.push_back(candidate);
        }
    }
    return kept;
}

std::vector<Detection> detect_whole(Network& detector, const image::Picture& picture) {
    return suppress(detect_padded(detector, picture, kBorder, 0));
}

std::vector<Detection> detect_close(Network& detector, const image::Picture& picture) {
    return suppress(detect_padded(detector, picture, kCloseBorder, 0));
}

std::vector<Detection> detect_leaning(Network& detector, const image::Picture& picture) {
    std::vector<Detection> found = detect_padded(detector, picture, kBorder, kLean);
    std::ranges::copy(detect_padded(detector, picture, kBorder, -kLean), std::back_inserter(found));
    return suppress(std::move(found));
}

std::vector<Detection> detect_small(Network& detector, const image::Picture& picture) {
    const double side = std::max(kTileSide, kTileShare * std::max(picture.width, picture.height));
    std::vector<Detection> found;
    for (const image::Window& tile : tiles(picture.width, picture.height, side)) {
        std::ranges::copy(detect_in(detector, picture, tile), std::back_inserter(found));
    }
    return suppress(std::move(found));
}

double score_again(Network& detector, const image::Picture& picture, const image::Window& face) {
    image::Window window = face;
    window.side *= kSecondLook;
    double best = 0;
    for (const Detection& detection : detect_in(detector, picture, window)) {
        if (distance(detection.box.centre(), {face.centre_x, face.centre_y}) < kSamePlace * face.side) {
            best = std::max(best, detection.score);
        }
    }
    return best;
}

}  // namespace garden::vision
