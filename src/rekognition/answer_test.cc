#include "rekognition/answer.h"

#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace garden::rekognition {
namespace {

using nlohmann::json;

vision::Face face() {
    vision::Face face;
    face.smile = {true, 93.5};
    face.age_low = 20;
    face.age_high = 30;
    for (const char* name :
         {"eyeLeft", "eyeRight", "mouthLeft", "mouthRight", "nose", "chinBottom", "leftPupil"}) {
        face.landmarks.push_back({name, {0.25, 0.5}});
    }
    return face;
}

json first(const Wanted& wanted) { return json::parse(answer_of({face()}, wanted))["FaceDetails"][0]; }

std::set<std::string> members(const json& object) {
    std::set<std::string> names;
    for (const auto& [name, value] : object.items()) names.insert(name);
    return names;
}

const std::set<std::string> kDefault = {"BoundingBox", "Confidence", "Landmarks", "Pose", "Quality"};

TEST(Answer, HasADefault) {
    const json detail = first({});
    EXPECT_EQ(members(detail), kDefault);
    std::set<std::string> landmarks;
    for (const json& landmark : detail["Landmarks"]) landmarks.insert(landmark["Type"]);
    EXPECT_EQ(landmarks, (std::set<std::string>{"eyeLeft", "eyeRight", "mouthLeft", "mouthRight", "nose"}));
    EXPECT_EQ(detail["Landmarks"][0], json::parse(R"({"Type":"eyeLeft","X":0.25,"Y":0.5})"));
}

TEST(Answer, HasWhatIsWantedBesides) {
    const json detail = first({.members = {"Smile", "AgeRange"}});
    auto names = kDefault;
    names.insert({"Smile", "AgeRange"});
    EXPECT_EQ(members(detail), names);
    EXPECT_EQ(detail["Smile"], json::parse(R"({"Value":true,"Confidence":93.5})"));
    EXPECT_EQ(detail["Landmarks"].size(), 5u);
}

TEST(Answer, OrEverything) {
    const json detail = first({.all = true});
    EXPECT_EQ(members(detail).size(), 15u);
    EXPECT_EQ(detail["Landmarks"].size(), 7u);
    EXPECT_EQ(detail["Emotions"].size(), 8u);
}

TEST(Answer, NoFaceIsAnEmptyList) {
    EXPECT_EQ(answer_of({}, {}), R"({"FaceDetails":[]})");
    EXPECT_EQ(answer_of({}, {.all = true}), R"({"FaceDetails":[]})");
}

}  // namespace
}  // namespace garden::rekognition
