#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

#include "vision/face.h"

namespace garden::vision {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Flag& flag) { return {{"Value", flag.value}, {"Confidence", flag.confidence}}; }

Json json_of(const Face& face) {
    Json emotions = Json::array();
    for (const EmotionScore& score : face.emotions) {
        emotions.push_back({{"Type", name(score.emotion)}, {"Confidence", score.confidence}});
    }
    Json landmarks = Json::array();
    for (const Landmark& landmark : face.landmarks) {
        landmarks.push_back({{"Type", landmark.name}, {"X", landmark.at.x}, {"Y", landmark.at.y}});
    }
    return {{"BoundingBox",
             {{"Width", face.box.width},
              {"Height", face.box.height},
              {"Left", face.box.left},
              {"Top", face.box.top}}},
            {"AgeRange", {{"Low", face.age_low}, {"High", face.age_high}}},
            {"Smile", json_of(face.smile)},
            {"Eyeglasses", json_of(face.eyeglasses)},
            {"Sunglasses", json_of(face.sunglasses)},
            {"Gender", {{"Value", name(face.gender)}, {"Confidence", face.gender_confidence}}},
            {"Beard", json_of(face.beard)},
            {"Mustache", json_of(face.mustache)},
            {"EyesOpen", json_of(face.eyes_open)},
            {"MouthOpen", json_of(face.mouth_open)},
            {"Emotions", std::move(emotions)},
            {"Landmarks", std::move(landmarks)},
            {"Pose", {{"Roll", face.roll}, {"Yaw", face.yaw}, {"Pitch", face.pitch}}},
            {"Quality", {{"Brightness", face.brightness}, {"Sharpness", face.sharpness}}},
            {"Confidence", face.confidence}};
}

void keep(const WantsMember& wants, Json& detail) {
    for (auto member = detail.begin(); member != detail.end();) {
        member = wants(member.key()) ? std::next(member) : detail.erase(member);
    }
}

}  // namespace

std::string_view name(Emotion emotion) {
    switch (emotion) {
        case Emotion::happy:
            return "HAPPY";
        case Emotion::surprised:
            return "SURPRISED";
        case Emotion::calm:
            return "CALM";
        case Emotion::angry:
            return "ANGRY";
        case Emotion::fear:
            return "FEAR";
        case Emotion::confused:
            return "CONFUSED";
        case Emotion::disgusted:
            return "DISGUSTED";
        case Emotion::sad:
            return "SAD";
    }
    return "";
}

std::string_view name(Gender gender) { return gender == Gender::male ? "Male" : "Female"; }

std::string to_json(const std::vector<Face>& faces, const WantsMember& wants) {
    Json details = Json::array();
    for (const Face& face : faces) {
        Json detail = json_of(face);
        if (wants) keep(wants, detail);
        details.push_back(std::move(detail));
    }
    return Json{{"FaceDetails", std::move(details)}}.dump();
}

}  // namespace garden::vision
