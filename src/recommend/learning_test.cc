#include <gtest/gtest.h>

#include "recommend/taste_recommender.h"
#include "recommend/test_garden.h"

namespace garden::recommend {
namespace {

TEST_F(TasteRecommenderTest, TwoLikesOfOneSlateCountItsUnlikedOnce) {
    const Keys slate = {key(0), key(1), key(2)};
    learn({like("ada", key(0), slate), like("ada", key(2), slate), view("ada", slate)});
    EXPECT_EQ(number("ada", key(1), "showings"), 1);
    EXPECT_EQ(number("ada", key(2), "showings"), 1);
    EXPECT_GT(number("ada", key(2), "picture"), 0);
    EXPECT_LT(number("ada", key(1), "picture"), 0);
}

TEST_F(TasteRecommenderTest, ALikeInASecondCallTeachesWhatOneInTheFirstDoes) {
    const Keys slate = {key(0), key(1)};
    learn({view("ada", slate), like("ada", key(1), slate)});
    const double late = number("ada", key(1), "picture"), place = number("ada", key(0), "picture");
    TasteRecommender at_once;
    plant(at_once);
    at_once.record(like("ada", key(1), slate), true);
    EXPECT_NEAR(late, number(at_once, "ada", key(1), "picture"), 0.02);
    EXPECT_NEAR(place, number(at_once, "ada", key(0), "picture"), 0.02);
}

TEST_F(TasteRecommenderTest, OneVisitorCannotMoveAPictureByRepeating) {
    learn({like("ada", key(0), {key(0)})});
    const double liked = number("bo", key(0), "picture");
    for (int i = 0; i < 200; ++i) learn({like("ada", key(0), {key(0)}), like("ada", key(0), {})});
    EXPECT_EQ(number("bo", key(0), "picture"), liked);
    for (int i = 0; i < 4; ++i) learn({view("eve", {key(5)})});
    const double unliked = number("bo", key(5), "picture");
    for (int i = 0; i < 200; ++i) learn({view("eve", {key(5)})});
    EXPECT_EQ(number("bo", key(5), "picture"), unliked);
}

TEST_F(TasteRecommenderTest, ALikeOfAnEarlierSlateCountsItsUnlikedOnce) {
    const Keys first = {key(0), key(1), key(2)}, second = {key(3), key(4), key(5)};
    learn({like("ada", key(0), first), view("ada", second), like("ada", key(2), first)});
    for (const int number_of : {0, 1, 2, 3, 4, 5}) EXPECT_EQ(number("ada", key(number_of), "showings"), 1);
    EXPECT_GT(number("ada", key(2), "picture"), 0);
    const Figures figures = recommender_.figures();
    EXPECT_EQ(figures.clicks.shown, 6U);
    EXPECT_EQ(figures.clicks.liked, 2U);
}

TEST_F(TasteRecommenderTest, ALikeWithoutAnImpressionIsOfTheSlateThatHadThePicture) {
    learn({view("ada", {key(0), key(1), key(2)}), like("ada", key(1), {})});
    EXPECT_EQ(number("ada", key(1), "showings"), 1);
    EXPECT_GT(number("ada", key(1), "picture"), 0);
    EXPECT_EQ(recommender_.figures().clicks.shown, 3U);
}

TEST_F(TasteRecommenderTest, NobodyMovesAPictureByRepeatingWithManyOthersBetween) {
    for (int i = 100; i < 700; ++i) recommender_.picture_put(picture(key(i)));
    const auto see_others = [this](const std::string& visitor) {
        for (int i = 100; i < 700; i += 3) learn({view(visitor, {key(i), key(i + 1), key(i + 2)})});
    };
    learn({like("ada", key(0), {key(0)}), view("eve", {key(1)})});
    for (int i = 0; i < 3; ++i) learn({view("eve", {key(1)})});
    see_others("ada");
    see_others("eve");
    const double liked = number("bo", key(0), "picture"), unliked = number("bo", key(1), "picture");
    const double near = number("ada", key(0), "alsoLiked");
    learn({like("ada", key(0), {key(0)}), view("eve", {key(1)})});
    EXPECT_EQ(number("bo", key(0), "picture"), liked);
    EXPECT_EQ(number("bo", key(1), "picture"), unliked);
    EXPECT_EQ(number("ada", key(0), "alsoLiked"), near);
    EXPECT_EQ(number("bo", key(0), "showings"), 2) << "it was shown all the same";
}

}  // namespace
}  // namespace garden::recommend
