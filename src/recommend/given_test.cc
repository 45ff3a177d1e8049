#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recommend/taste_recommender.h"
#include "recommend/test_garden.h"

namespace garden::recommend {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class GivenTest : public TasteRecommenderTest {
  protected:
    // What a like of nothing in particular tells of.
    std::vector<Keys> unreported(const std::string& visitor, Keys impression) {
        return recommender_.take_unreported(like(visitor, "", std::move(impression)));
    }
};

TEST_F(GivenTest, AVisitorWhoAsksAgainGetsOthers) {
    const Keys first = landscape("ada", 3);
    const Keys second = landscape("ada", 3);
    std::ptrdiff_t again = 0;
    for (const std::string& each : second) again += std::ranges::count(first, each);
    EXPECT_LE(again, 1);
    // What was seen is held back from who saw it alone.
    learn({view("ada", first)});
    EXPECT_EQ(number("ada", first[0], "seen"), 1);
    EXPECT_EQ(number("bo", first[0], "seen"), 0);
    EXPECT_LT(number("ada", first[0], "left"), 0.7);
}

TEST_F(GivenTest, WhatWasGivenAndNotReportedIsHandedOutOnce) {
    const Keys first = landscape("ada", 5), second = landscape("ada", 3);
    EXPECT_THAT(unreported("ada", second), ElementsAre(Keys(first.begin(), first.begin() + 3)));
    EXPECT_THAT(unreported("ada", {}), SizeIs(0));
    const Keys third = landscape("ada", 3);
    learn({view("ada", third)});
    EXPECT_THAT(unreported("ada", {}), SizeIs(0)) << "a view told what was shown";
    EXPECT_THAT(unreported("nobody", {}), SizeIs(0));
}

TEST_F(GivenTest, WhoReportsWhatWasShownWasNotShownTheRest) {
    const Keys first = landscape("ada", 3), second = landscape("ada", 3);
    recommender_.drop_unreported("ada", second);
    EXPECT_EQ(number("ada", first[0], "seen"), 0);
    EXPECT_EQ(number("ada", second[0], "seen"), 1) << "until the view is learned, and after";
    EXPECT_THAT(unreported("ada", {}), SizeIs(0));
    learn({view("ada", second)});
    EXPECT_EQ(number("ada", second[0], "seen"), 1);
    recommender_.drop_unreported("nobody", {});
}

TEST_F(GivenTest, EventsThatAreLearnedLateForgetNothingElseThatWasGiven) {
    const Keys first = landscape("ada", 3);
    EXPECT_THAT(unreported("ada", first), SizeIs(0));  // a like of it is written
    EXPECT_EQ(number("ada", first[0], "seen"), 1) << "it is not learned yet";
    const Keys second = landscape("ada", 3), third = landscape("ada", 3);
    EXPECT_THAT(unreported("ada", third), ElementsAre(second));  // one more
    const auto expect_all_seen = [&](std::string_view when) {
        for (const std::string& key : {first[0], second[0], third[0]}) {
            std::ptrdiff_t times = 0;
            for (const Keys* slate : {&first, &second, &third}) times += std::ranges::count(*slate, key);
            EXPECT_EQ(number("ada", key, "seen"), static_cast<double>(times)) << when;
        }
    };
    learn({like("ada", first[0], first)});
    expect_all_seen("one learned, two given");
    learn({view("ada", second), like("ada", third[0], third)});
    expect_all_seen("all learned");
}

TEST_F(GivenTest, WhatIsOnlyAskedForWasGivenToNobody) {
    const Keys asked = recommender_.recommend({{"ada", "", "", ""}, "happy", 3, {}}).landscape;
    EXPECT_EQ(number("ada", asked[0], "seen"), 0);
    EXPECT_THAT(unreported("ada", {}), SizeIs(0));
    recommender_.note_given("ada", {{"emotions/happy/nobody knows this.jpeg"}, {}});
    EXPECT_THAT(unreported("ada", {}), SizeIs(0));
}

TEST_F(GivenTest, WhatWasGivenAfterWhatIsLikedWasNotSeenYet) {
    const Keys first = landscape("ada", 3), second = landscape("ada", 3), third = landscape("ada", 3);
    EXPECT_THAT(unreported("ada", second), ElementsAre(first));
    learn({view("ada", first), like("ada", second[0], second)});
    EXPECT_THAT(unreported("ada", second), SizeIs(0)) << "another like of the same slate";
    EXPECT_THAT(recommender_.take_unreported(like("ada", second[1], {})), SizeIs(0))
        << "without an impression too";
    EXPECT_THAT(unreported("ada", {"of another page"}), ElementsAre(third));
}

TEST_F(GivenTest, KnowsInWhichSlateAPictureWasGiven) {
    const Keys first = landscape("ada", 3), second = landscape("ada", 3);
    EXPECT_EQ(recommender_.slate_with("ada", first[1]), first);
    EXPECT_EQ(recommender_.slate_with("ada", second[2]), second);
    EXPECT_THAT(recommender_.slate_with("bo", first[1]), SizeIs(0));
    EXPECT_THAT(recommender_.slate_with("ada", "nobody knows this"), SizeIs(0));
    learn({like("ada", first[1], first)});
    EXPECT_THAT(recommender_.slate_with("ada", first[1]), SizeIs(0)) << "an event told of it";
}

}  // namespace
}  // namespace garden::recommend
