#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vision/face.h"

namespace garden::vision {
namespace {

using Json = nlohmann::json;

TEST(FaceJson, HasTheFieldsOfAFaceDetail) {
    Face face;
    face.box = {0.1, 0.2, 0.3, 0.4};
    face.age_low = 13;
    face.age_high = 21;
    face.gender = Gender::male;
    face.smile = {true, 93.5};
    face.emotions[0] = {Emotion::happy, 80};
    face.landmarks = {{"eyeLeft", {0.25, 0.5}}};
    const Json json = Json::parse(to_json({face}))["FaceDetails"][0];
    for (const char* field :
         {"BoundingBox", "AgeRange", "Smile", "Eyeglasses", "Sunglasses", "Gender", "Beard", "Mustache",
          "EyesOpen", "MouthOpen", "Emotions", "Landmarks", "Pose", "Quality", "Confidence"}) {
        EXPECT_TRUE(json.contains(field)) << field;
    }
    EXPECT_EQ(json["BoundingBox"], Json::parse(R"({"Left":0.1,"Top":0.2,"Width":0.3,"Height":0.4})"));
    EXPECT_EQ(json["AgeRange"], Json::parse(R"({"Low":13,"High":21})"));
    EXPECT_EQ(json["Gender"]["Value"], "Male");
    EXPECT_EQ(json["Smile"], Json::parse(R"({"Value":true,"Confidence":93.5})"));
    EXPECT_EQ(json["Emotions"][0], Json::parse(R"({"Type":"HAPPY","Confidence":80.0})"));
    EXPECT_EQ(json["Landmarks"][0], Json::parse(R"({"Type":"eyeLeft","X":0.25,"Y":0.5})"));
}

TEST(FaceJson, HasTheMembersThatAreWanted) {
    Face face;
    face.smile = {true, 93.5};
    face.roll = -7.25;
    EXPECT_EQ(
        to_json({face, {}}, [](std::string_view member) { return member == "Pose" || member == "Smile"; }),
        R"({"FaceDetails":[)"
        R"({"Smile":{"Value":true,"Confidence":93.5},"Pose":{"Roll":-7.25,"Yaw":0.0,"Pitch":0.0}},)"
        R"({"Smile":{"Value":false,"Confidence":50.0},"Pose":{"Roll":0.0,"Yaw":0.0,"Pitch":0.0}}]})");
}

TEST(FaceJson, NoFaceIsAnEmptyList) { EXPECT_EQ(to_json({}), R"({"FaceDetails":[]})"); }

TEST(FaceJson, EveryEmotionHasItsName) {
    EXPECT_EQ(name(Emotion::confused), "CONFUSED");
    EXPECT_EQ(name(Emotion::surprised), "SURPRISED");
    EXPECT_EQ(name(Gender::female), "Female");
}

}  // namespace
}  // namespace garden::vision
