#include "painting/flower/arrange.h"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include "painting/flower/compose.h"

namespace garden::painting::flower {
namespace {

struct Shape {
    int width, height;
};

// Landscape, portrait, square, panoramas, towers, and the smallest.
constexpr std::array<Shape, 10> kShapes{{{1280, 800},
                                         {800, 1280},
                                         {1024, 1024},
                                         {4096, 512},
                                         {2048, 256},
                                         {512, 4096},
                                         {256, 2048},
                                         {4096, 64},
                                         {64, 4096},
                                         {64, 64}}};
constexpr std::uint64_t kSeeds = 12;

// Calls `check` with the sight and the plants of every emotion, shape and seed.
template <typename Check>
void for_every_garden(const Check& check) {
    for (int emotion = 0; emotion < kEmotions; ++emotion) {
        for (const Shape& shape : kShapes) {
            Canvas canvas(shape.width, shape.height);
            for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
                Wishes wishes;
                wishes.emotion = static_cast<Emotion>(emotion);
                const Scene scene = compose(wishes, shape.width, shape.height, seed);
                const Feeling feeling = feel(scene);
                const Sight sight{scene, feeling, canvas};
                SCOPED_TRACE("emotion " + std::to_string(emotion) + ", " + std::to_string(shape.width) + "x" +
                             std::to_string(shape.height) + ", seed " + std::to_string(seed));
                check(sight, arrange(sight));
                if (testing::Test::HasFailure()) return;  // one garden is enough to see what is wrong
            }
        }
    }
}

TEST(Arrange, KeepsEveryHeadInsideThePicture) {
    for_every_garden([](const Sight& sight, const std::vector<Plant>& plants) {
        for (const Plant& plant : plants) {
            ASSERT_GE(plant.head_x - plant.radius, 0.0);
            ASSERT_LE(plant.head_x + plant.radius, sight.canvas.w());
            ASSERT_GE(plant.head_y - plant.radius, 0.0);
            ASSERT_LE(plant.head_y + plant.radius, sight.canvas.h());
        }
    });
}

TEST(Arrange, RootsEveryPlantInTheGroundOrLaysItOnTheWater) {
    for_every_garden([](const Sight& sight, const std::vector<Plant>& plants) {
        for (const Plant& plant : plants) {
            const double ground = sight.ground_at(plant.foot_x);
            if (plant.floats) {
                ASSERT_GE(plant.foot_y, sight.horizon_at(plant.foot_x));
                ASSERT_LE(plant.foot_y, ground);
                continue;
            }
            ASSERT_GE(plant.foot_y, ground);
            // A stem, not a rope: from below the head, and no longer than the picture is high.
            ASSERT_GE(plant.foot_y, plant.head_y);
            ASSERT_LE(plant.foot_y - plant.head_y, 1.05 * sight.canvas.h());
        }
    });
}

TEST(Arrange, LeavesNoMoreThanAboutHalfOfALongPictureToTheSky) {
    for_every_garden([](const Sight& sight, const std::vector<Plant>&) {
        const double ratio = sight.canvas.w() / sight.canvas.h();
        const double middle = sight.horizon_at(sight.canvas.w() / 2.0) / sight.canvas.h();
        if (ratio > 4.0 || ratio < 0.25) {
            ASSERT_LE(middle, 0.55);
        }
        ASSERT_GE(middle, 0.2);
        // Nor may a tilted horizon leave the picture.
        for (const double x : {0.0, sight.canvas.w()}) {
            ASSERT_GE(sight.horizon_at(x), 0.05 * sight.canvas.h());
            ASSERT_LE(sight.horizon_at(x), 0.95 * sight.canvas.h());
        }
    });
}

// Large enough to be seen, and small enough that the short side holds several.
TEST(Arrange, FitsTheHeadsToTheShortSide) {
    for_every_garden([](const Sight& sight, const std::vector<Plant>& plants) {
        const double side = std::min(sight.canvas.w(), sight.canvas.h());
        const double largest = std::ranges::max(plants, {}, &Plant::radius).radius;
        ASSERT_GE(largest, 0.04 * side);
        ASSERT_LE(largest, 0.34 * side);
    });
}

// No third of a long picture is without plants.
TEST(Arrange, SpreadsThePlantsOverTheWholeLength) {
    for_every_garden([](const Sight& sight, const std::vector<Plant>& plants) {
        const double w = sight.canvas.w();
        for (int third = 0; third < 3; ++third) {
            const auto inside = std::ranges::count_if(plants, [&](const Plant& plant) {
                return plant.head_x >= w * third / 3.0 && plant.head_x < w * (third + 1) / 3.0;
            });
            ASSERT_GE(inside, 3) << "third " << third;
        }
    });
}

TEST(Arrange, PaintsTheFarPlantsFirst) {
    for_every_garden([](const Sight&, const std::vector<Plant>& plants) {
        ASSERT_TRUE(std::ranges::is_sorted(plants, {}, &Plant::foot_y));
    });
}

}  // namespace
}  // namespace garden::painting::flower
