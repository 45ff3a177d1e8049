#include "image/look.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "image/codec.h"

namespace garden::image {
namespace {

class LookTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { ASSERT_TRUE(start_codec("image_test")); }
};

struct Colour {
    double red, green, blue;
};

// A picture of waves around a colour: `waves` of them across the longer side, running at `angle` radians from
// the horizontal, `contrast` high.
Picture waves(int width, int height, Colour colour, double waves, double angle, double contrast = 60) {
    Picture picture{width, height, {}};
    const double step = 6.28318 * waves / std::max(width, height);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double wave = contrast * std::sin(step * (x * std::cos(angle) + y * std::sin(angle)));
            for (const double channel : {colour.red, colour.green, colour.blue}) {
                picture.rgb.push_back(static_cast<std::uint8_t>(std::clamp(channel + wave, 0.0, 255.0)));
            }
        }
    }
    return picture;
}

float number(const Picture& picture, std::string_view word) {
    const auto place = std::ranges::find(kLookWords, word) - kLookWords.begin();
    return look_of(picture).value().at(static_cast<std::size_t>(place));
}

constexpr Colour kGrey{128, 128, 128};
constexpr Colour kPink{220, 120, 150};
constexpr Colour kBlue{90, 120, 200};

TEST_F(LookTest, LightColourAndContrastAreSeen) {
    EXPECT_GT(number(waves(96, 64, {190, 190, 190}, 5, 0), "its brightness"),
              number(waves(96, 64, {90, 90, 90}, 5, 0), "its brightness") + 1);
    EXPECT_GT(number(waves(96, 64, kPink, 5, 0), "its reds"),
              number(waves(96, 64, kBlue, 5, 0), "its reds") + 1);
    EXPECT_GT(number(waves(96, 64, kPink, 5, 0), "its yellows"),
              number(waves(96, 64, kBlue, 5, 0), "its yellows") + 1);
    EXPECT_GT(number(waves(96, 64, kPink, 5, 0), "its strong colours"),
              number(waves(96, 64, kGrey, 5, 0), "its strong colours") + 1);
    EXPECT_GT(number(waves(96, 64, kGrey, 5, 0, 90), "its contrast"),
              number(waves(96, 64, kGrey, 5, 0, 20), "its contrast") + 1);
}

TEST_F(LookTest, TextureIsSeenByItsScaleAndDirection) {
    const Picture fine = waves(96, 64, kGrey, 24, 0.4), coarse = waves(96, 64, kGrey, 3, 0.4);
    EXPECT_GT(number(fine, "its fine detail"), number(coarse, "its fine detail") + 1);
    const Picture across = waves(96, 64, kGrey, 10, 0), down = waves(96, 64, kGrey, 10, 1.5708);
    EXPECT_GT(number(across, "its edges upright"), number(down, "its edges upright") + 1);
    EXPECT_GT(number(down, "its edges lying flat"), number(across, "its edges lying flat") + 1);
}

TEST_F(LookTest, OrientationAndCompositionAreSeen) {
    EXPECT_FLOAT_EQ(number(waves(64, 96, kGrey, 5, 0), "its upright format"), 1);
    EXPECT_FLOAT_EQ(number(waves(96, 64, kGrey, 5, 0), "its upright format"), -1);
    Picture sky = waves(96, 64, kGrey, 5, 0);
    std::fill_n(sky.rgb.begin(), sky.rgb.size() / 4, std::uint8_t{250});
    EXPECT_GT(number(sky, "its bright sky"), number(waves(96, 64, kGrey, 5, 0), "its bright sky") + 1);
}

TEST_F(LookTest, SizeAndEncodingHardlyMatter) {
    const Picture picture = waves(960, 600, kPink, 9, 0.5);
    const Look look = look_of(picture).value();
    const auto jpeg = encode_jpeg(picture, 60, {});
    ASSERT_TRUE(jpeg);
    const auto small = decode(*jpeg, {.longest_side = kLookSide});
    ASSERT_TRUE(small);
    EXPECT_LT(distance(look_of(*small).value(), look), kSameLook);
    EXPECT_GT(distance(look_of(waves(960, 600, kBlue, 20, 0.1)).value(), look), 4 * kSameLook);
}

TEST_F(LookTest, AnyPictureHasALookOfFiniteNumbers) {
    for (const Picture& picture : {Picture{1, 1, {0, 0, 0}}, waves(1, 900, kPink, 5, 0),
                                   waves(3000, 2, kBlue, 9, 1), waves(20, 20, {255, 255, 255}, 1, 0, 0)}) {
        const auto look = look_of(picture);
        ASSERT_TRUE(look);
        for (const float value : *look) EXPECT_LE(std::abs(value), 4);
    }
    EXPECT_EQ(look_of(Picture{2, 2, {1, 2, 3}}).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace garden::image
