#include "rekognition/answer.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace garden::rekognition {
namespace {

using nlohmann::ordered_json;

// DetectFaces, Amazon Rekognition API Reference: "A DEFAULT subset … will always be returned."
constexpr std::array<std::string_view, 5> kAlways = {"BoundingBox", "Confidence", "Pose", "Quality",
                                                     "Landmarks"};
constexpr std::array<std::string_view, 5> kLandmarks = {"eyeLeft", "eyeRight", "mouthLeft", "mouthRight",
                                                        "nose"};

ordered_json without_others(const ordered_json& landmarks) {
    ordered_json kept = ordered_json::array();
    for (const ordered_json& landmark : landmarks) {
        if (std::ranges::find(kLandmarks, landmark.at("Type").get<std::string>()) != kLandmarks.end()) {
            kept.push_back(landmark);
        }
    }
    return kept;
}

ordered_json part_of(const vision::Face& face, const Wanted& wanted) {
    const ordered_json whole = ordered_json::parse(vision::to_json(face));
    ordered_json part = ordered_json::object();
    for (const auto& [name, value] : whole.items()) {
        const bool always = std::ranges::find(kAlways, name) != kAlways.end();
        if (name == "Landmarks") {
            part[name] = without_others(value);
        } else if (always || std::ranges::find(wanted.members, name) != wanted.members.end()) {
            part[name] = value;
        }
    }
    return part;
}

}  // namespace

std::string answer_of(const std::vector<vision::Face>& faces, const Wanted& wanted) {
    if (wanted.all) return vision::to_json(faces);
    ordered_json details = ordered_json::array();
    for (const vision::Face& face : faces) details.push_back(part_of(face, wanted));
    return ordered_json{{"FaceDetails", std::move(details)}}.dump();
}

}  // namespace garden::rekognition
