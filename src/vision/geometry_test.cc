#include "vision/geometry.h"

#include <array>
#include <numbers>

#include <gtest/gtest.h>

namespace garden::vision {
namespace {

TEST(Geometry, OverlapIsSharedOverUnitedArea) {
    EXPECT_DOUBLE_EQ(overlap({0, 0, 2, 2}, {0, 0, 2, 2}), 1);
    EXPECT_DOUBLE_EQ(overlap({0, 0, 2, 2}, {1, 0, 3, 2}), 2.0 / 6);
    EXPECT_DOUBLE_EQ(overlap({0, 0, 2, 2}, {5, 5, 6, 6}), 0);
    EXPECT_DOUBLE_EQ(overlap({1, 1, 1, 1}, {1, 1, 1, 1}), 0) << "an empty rectangle overlaps nothing";
}

TEST(Geometry, ContainmentIsOneForARectangleWithinAnother) {
    EXPECT_DOUBLE_EQ(containment({0, 0, 10, 10}, {2, 2, 4, 4}), 1);
    EXPECT_DOUBLE_EQ(containment({0, 0, 2, 2}, {1, 0, 3, 2}), 0.5);
}

TEST(Geometry, SimilarityFindsTurnScaleAndShift) {
    // A target of 10 pixels, turned by 30 degrees, twice as large, shifted by (5, 7).
    const double angle = std::numbers::pi / 6;
    const std::array<Point, 3> target = {Point{1, 1}, Point{9, 2}, Point{4, 8}};
    std::array<Point, 3> picture;
    for (std::size_t i = 0; i < target.size(); ++i) {
        picture[i] = {2 * (std::cos(angle) * target[i].x - std::sin(angle) * target[i].y) + 5,
                      2 * (std::sin(angle) * target[i].x + std::cos(angle) * target[i].y) + 7};
    }
    const image::Affine map = similarity(target, picture);
    for (std::size_t i = 0; i < target.size(); ++i) {
        const Point there = to_source(map, target[i]);
        EXPECT_NEAR(there.x, picture[i].x, 1e-9);
        EXPECT_NEAR(there.y, picture[i].y, 1e-9);
    }
}

TEST(Geometry, SimilarityOfPointsInOnePlaceIsFinite) {
    const std::array<Point, 2> same = {Point{3, 3}, Point{3, 3}};
    const image::Affine map = similarity(same, same);
    EXPECT_DOUBLE_EQ(map.a, 1);
    EXPECT_DOUBLE_EQ(map.d, 0);
}

TEST(Geometry, SquareAroundTurnedPointsIsAsTightAsUpright) {
    // A 4x2 rectangle around (10, 10), turned by 45 degrees.
    const double angle = std::numbers::pi / 4;
    std::vector<Point> points;
    for (const Point corner : {Point{-2, -1}, Point{2, -1}, Point{2, 1}, Point{-2, 1}}) {
        points.push_back({10 + std::cos(angle) * corner.x - std::sin(angle) * corner.y,
                          10 + std::sin(angle) * corner.x + std::cos(angle) * corner.y});
    }
    const image::Window window = square_around(points, angle);
    EXPECT_NEAR(window.side, 4, 1e-9);
    EXPECT_NEAR(window.centre_x, 10, 1e-9);
    EXPECT_NEAR(window.centre_y, 10, 1e-9);
}

TEST(Geometry, TilesCoverThePictureAndOverlap) {
    const auto windows = tiles(640, 480, 256);
    ASSERT_EQ(windows.size(), 9U);
    EXPECT_DOUBLE_EQ(windows.front().centre_x, 128);
    EXPECT_DOUBLE_EQ(windows.back().centre_x, 640 - 128);
    EXPECT_DOUBLE_EQ(windows.back().centre_y, 480 - 128);
    EXPECT_LE(windows[1].centre_x - windows[0].centre_x, 0.75 * 256);
}

TEST(Geometry, OneTileOverAPictureSmallerThanIt) {
    const auto windows = tiles(100, 1, 256);
    ASSERT_EQ(windows.size(), 1U);
    EXPECT_DOUBLE_EQ(windows[0].centre_x, 50);
    EXPECT_DOUBLE_EQ(windows[0].centre_y, 0.5);
}

PosePoints straight() { return {{-3, 0, 0}, {3, 0, 0}, {-5, 2, 0}, {5, 2, 0}, {0, -6, 0}, {0, 6, 0}}; }

TEST(Pose, RollIsPositiveWhenTheHeadLeansToThePicturesRight) {
    PosePoints points = straight();
    points.right_eye.y = 6;
    EXPECT_NEAR(pose_of(points).roll, 45, 1e-9);
}

TEST(Pose, YawIsPositiveWhenTheFaceLooksToThePicturesRight) {
    PosePoints points = straight();
    points.right_side.z = 10;  // farther from the camera
    EXPECT_NEAR(pose_of(points).yaw, 45, 1e-9);
}

TEST(Pose, PitchGrowsWhenTheFaceLooksUp) {
    PosePoints points = straight();
    const double level = pose_of(points).pitch;
    points.forehead.z = 3;
    EXPECT_GT(pose_of(points).pitch, level + 5);
}

}  // namespace
}  // namespace garden::vision
