#include "image/resample.h"

#include <numbers>

#include <gtest/gtest.h>

namespace garden::image {
namespace {

// Red counts columns, green counts rows.
Picture ramp(int width, int height) {
    Picture picture{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            picture.rgb.insert(picture.rgb.end(),
                               {static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(y), std::uint8_t{7}});
        }
    }
    return picture;
}

std::uint8_t red(const Picture& picture, int x, int y) {
    return picture.rgb[static_cast<std::size_t>(3 * (y * picture.width + x))];
}
std::uint8_t green(const Picture& picture, int x, int y) {
    return picture.rgb[static_cast<std::size_t>(3 * (y * picture.width + x) + 1)];
}

TEST(Resample, TheWholePictureAtItsSizeIsItself) {
    const Picture source = ramp(8, 8);
    EXPECT_EQ(sample(source, affine_of({4, 4, 8, 0}, 8), 8).rgb, source.rgb);
}

TEST(Resample, AWindowIsCutOut) {
    const Picture cut = sample(ramp(32, 32), affine_of({10, 20, 4, 0}, 4), 4);
    EXPECT_EQ(red(cut, 0, 0), 8);
    EXPECT_EQ(green(cut, 0, 0), 18);
    EXPECT_EQ(red(cut, 3, 3), 11);
}

TEST(Resample, ShrinkingAverages) {
    // Eight pixels to one: columns 0–7 have the mean 3.5, 8–15 11.5.
    const Picture small = sample(ramp(16, 16), affine_of({8, 8, 16, 0}, 2), 2);
    EXPECT_NEAR(red(small, 0, 0), 3.5, 0.6);
    EXPECT_NEAR(red(small, 1, 0), 11.5, 0.6);
    EXPECT_NEAR(green(small, 0, 1), 11.5, 0.6);
}

TEST(Resample, AQuarterTurnClockwise) {
    // The window's right goes down in the picture: along a target row the picture's rows are passed.
    const Picture turned = sample(ramp(8, 8), affine_of({4, 4, 8, std::numbers::pi / 2}, 8), 8);
    EXPECT_EQ(red(turned, 0, 0), 7);
    EXPECT_EQ(green(turned, 0, 0), 0);
    EXPECT_EQ(green(turned, 7, 0), 7);
}

TEST(Resample, OutsideTheBorderIsRepeated) {
    const Picture wide = sample(ramp(4, 4), affine_of({2, 2, 12, 0}, 12), 12);
    EXPECT_EQ(red(wide, 0, 6), 0);
    EXPECT_EQ(red(wide, 11, 6), 3);
    const Picture away = sample(ramp(4, 4), affine_of({1000, -1000, 8, 0}, 2), 2);
    EXPECT_EQ(red(away, 1, 1), 3);
    EXPECT_EQ(green(away, 1, 1), 0);
}

TEST(Resample, DegeneratePicturesAndWindows) {
    const Picture dot{1, 1, {10, 20, 30}};
    EXPECT_EQ(red(sample(dot, affine_of({0.5, 0.5, 1000, 1}, 16), 16), 7, 7), 10);
    EXPECT_EQ(sample(ramp(1, 200), affine_of({0.5, 100, 320, 0}, 4), 4).rgb.size(), 48U);
    EXPECT_EQ(red(sample(dot, affine_of({0.5, 0.5, 0, 0}, 1), 1), 0, 0), 10);
}

}  // namespace
}  // namespace garden::image
