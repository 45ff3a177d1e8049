#include "recommend/also_liked.h"

#include <map>
#include <numeric>

#include <gtest/gtest.h>

namespace garden::recommend {
namespace {

// Visitors, each of whom likes these pictures in this order.
void like(AlsoLiked& also_liked, int visitors, const AlsoLiked::Likes& pictures) {
    for (int i = 0; i < visitors; ++i) {
        AlsoLiked::Likes likes;
        for (const PictureNumber picture : pictures) also_liked.learn(likes, picture);
    }
}

TEST(AlsoLiked, IsNearWhereTheSameVisitorsLikedBoth) {
    AlsoLiked also_liked;
    like(also_liked, 10, {1, 2});
    like(also_liked, 10, {3, 4});
    like(also_liked, 1, {1, 4});
    EXPECT_GT(also_liked.nearness({1}, 2), 5 * also_liked.nearness({1}, 4));
    EXPECT_GT(also_liked.nearness({1}, 4), 0);
    EXPECT_EQ(also_liked.nearness({1}, 3), 0);
    EXPECT_EQ(also_liked.nearness({}, 2), 0) << "who liked nothing is near to nothing";
}

TEST(AlsoLiked, KnowsBothDirections) {
    AlsoLiked also_liked;
    like(also_liked, 4, {1, 2});
    EXPECT_GT(also_liked.nearness({2}, 1), 0);
    EXPECT_NEAR(also_liked.nearness({2}, 1), also_liked.nearness({1}, 2), 0.05);
}

TEST(AlsoLiked, WhatIsLikedByAllIsNoNearer) {
    AlsoLiked also_liked;
    like(also_liked, 10, {1, 2});
    const float before = also_liked.nearness({1}, 2);
    like(also_liked, 40, {2});
    EXPECT_LT(also_liked.nearness({1}, 2), before / 1.5F);
}

TEST(AlsoLiked, FewLikesTellLittle) {
    AlsoLiked also_liked;
    like(also_liked, 1, {1, 2});
    like(also_liked, 20, {3, 4});
    EXPECT_LT(2 * also_liked.nearness({1}, 2), also_liked.nearness({3}, 4));
}

TEST(AlsoLiked, LaterLikesCountMore) {
    AlsoLiked also_liked;
    like(also_liked, 10, {1, 2});
    like(also_liked, 10, {3, 4});
    EXPECT_GT(also_liked.nearness({1, 3}, 4), also_liked.nearness({1, 3}, 2));
}

TEST(AlsoLiked, LikesWithOthersBetweenThemCountLess) {
    AlsoLiked also_liked;
    like(also_liked, 10, {1, 2, 3, 4, 5, 6});
    EXPECT_GT(also_liked.nearness({1}, 2), also_liked.nearness({1}, 6));
}

TEST(AlsoLiked, WhatWasLikedTogetherLongAgoFades) {
    AlsoLiked also_liked;
    like(also_liked, 40, {1, 2});
    const float before = also_liked.nearness({1}, 2);
    like(also_liked, 200, {1, 3});
    EXPECT_LT(also_liked.nearness({1}, 2), before / 5);
    EXPECT_GT(also_liked.nearness({1}, 3), before / 2);
}

TEST(AlsoLiked, HandsOutWhatIsNearInParts) {
    AlsoLiked also_liked;
    like(also_liked, 5, {1, 2, 3});
    like(also_liked, 3, {1, 4});
    std::map<PictureNumber, float> sums;
    also_liked.for_each_near({1, 2}, [&](PictureNumber picture, float part) { sums[picture] += part; });
    ASSERT_EQ(sums.size(), 4u);
    for (const auto& [picture, sum] : sums)
        EXPECT_FLOAT_EQ(sum, also_liked.nearness({1, 2}, picture)) << picture;
}

TEST(AlsoLiked, RemembersAVisitorsLatestLikesAndAPicturesBestNeighbours) {
    AlsoLiked also_liked;
    AlsoLiked::Likes likes;
    for (PictureNumber picture = 0; picture < 100; ++picture) also_liked.learn(likes, picture);
    AlsoLiked::Likes latest(AlsoLiked::kRemembered);
    std::iota(latest.begin(), latest.end(), 100 - AlsoLiked::kRemembered);
    EXPECT_EQ(likes, latest);

    like(also_liked, 5, {200, 201});
    for (PictureNumber picture = 300; picture < 500; ++picture) like(also_liked, 1, {200, picture});
    std::size_t neighbours = 0;
    also_liked.for_each_near({200}, [&](PictureNumber, float) { ++neighbours; });
    EXPECT_EQ(neighbours, 64u);
    EXPECT_GT(also_liked.nearness({200}, 499), 0) << "the latest has its chance";
}

TEST(AlsoLiked, ForgetsAPicture) {
    AlsoLiked also_liked;
    like(also_liked, 5, {1, 2});
    also_liked.forget(1);
    also_liked.forget(1'000'000);
    EXPECT_EQ(also_liked.nearness({1}, 2), 0);
}

}  // namespace
}  // namespace garden::recommend
