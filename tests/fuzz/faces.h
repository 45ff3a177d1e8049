// What fuzz_faces and fuzz_face_pixels share: the analyser with the real models, and what must hold of all
// that it says.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <set>
#include <vector>

#include <nlohmann/json.hpp>

#include "image/codec.h"
#include "vision/face_analyser.h"

namespace garden::fuzz {

inline void must(bool promise) {
    if (!promise) std::abort();
}

// libFuzzer is started in the root of the checkout, as ./dev does.
inline std::unique_ptr<vision::FaceAnalyser> make_analyser(const char* program) {
    // OpenVINO's thread library otherwise loads its parts in a way that AddressSanitizer refuses.
    ::setenv("TBB_ENABLE_SANITIZERS", "1", 1);
    must(image::start_codec(program).has_value());
    auto analyser =
        vision::FaceAnalyser::create({.models = "models/cache/ir", .cache = {}, .threads = 1, .parallel = 1});
    must(analyser.has_value());
    return std::move(*analyser);
}

inline void must_lie(double value, double least, double most) {
    must(std::isfinite(value) && value >= least && value <= most);
}

inline void must_be_sound(const vision::Flag& flag) { must_lie(flag.confidence, 50, 100); }

// Of numbers without bounds of their own.
constexpr double kFarAway = 1e6;

inline void must_be_sound(const vision::Face& face) {
    for (const double side : {face.box.width, face.box.height}) must_lie(side, 0, kFarAway);
    for (const double edge : {face.box.left, face.box.top}) must_lie(edge, -kFarAway, kFarAway);
    must_lie(face.confidence, 0, 100);
    must(face.age_low >= 0 && face.age_low <= face.age_high && face.age_high < 200);
    must_lie(face.gender_confidence, 50, 100);
    for (const vision::Flag& flag : {face.smile, face.eyeglasses, face.sunglasses, face.beard, face.mustache,
                                     face.eyes_open, face.mouth_open}) {
        must_be_sound(flag);
    }
    double sum = 0;
    std::set<vision::Emotion> emotions;
    for (const vision::EmotionScore& score : face.emotions) {
        must_lie(score.confidence, 0, 100);
        emotions.insert(score.emotion);
        sum += score.confidence;
    }
    must(emotions.size() == face.emotions.size());
    must(std::ranges::is_sorted(face.emotions, std::greater{}, &vision::EmotionScore::confidence));
    must_lie(sum, 99.9, 100.1);
    must(face.landmarks.size() == 30);
    for (const vision::Landmark& landmark : face.landmarks) {
        must(!landmark.name.empty());
        must_lie(landmark.at.x, -kFarAway, kFarAway);
        must_lie(landmark.at.y, -kFarAway, kFarAway);
    }
    for (const double angle : {face.roll, face.yaw, face.pitch}) must_lie(angle, -180, 180);
    must_lie(face.brightness, 0, 100);
    must_lie(face.sharpness, 0, 100);
}

// JSON writes null for a number that is none.
inline bool holds_null(const nlohmann::json& json) {
    return json.is_null() || (json.is_structured() && std::ranges::any_of(json, holds_null));
}

inline void must_be_sound(const std::vector<vision::Face>& faces, int most) {
    must(faces.size() <= static_cast<std::size_t>(most));
    for (const vision::Face& face : faces) must_be_sound(face);
    const auto area = [](const vision::Face& face) { return face.box.width * face.box.height; };
    // Areas were compared in pixels.
    must(std::ranges::is_sorted(faces, [](double a, double b) { return a > b * (1 + 1e-9); }, area));
    const auto json = nlohmann::json::parse(vision::to_json(faces), nullptr, false);
    must(!json.is_discarded() && json.at("FaceDetails").size() == faces.size() && !holds_null(json));
}

}  // namespace garden::fuzz
