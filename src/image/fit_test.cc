#include "image/fit.h"

#include <gtest/gtest.h>

#include "image/codec.h"

namespace garden::image {
namespace {

class Fit : public testing::Test {
  protected:
    static void SetUpTestSuite() { ASSERT_TRUE(start_codec("image_test")); }
};

// Left half red, right half blue.
Picture halves(int width, int height) {
    Picture picture{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const bool left = x < width / 2;
            picture.rgb.insert(picture.rgb.end(),
                               {static_cast<std::uint8_t>(left ? 250 : 10), std::uint8_t{20},
                                static_cast<std::uint8_t>(left ? 10 : 250)});
        }
    }
    return picture;
}

bool is_red(const Picture& picture, int x, int y) {
    const std::size_t at = 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                                static_cast<std::size_t>(x));
    return picture.rgb[at] > 200 && picture.rgb[at + 2] < 50;
}

TEST_F(Fit, CutsWhatIsTooWideAroundTheMiddle) {
    const auto fitted = fit(halves(400, 100), 100, 100);
    ASSERT_TRUE(fitted) << fitted.error().message;
    EXPECT_EQ(fitted->width, 100);
    EXPECT_EQ(fitted->height, 100);
    EXPECT_TRUE(fitted->is_whole());
    EXPECT_TRUE(is_red(*fitted, 40, 50));
    EXPECT_FALSE(is_red(*fitted, 60, 50));
}

TEST_F(Fit, ScalesUpAndDownToAnySize) {
    for (const auto& [width, height] : {std::pair(1280, 800), std::pair(800, 1280), std::pair(64, 64),
                                        std::pair(1, 1), std::pair(1023, 601), std::pair(7, 900)}) {
        for (const Picture& source : {halves(512, 512), halves(1024, 640), halves(3, 1000), halves(64, 65)}) {
            const auto fitted = fit(source, width, height);
            ASSERT_TRUE(fitted) << fitted.error().message;
            EXPECT_TRUE(fitted->is_whole());
            EXPECT_EQ(std::pair(fitted->width, fitted->height), std::pair(width, height));
        }
    }
}

TEST_F(Fit, ThePictureOfThatSizeStaysAsItIs) {
    const Picture source = halves(64, 64);
    EXPECT_EQ(fit(source, 64, 64)->rgb, source.rgb);
}

TEST_F(Fit, RefusesWhatIsNoPictureAndNoSize) {
    EXPECT_EQ(fit(Picture{10, 10, {1, 2, 3}}, 64, 64).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(fit(halves(64, 64), 0, 64).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(fit(halves(64, 64), 64, 20'000).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace garden::image
