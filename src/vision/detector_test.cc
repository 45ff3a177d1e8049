#include "vision/detector.h"

#include <gtest/gtest.h>

namespace garden::vision {
namespace {

constexpr std::size_t kAnchors = 896;

TEST(Detector, AnchorsAreTwoInEachOf256CellsAndSixInEachOf64) {
    const auto anchors = blazeface_anchors();
    ASSERT_EQ(anchors.size(), kAnchors);
    EXPECT_DOUBLE_EQ(anchors[0].x, 0.5 / 16);
    EXPECT_DOUBLE_EQ(anchors[2].x, 1.5 / 16);
    EXPECT_DOUBLE_EQ(anchors[512].x, 0.5 / 8);
    EXPECT_DOUBLE_EQ(anchors.back().y, 7.5 / 8);
}

TEST(Detector, ABoxIsReadRelativeToItsAnchorAndWindow) {
    std::vector<float> regressors(kAnchors * 16, 0);
    std::vector<float> scores(kAnchors, -10);
    scores[0] = 3;      // the anchor at (8, 8) of 256
    regressors[0] = 4;  // centre 4 pixels to the right
    regressors[2] = 32;
    regressors[3] = 16;
    regressors[4] = -8;  // the first point 8 pixels to the left
    // The window is a 512-pixel square whose corner is the picture's: everything counts twice.
    const auto found = decode_blazeface(regressors, scores, {256, 256, 512, 0});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NEAR(found[0].box.left, 24 - 32, 1e-9);
    EXPECT_NEAR(found[0].box.right, 24 + 32, 1e-9);
    EXPECT_NEAR(found[0].box.bottom, 16 + 16, 1e-9);
    EXPECT_NEAR(found[0].points[0].x, 0, 1e-9);
    EXPECT_GT(found[0].score, 0.9);
}

TEST(Detector, OfTwoThatOverlapTheBetterStays) {
    Detection good{{0, 0, 10, 10}, 0.9, {}};
    Detection bad{{1, 1, 11, 11}, 0.6, {}};
    Detection other{{50, 50, 60, 60}, 0.7, {}};
    const auto kept = suppress({bad, good, other});
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_DOUBLE_EQ(kept[0].score, 0.9);
    EXPECT_DOUBLE_EQ(kept[1].score, 0.7);
}

}  // namespace
}  // namespace garden::vision
