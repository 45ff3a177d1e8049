#include "vision/expression.h"

#include <numeric>

#include <gtest/gtest.h>

#include "vision/quality.h"

namespace garden::vision {
namespace {

constexpr Shape kRelaxed = {
    .mouth_gap = 0.02, .mouth_width = 0.8, .eye_gap = 0.3, .brow_distance = 0.48, .brow_unevenness = 0.01};

TEST(Expression, EmotionsAddUpToAHundredMostConfidentFirst) {
    const auto scores = emotions_of({0.6, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05}, kRelaxed);
    double sum = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        sum += scores[i].confidence;
        EXPECT_TRUE(i == 0 || scores[i - 1].confidence >= scores[i].confidence);
    }
    EXPECT_NEAR(sum, 100, 1e-9);
    EXPECT_EQ(scores[0].emotion, Emotion::happy);
}

TEST(Expression, AClearExpressionIsNotConfused) {
    EXPECT_DOUBLE_EQ(confusion({0, 1, 0, 0, 0, 0, 0}, kRelaxed), 0);
}

TEST(Expression, DoubtAndUnevenBrowsAreConfused) {
    const std::array<double, 7> doubt = {0.2, 0.1, 0.2, 0.15, 0.15, 0.1, 0.1};
    Shape uneven = kRelaxed;
    uneven.brow_unevenness = 0.1;
    EXPECT_GT(confusion(doubt, uneven), confusion(doubt, kRelaxed));
    EXPECT_EQ(emotions_of(doubt, uneven)[0].emotion, Emotion::confused);
    EXPECT_NE(emotions_of(doubt, kRelaxed)[0].emotion, Emotion::confused);
    uneven.frontal = false;
    EXPECT_DOUBLE_EQ(confusion(doubt, uneven), confusion(doubt, kRelaxed))
        << "from the side brows say nothing";
}

TEST(Expression, ASmileIsAHappyFaceTheMoreSoTheWiderItsMouth) {
    Shape wide = kRelaxed;
    wide.mouth_width = 1;
    EXPECT_TRUE(smile_of(0.95, wide).value);
    EXPECT_FALSE(smile_of(0.5, kRelaxed).value);
    EXPECT_GT(smile_of(0.95, wide).confidence, smile_of(0.95, kRelaxed).confidence);
    EXPECT_GT(smile_of(0.99, wide).confidence, smile_of(0.95, wide).confidence);
}

TEST(Expression, GapsOpenMouthAndEyes) {
    Shape shape = kRelaxed;
    EXPECT_FALSE(mouth_open_of(shape).value);
    EXPECT_TRUE(eyes_open_of(shape).value);
    shape.mouth_gap = 0.3;
    shape.eye_gap = 0.04;
    EXPECT_TRUE(mouth_open_of(shape).value);
    EXPECT_FALSE(eyes_open_of(shape).value);
}

TEST(Attributes, AFlagIsAtLeastAsSureAsACoin) {
    EXPECT_FALSE(flag_of(0.2).value);
    EXPECT_DOUBLE_EQ(flag_of(0.2).confidence, 80);
    EXPECT_TRUE(flag_of(0.7).value);
    EXPECT_DOUBLE_EQ(flag_of(0.7).confidence, 70);
}

TEST(Attributes, TheAgeIsTheMiddleOfItsRange) {
    const AgeRange range = age_range(40);
    EXPECT_EQ(range.low, 28);
    EXPECT_EQ(range.high, 52);
    const AgeRange both = age_range(40, 40);
    EXPECT_NEAR((both.low + both.high) / 2.0, 43.4, 0.5) << "both networks take grown-ups for younger";
    EXPECT_LT(both.high - both.low, range.high - range.low) << "two know more than one";
    EXPECT_EQ(age_range(1).low, 0) << "nobody is younger than nothing";
    EXPECT_EQ(age_range(0, 0).low, 0);
}

TEST(Attributes, TwoNetworksAgreeOnAnExpression) {
    const auto at = [](const auto& chances, Expression which) {
        return chances[static_cast<std::size_t>(which)];
    };
    const std::array<float, 7> unsure{};
    const std::array<float, 7> happy = {3, 0, 0, 0, 0, 0, 0};                   // ours comes first
    const std::array<float, 7> theirs_happy = {-3, -0.1F, -3, -3, -3, -3, -3};  // face-api's second
    const auto ours = combine_expressions(happy, unsure);
    const auto both = combine_expressions(happy, theirs_happy);
    EXPECT_GT(at(ours, Expression::happy), 0.5);
    EXPECT_GT(at(both, Expression::happy), at(ours, Expression::happy));
    EXPECT_NEAR(std::accumulate(both.begin(), both.end(), 0.0), 1, 1e-9);
    const auto nobody_knows = combine_expressions(unsure, unsure);
    EXPECT_GT(at(nobody_knows, Expression::disgusted), at(nobody_knows, Expression::calm))
        << "the rare ones are drawn up";
}

TEST(Quality, SunglassesAreDarkerThanTheCheeks) {
    EXPECT_GT(sunglasses_probability(0.9, 0.1, 0.4), 0.5);
    EXPECT_LT(sunglasses_probability(0.9, 0.1, 1.1), 0.5);
    EXPECT_GT(sunglasses_probability(0.1, 0.9, 0.4), 0.5) << "tinted glasses";
    EXPECT_LT(sunglasses_probability(0.1, 0.9, 0.6), 0.5) << "clear glasses";
    EXPECT_LT(sunglasses_probability(0.1, 0.1, 0.4), 0.5) << "dark eyes";
}

TEST(Quality, AFlatGreyPictureIsHalfBrightAndNotSharp) {
    const image::Picture grey{4, 4, std::vector<std::uint8_t>(48, 128)};
    const Quality quality = quality_of(grey, {2, 2, 4, 0});
    EXPECT_NEAR(quality.brightness, 50, 1);
    EXPECT_NEAR(quality.sharpness, 0, 0.1);
}

TEST(Quality, AChequeredPictureIsSharp) {
    image::Picture board{128, 128, {}};
    for (int i = 0; i < 128 * 128; ++i) {
        board.rgb.insert(board.rgb.end(), 3, (i / 128 / 4 + i % 128 / 4) % 2 != 0 ? 255 : 0);
    }
    EXPECT_GT(quality_of(board, {64, 64, 128, 0}).sharpness, 90);
}

}  // namespace
}  // namespace garden::vision
