#include "rekognition/answer.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace garden::rekognition {
namespace {

// DetectFaces, Amazon Rekognition API Reference: "A DEFAULT subset … will always be returned."
constexpr std::array<std::string_view, 5> kAlways = {"BoundingBox", "Confidence", "Pose", "Quality",
                                                     "Landmarks"};
constexpr std::array<std::string_view, 5> kLandmarks = {"eyeLeft", "eyeRight", "mouthLeft", "mouthRight",
                                                        "nose"};

bool is_among(const auto& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::string answer_of(std::vector<vision::Face> faces, const Wanted& wanted) {
    if (wanted.all) return vision::to_json(faces);
    for (vision::Face& face : faces) {
        std::erase_if(face.landmarks,
                      [](const vision::Landmark& landmark) { return !is_among(kLandmarks, landmark.name); });
    }
    return vision::to_json(faces, [&wanted](std::string_view member) {
        return is_among(kAlways, member) || is_among(wanted.members, member);
    });
}

}  // namespace garden::rekognition
