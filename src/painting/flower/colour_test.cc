#include "painting/flower/colour.h"

#include <gtest/gtest.h>

#include "painting/flower/random.h"

namespace garden::painting::flower {
namespace {

TEST(Colour, AgreesWithOttossonsRedAndGrey) {
    const Rgb red = to_rgb({0.62796, 0.25768, 29.234});
    EXPECT_NEAR(red.r, 1.0, 2e-3);
    EXPECT_NEAR(red.g, 0.0, 1e-2);
    EXPECT_NEAR(red.b, 0.0, 1e-2);
    const Rgb grey = to_rgb({0.5, 0.0, 123.0});
    EXPECT_NEAR(grey.r, grey.g, 1e-4);
    EXPECT_NEAR(grey.g, grey.b, 1e-4);
}

TEST(Colour, BringsEveryColourIntoTheGamut) {
    for (int hue = 0; hue < 360; hue += 15) {
        const Rgb rgb = to_rgb({0.7, 0.5, static_cast<double>(hue)});
        for (const double v : {rgb.r, rgb.g, rgb.b}) {
            EXPECT_GE(v, 0.0);
            EXPECT_LE(v, 1.0);
        }
    }
}

TEST(Colour, MixesFromOneEndToTheOther) {
    const Lch blue{0.5, 0.1, 250};
    const Lch yellow{0.9, 0.1, 70};
    EXPECT_NEAR(mix(blue, yellow, 0.0).l, 0.5, 1e-12);
    EXPECT_NEAR(mix(blue, yellow, 0.5).l, 0.7, 1e-12);
    EXPECT_LT(mix(blue, yellow, 0.5).c, 0.01);  // opposite hues meet in grey
    EXPECT_NEAR(mix(blue, yellow, 1.0).h, 70.0, 1e-9);
}

TEST(Colour, GoesThereAndBackAsOKLab) {
    const Lch violet{0.5, 0.2, -60.0};
    const Lch same = to_lch(to_lab(violet));
    EXPECT_NEAR(same.c, violet.c, 1e-12);
    EXPECT_NEAR(same.h, violet.h, 1e-9);
    EXPECT_NEAR(luma({1.0, 1.0, 1.0}), 1.0, 1e-12);
    EXPECT_NEAR(blend({0.0, 0.2, 1.0}, {1.0, 0.4, 0.0}, 0.25).b, 0.75, 1e-12);
}

// The reference output of Vigna's splitmix64.c for the state 1234567.
TEST(Random, IsSplitMix64) {
    Random random(1234567);
    EXPECT_EQ(random.next(), 6457827717110365317U);
    EXPECT_EQ(random.next(), 3203168211198807973U);
}

}  // namespace
}  // namespace garden::painting::flower
