#include "recommend/fewest_views.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace garden::recommend {
namespace {

using testing::ElementsAre;
using visitors::Event;
using visitors::EventType;

Picture picture(const std::string& name, std::int64_t added, bool portrait = false) {
    return {name, "happy", portrait, from_micros(added)};
}

Event view(const std::string& visitor, std::vector<std::string> impression) {
    return {visitor, EventType::view, "", std::move(impression), {}, ""};
}

Event like(const std::string& visitor, const std::string& item, std::vector<std::string> impression) {
    return {visitor, EventType::like, item, std::move(impression), {}, ""};
}

class FewestViewsTest : public testing::Test {
  protected:
    FewestViewsTest() {
        recommender_.picture_put(picture("a", 1));
        recommender_.picture_put(picture("b", 2));
        recommender_.picture_put(picture("c", 3));
        recommender_.picture_put(picture("v", 3, true));
    }
    std::vector<std::string> landscape(std::size_t limit = 25) {
        return recommender_.recommend({{}, "happy", limit}).landscape;
    }
    FewestViews recommender_;
};

TEST_F(FewestViewsTest, UnseenPicturesComeNewestFirstAndOrientationsApart) {
    EXPECT_THAT(landscape(), ElementsAre("c", "b", "a"));
    EXPECT_THAT(recommender_.recommend({{}, "happy", 25}).portrait, ElementsAre("v"));
    EXPECT_THAT(landscape(2), ElementsAre("c", "b"));
    EXPECT_TRUE(recommender_.recommend({{}, "happy/cat", 25}).landscape.empty());
}

TEST_F(FewestViewsTest, RanksAGivenListWithUnknownKeysLast) {
    recommender_.record(view("ada", {"c"}));
    const std::vector<std::string> keys = {"x", "c", "a", "v", "w", "a"};
    EXPECT_THAT(recommender_.rank({}, keys), ElementsAre("v", "a", "c", "x", "w"));
    EXPECT_TRUE(recommender_.rank({}, {}).empty());
}

TEST_F(FewestViewsTest, WhatWasSeenGoesBack) {
    recommender_.record(view("ada", {"c", "b"}));
    recommender_.record(view("ada", {"c"}));
    EXPECT_THAT(landscape(), ElementsAre("a", "b", "c"));
}

TEST_F(FewestViewsTest, TwoLikesOfOneSlateAreOneView) {
    recommender_.record(like("ada", "c", {"c", "b"}));
    recommender_.record(like("ada", "b", {"c", "b"}));
    recommender_.record(view("bo", {"a"}));
    recommender_.record(view("bo", {"a"}));  // shown again after Next went round
    EXPECT_EQ(recommender_.explain("ada", "c")->numbers[1].second, 1);
    EXPECT_EQ(recommender_.explain("ada", "a")->numbers[1].second, 2);
    EXPECT_THAT(landscape(), ElementsAre("c", "b", "a"));
}

TEST_F(FewestViewsTest, ARemovedPictureIsGoneAndComesBackWithItsViews) {
    recommender_.record(view("ada", {"c"}));
    recommender_.picture_removed("c");
    EXPECT_THAT(landscape(), ElementsAre("b", "a"));
    EXPECT_EQ(recommender_.explain("ada", "c").error().code, ErrorCode::not_found);
    recommender_.picture_put(picture("c", 9));
    EXPECT_THAT(landscape(), ElementsAre("b", "a", "c"));
}

TEST_F(FewestViewsTest, RebuildingFromTheLogGivesTheSameOrder) {
    const std::vector<Event> log = {view("ada", {"c", "b"}), like("ada", "c", {"c", "b"}), view("bo", {"c"}),
                                    view("bo", {"new"})};
    for (const Event& event : log) recommender_.record(event);
    const auto before = landscape();
    ASSERT_TRUE(recommender_.rebuild([&](const auto& each) -> Result<> {
        for (const Event& event : log) each(event);
        return {};
    }));
    EXPECT_EQ(landscape(), before);
    EXPECT_THAT(before, ElementsAre("a", "b", "c"));
}

}  // namespace
}  // namespace garden::recommend
