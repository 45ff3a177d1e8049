#include "painting/flower/study.h"

#include <cmath>

#include <gtest/gtest.h>

#include "painting/flower/lines.h"

namespace garden::painting::flower {
namespace {

const Watch kWatch;
const Follow kFollow(kWatch);  // nobody stops it

Plane plane_of(int width, int height, auto value) {
    Plane plane{width, height, 1.0, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) plane.values.push_back(static_cast<float>(value(x, y)));
    return plane;
}

TEST(Plane, BlendsBetweenCellsAndStaysInsideItsEdges) {
    const Plane plane = plane_of(4, 3, [](int x, int) { return x; });
    EXPECT_NEAR(plane.at(1.0, 1.0), 1.0, 1e-6);
    EXPECT_NEAR(plane.at(1.5, 1.0), 1.5, 1e-6);
    EXPECT_NEAR(plane.at(-100.0, -100.0), 0.0, 1e-6);
    EXPECT_NEAR(plane.at(100.0, 100.0), 3.0, 1e-6);
    EXPECT_EQ(plane.near(-100.0, 100.0), 0.0F);
}

TEST(Soften, SpreadsAPointAsAGaussianOfThatWidth) {
    for (const double sigma : {1.0, 2.5, 6.0}) {
        Plane plane = plane_of(101, 101, [](int x, int y) { return x == 50 && y == 50 ? 1.0 : 0.0; });
        soften(plane, sigma, kFollow);
        double whole = 0.0;
        double variance = 0.0;
        for (int y = 0; y < 101; ++y) {
            for (int x = 0; x < 101; ++x) {
                whole += plane.cell(x, y);
                variance += plane.cell(x, y) * (x - 50.0) * (x - 50.0);
            }
        }
        EXPECT_NEAR(whole, 1.0, 1e-4);
        EXPECT_NEAR(std::sqrt(variance), sigma, 0.35 * sigma);
    }
}

TEST(Study, SeesALargeCanvasAsSmallAsItWants) {
    const Canvas canvas(900, 400);
    set_colour(canvas.cr(), Rgb{0.2, 0.4, 0.8});
    cairo_paint(canvas.cr());
    const Study study = study_of(canvas, kFollow, 1e4);
    EXPECT_LE(study.r.width * study.r.height, 10'000);
    EXPECT_NEAR(study.r.width / static_cast<double>(study.r.height), 2.25, 0.1);
    const Rgb colour = study.at(899, 399);
    EXPECT_NEAR(colour.r, 0.2, 0.01);
    EXPECT_NEAR(colour.b, 0.8, 0.01);
}

TEST(Grain, RunsAlongStripes) {
    for (const double angle : {0.0, 0.6, 1.2, -0.8}) {
        const Canvas canvas(300, 300);
        set_colour(canvas.cr(), Rgb{1, 1, 1});
        cairo_paint(canvas.cr());
        cairo_translate(canvas.cr(), 150, 150);
        cairo_rotate(canvas.cr(), angle);
        set_colour(canvas.cr(), Rgb{0, 0, 0});
        for (int i = -20; i < 20; ++i) cairo_rectangle(canvas.cr(), -300, i * 16, 600, 8);
        cairo_fill(canvas.cr());
        const Grain::Direction direction = grain_of(canvas, 12.0, kFollow).at(150, 150);
        EXPECT_GT(direction.strength, 0.8);
        EXPECT_NEAR(std::abs(std::cos(direction.angle - angle)), 1.0, 0.01) << angle;
    }
}

TEST(Grain, IsWeakWhereThereIsNothing) {
    const Canvas canvas(100, 100);
    EXPECT_LT(grain_of(canvas, 10.0, kFollow).at(50, 50).strength, 0.01);
}

TEST(Lines, LieWhereADarkLineIsAndNowhereElse) {
    const Plane luma = plane_of(80, 80, [](int x, int) { return x >= 39 && x <= 41 ? 0.2 : 0.8; });
    const Plane lines = lines_of(luma, 3.0, 25.0, kFollow);
    EXPECT_GT(lines.cell(40, 40), 0.8);
    EXPECT_LT(lines.cell(10, 40), 0.05);
    EXPECT_LT(lines.cell(70, 40), 0.05);
}

}  // namespace
}  // namespace garden::painting::flower
