#include "painting/flower/topiary.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "painting/flower/compose.h"
#include "painting/flower/figure.h"
#include "painting/flower/test_painting.h"
#include "painting/flower/words.h"

namespace garden::painting {
namespace {

// The scene of a prompt with its favorites, as the painter makes it.
flower::Scene scene_of(const Order& order, flower::FigureSource& figures) {
    const flower::Wishes wishes = flower::understand(order.prompt, "");
    flower::Scene scene = flower::compose(wishes, order.width, order.height, order.seed);
    for (const flower::Favorite& f : wishes.favorites)
        scene.favorites.push_back({figures.figure(f.emoji).value(), f.stance, f.weight});
    return scene;
}

TEST(FigureSource, CutsAShapeOutOfTheFont) {
    flower::FigureSource figures(flower::find_emoji_font());
    const auto cat = figures.figure(U'🐈');
    ASSERT_TRUE(cat.has_value());
    EXPECT_GT(cat->width, 60);
    EXPECT_GT(cat->height, 60);
    EXPECT_EQ(cat->mask.size(), static_cast<std::size_t>(cat->width * cat->height));
    EXPECT_EQ(cat->colours.size(), cat->mask.size());
    EXPECT_FALSE(figures.figure(U'\uE000').has_value());
}

TEST(FigureSource, WithoutAFontThereAreNoFigures) {
    for (const char* path :
         {"", "/nonexistent.ttf", "/dev/null", "/usr/share/unicode/cldr/common/annotations/en.xml"}) {
        flower::FigureSource figures(path);
        testing::internal::CaptureStderr();
        EXPECT_FALSE(figures.figure(U'🐈').has_value()) << path;
        EXPECT_FALSE(figures.figure(U'🐕').has_value()) << path;
        const std::string said = testing::internal::GetCapturedStderr();
        const std::size_t first = said.find("the font of favorites");
        ASSERT_NE(first, std::string::npos) << path;
        EXPECT_EQ(said.find("the font of favorites", first + 1), std::string::npos) << "once is enough";
    }
}

TEST(Topiary, WithoutAFontTheFavoriteIsLeftOut) {
    const auto blind = make_flower_painter_with("");
    const auto with = make_flower_painter();
    const image::Picture plain = picture_of(*blind, order_of("happy", 4, 160, 100));
    EXPECT_EQ(picture_of(*blind, order_of("happy, cat", 4, 160, 100)).rgb, plain.rgb);
    EXPECT_NE(picture_of(*with, order_of("happy, cat", 4, 160, 100)).rgb, plain.rgb);
}

// Whether something stands or hangs in this garden that makes room for a favorite.
bool gives_way(const flower::Scene& scene) {
    return scene.trees > 0 || std::ranges::any_of(scene.flowers, [](const flower::Favour& flower) {
               return flower::is_woody(flower.kind);
           });
}

// Where no tree and no bough gives way to it, the sky above stays as it was.
TEST(Topiary, ChangesThePictureWhereItStands) {
    Order cat = order_of("happy, cat", 1, 320, 200);
    flower::Wishes happy;
    happy.emotion = flower::Emotion::happy;
    while (gives_way(flower::compose(happy, 320, 200, cat.seed))) ++cat.seed;
    flower::FigureSource figures(flower::find_emoji_font());
    const flower::Scene scene = scene_of(cat, figures);
    const flower::Feeling feeling = flower::feel(scene);
    flower::Canvas canvas(scene.width, scene.height);
    const flower::Place place = flower::places_of({scene, feeling, canvas}).at(0);
    const auto painter = make_flower_painter();
    const image::Picture a = picture_of(*painter, cat);
    const image::Picture b = picture_of(*painter, order_of("happy", cat.seed, 320, 200));
    double inside = 0.0;
    double sky = 0.0;
    int inside_count = 0;
    int sky_count = 0;
    for (int y = 0; y < a.height; ++y) {
        for (int x = 0; x < a.width; ++x) {
            const auto at = static_cast<std::size_t>(3 * (y * a.width + x));
            const double change = std::abs(a.rgb[at] - b.rgb[at]) + std::abs(a.rgb[at + 2] - b.rgb[at + 2]);
            if (std::abs(x - place.x) < place.width * 0.3 && y > place.top() + place.height * 0.3 &&
                y < place.foot - place.height * 0.3) {
                inside += change;
                ++inside_count;
            } else if (y < place.top() - place.height * 0.1) {
                sky += change;
                ++sky_count;
            }
        }
    }
    EXPECT_GT(inside / inside_count, 60.0);
    EXPECT_LT(sky / sky_count, 5.0);
}

TEST(Topiary, NoTwoOfOneShapeGrowAlike) {
    const Order order = order_of("happy, cat", 3, 200, 120);
    flower::FigureSource figures(flower::find_emoji_font());
    flower::Scene scene = scene_of(order, figures);
    scene.favorites.push_back(scene.favorites.front());
    const flower::Feeling feeling = flower::feel(scene);
    const Watch watch;
    flower::Follow follow(watch);
    const auto pixels_of = [&](std::size_t nth) {
        flower::Canvas canvas(order.width, order.height);
        const flower::Sight sight{scene, feeling, canvas};
        flower::Place place = flower::places_of(sight).front();
        place.statue = &scene.favorites[nth];
        flower::paint_topiary(sight, place, {follow, canvas, 0.0, 0.0});
        canvas.ready();
        return std::vector<std::uint32_t>(canvas.row(0), canvas.row(order.height - 1) + order.width);
    };
    EXPECT_EQ(pixels_of(0), pixels_of(0));
    EXPECT_NE(pixels_of(0), pixels_of(1));
}

TEST(Topiary, StandsInsideAtEverySizeAndLarge) {
    flower::FigureSource figures(flower::find_emoji_font());
    for (const char* emotion : kEmotionWords) {
        for (const char* favorite : {"cat", "guitar", "whale", "airplane", "(giraffe: 3), bus, piano"}) {
            for (const auto& [width, height] :
                 {std::pair{64, 64}, {512, 64}, {64, 512}, {1280, 800}, {800, 1280}, {4096, 300}}) {
                const Order order = order_of(std::string(emotion) + ", " + favorite, 3, width, height);
                const flower::Scene scene = scene_of(order, figures);
                const flower::Feeling feeling = flower::feel(scene);
                flower::Canvas canvas(width, height);
                for (const flower::Place& p : flower::places_of({scene, feeling, canvas})) {
                    SCOPED_TRACE(order.prompt + " " + std::to_string(width) + "x" + std::to_string(height));
                    EXPECT_GE(p.x - p.width / 2, 0.0);
                    EXPECT_LE(p.x + p.width / 2, width);
                    EXPECT_GE(p.top(), 0.0);
                    EXPECT_LE(p.foot, height * 0.96);
                    if (width == 1280 && scene.favorites.size() == 1) {
                        EXPECT_GT(std::max(p.height + p.raise, p.width), 0.42 * height);
                    }
                }
            }
        }
    }
}

TEST(Topiary, PaintsTheSmallestTheLongestAndTheTallest) {
    const auto painter = make_flower_painter();
    for (const auto& [width, height] : {std::pair{64, 64}, {512, 64}, {64, 512}})
        for (const char* emotion : kEmotionWords)
            picture_of(*painter, order_of(std::string(emotion) + ", cat, coffee, whale", 9, width, height));
}

TEST(Topiary, GivesTheSameBytesOnAnyThread) {
    const Order order = order_of("calm, whale, guitar", 3, 200, 120);
    const auto painter = make_flower_painter();
    std::array<image::Picture, 3> pictures;
    {
        std::vector<std::jthread> threads;
        for (image::Picture& picture : pictures)
            threads.emplace_back([&] { picture = picture_of(*painter, order); });
    }
    EXPECT_EQ(pictures[0].rgb, pictures[1].rgb);
    EXPECT_EQ(pictures[0].rgb, pictures[2].rgb);
    EXPECT_EQ(pictures[0].rgb, picture_of(*make_flower_painter(), order).rgb);
}

}  // namespace
}  // namespace garden::painting
