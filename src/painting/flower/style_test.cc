#include "painting/flower/style.h"

#include <array>
#include <cmath>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "painting/flower/drift.h"
#include "painting/flower/test_painting.h"

namespace garden::painting {
namespace {

constexpr std::array kStyles{"digital art", "watercolor", "oil painting", "ink wash", "impressionist",
                             "pointillism", "van gogh",   "mucha",        "munch",    "pixel art"};

image::Picture painted(std::string prompt, int width = 200, int height = 125) {
    return picture_of(order_of(std::move(prompt), 5, width, height));
}

struct Pixel {
    int r, g, b;

    int chroma() const { return std::max({r, g, b}) - std::min({r, g, b}); }
    auto operator<=>(const Pixel&) const = default;
};

Pixel pixel_at(const image::Picture& p, int x, int y) {
    const std::size_t at =
        3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(p.width) + static_cast<std::size_t>(x));
    return {p.rgb[at], p.rgb[at + 1], p.rgb[at + 2]};
}

double mean_chroma(const image::Picture& p) {
    double sum = 0.0;
    for (int y = 0; y < p.height; ++y)
        for (int x = 0; x < p.width; ++x) sum += pixel_at(p, x, y).chroma();
    return sum / (p.width * p.height);
}

TEST(Style, EachOneMakesAnotherPictureOfTheSameGarden) {
    std::vector<image::Picture> pictures;
    for (const char* style : kStyles) pictures.push_back(painted(std::string("happy, tulips, ") + style));
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            double total = 0.0;
            for (std::size_t k = 0; k < pictures[i].rgb.size(); ++k)
                total += std::abs(static_cast<double>(pictures[i].rgb[k]) - pictures[j].rgb[k]);
            EXPECT_GT(total / static_cast<double>(pictures[i].rgb.size()), 3.0)
                << kStyles[i] << ", " << kStyles[j];
        }
    }
}

TEST(Style, GivesTheSameBytesAgain) {
    for (const char* style : kStyles) {
        const std::string prompt = std::string("calm, lotus, ") + style;
        EXPECT_EQ(painted(prompt).rgb, painted(prompt).rgb) << style;
    }
}

TEST(Style, PaintsEveryShape) {
    for (const char* style : kStyles) {
        for (const auto& [width, height] : {std::pair{64, 64}, {400, 64}, {64, 400}}) {
            EXPECT_EQ(painted(std::string("sad, ") + style, width, height).width, width) << style;
        }
    }
}

// Were one the other a little to a side, a wash would be smeared along one line.
TEST(Drift, GoesAcrossAndDownByChance) {
    const flower::Noise noise(7);
    constexpr double kGrain = 26.0;
    constexpr int kSide = 60;
    const auto at = [&](double u, double v) {
        return flower::drift_at(noise, u * kGrain, v * kGrain, 1.0, kGrain, 2.0);
    };
    for (double apart = 0.0; apart < 4.0; apart += 0.2) {
        double both = 0.0;
        double across = 0.0;
        double down = 0.0;
        for (int i = 0; i < kSide * kSide; ++i) {
            const double x = at(i % kSide + apart, i / kSide).x;
            const double y = at(i % kSide, i / kSide).y;
            both += x * y;
            across += x * x;
            down += y * y;
        }
        EXPECT_LT(std::abs(both) / std::sqrt(across * down), 0.15) << apart;
    }
}

TEST(Style, LeavesPaperAroundAWatercolour) {
    const image::Picture picture = painted("angry, watercolor", 400, 250);
    for (const auto& [x, y] : {std::pair{0, 0}, {399, 0}, {0, 249}, {399, 249}})
        EXPECT_GT(pixel_at(picture, x, y).g, 215);
}

TEST(Style, TakesMostColourOutOfInk) {
    EXPECT_LT(mean_chroma(painted("happy, ink wash")), 0.6 * mean_chroma(painted("happy, digital art")));
}

TEST(Style, PaintsPixelsInBlocksOfFewColours) {
    const image::Picture picture = painted("happy, pixel art", 800, 500);
    std::set<Pixel> colours;
    int changes = 0;
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            colours.insert(pixel_at(picture, x, y));
            if (x > 0 && pixel_at(picture, x, y) != pixel_at(picture, x - 1, y)) ++changes;
        }
    }
    EXPECT_LT(colours.size(), 2000U);
    // A block is three to four pixels wide, so at most every third pixel differs from the one before it.
    EXPECT_LT(changes, picture.width * picture.height * 2 / 5);
}

TEST(Style, FramesAPoster) {
    const image::Picture picture = painted("happy, mucha", 400, 250);
    const image::Picture plain = painted("happy", 400, 250);
    const Pixel cream = pixel_at(picture, 200, 1);
    EXPECT_GT(cream.r, 220);
    EXPECT_GT(cream.r, cream.b + 10);
    EXPECT_NE(cream, pixel_at(plain, 200, 1));
}

}  // namespace
}  // namespace garden::painting
