#include "api/emotion_answer.h"

#include <gtest/gtest.h>

namespace garden::api {
namespace {

TEST(EmotionAnswer, HasTheShapeOfTheProtocol) {
    vision::Face face;
    face.age_low = 13;
    face.age_high = 21;
    face.gender = vision::Gender::male;
    face.smile.value = face.eyeglasses.value = face.eyes_open.value = face.mouth_open.value = true;
    face.emotions[0] = {vision::Emotion::happy, 91};
    EXPECT_EQ(
        emotion_answer("bfc150a5", "demo-emotion-garden", face),
        R"({"id":"bfc150a5","bucket":"demo-emotion-garden","key":"profile/bfc150a5.jpeg",)"
        R"("ageRange":{"Low":13,"High":21},"smile":true,"eyeglasses":true,"sunglasses":false,"gender":"Male",)"
        R"("beard":false,"mustache":false,"eyesOpen":true,"mouthOpen":true,"emotions":"HAPPY","generation":"teenager"})");
}

}  // namespace
}  // namespace garden::api
