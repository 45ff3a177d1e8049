#include "visitors/visitors.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/id.h"
#include "store/sqlite.h"

namespace garden::visitors {
namespace {

TEST(Generation, FollowsTheMiddleOfTheAgeRange) {
    EXPECT_EQ(generation_of(0, 10), "toddler");
    EXPECT_EQ(generation_of(5, 6), "child");
    EXPECT_EQ(generation_of(13, 21), "teenager");
    EXPECT_EQ(generation_of(18, 32), "young-adult");
    EXPECT_EQ(generation_of(49, 49), "adult");
    EXPECT_EQ(generation_of(60, 68), "middle-age");
    EXPECT_EQ(generation_of(60, 69), "elder");  // a middle of 64.5
}

class VisitorsTest : public testing::Test {
  protected:
    VisitorsTest() : folder_(std::filesystem::temp_directory_path() / ("visitors-" + make_uuid())) {
        std::filesystem::create_directories(folder_);
        database_ = store::open_sqlite(folder_ / "catalog.db").value();
    }
    ~VisitorsTest() override {
        database_.reset();
        std::filesystem::remove_all(folder_);
    }

    std::filesystem::path folder_;
    FakeClock clock_;
    std::unique_ptr<store::Database> database_;
};

TEST_F(VisitorsTest, AVisitorSeenAgainKeepsWhatIsNotToldAnew) {
    Visitors visitors(*database_, clock_);
    ASSERT_TRUE(visitors.seen({"ada", "adult", "Female", "HAPPY"}));
    ASSERT_TRUE(visitors.seen({"ada", "", "", "SAD"}));
    std::vector<Visitor> all;
    ASSERT_TRUE(visitors.for_each([&](const Visitor& visitor) { all.push_back(visitor); }));
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].generation, "adult");
    EXPECT_EQ(all[0].gender, "Female");
    EXPECT_EQ(all[0].emotion, "SAD");
}

TEST_F(VisitorsTest, TheLatestAreThoseWhoWereSeenLast) {
    Visitors visitors(*database_, clock_);
    for (const char* id : {"zoe", "ada", "bo", "cy", "zoe"}) {
        ASSERT_TRUE(visitors.seen({id, "adult", "Female", "HAPPY"}));
        clock_.advance(std::chrono::seconds(1));
    }
    const auto latest = [&](std::size_t most) {
        std::vector<std::string> ids;
        EXPECT_TRUE(
            visitors.for_each_latest(most, [&](const Visitor& visitor) { ids.push_back(visitor.id); }));
        return ids;
    };
    EXPECT_EQ(latest(3), (std::vector<std::string>{"bo", "cy", "zoe"}));
    EXPECT_EQ(latest(9), (std::vector<std::string>{"ada", "bo", "cy", "zoe"}));
}

TEST_F(VisitorsTest, AnEventIsLoggedWithWhatTheCatalogKnowsOfItsVisitor) {
    Visitors visitors(*database_, clock_);
    ASSERT_TRUE(visitors.seen({"ada", "adult", "Female", "HAPPY"}));
    Event event{.visitor_id = "ada",
                .type = EventType::view,
                .item = {},
                .impression = {"a"},
                .at = clock_.now(),
                .event_id = {}};
    ASSERT_TRUE(visitors.record(event));
    event.event_id = "1";
    event.generation = "elder";
    ASSERT_TRUE(visitors.record(event));
    event.visitor_id = "bo";
    event.gender = "Male";
    ASSERT_TRUE(visitors.record(event));
    std::vector<std::string> logged;
    ASSERT_TRUE(
        visitors.replay([&](const Event& one) { logged.push_back(one.generation + " " + one.gender); }));
    EXPECT_EQ(logged, (std::vector<std::string>{"adult Female", "elder Female", "elder Male"}));
}

TEST_F(VisitorsTest, TheLogReplaysInOrderAndTakesAnEventIdOnce) {
    Visitors visitors(*database_, clock_);
    const Event like{.visitor_id = "ada",
                     .type = EventType::like,
                     .item = "emotions/happy/a.jpeg",
                     .impression = {"emotions/happy/a.jpeg", "b|c"},
                     .at = clock_.now(),
                     .event_id = "e1",
                     .generation = "adult",
                     .gender = "Female"};
    EXPECT_TRUE(visitors.record(like).value().is_new);
    EXPECT_FALSE(visitors.record(like).value().is_new);
    EXPECT_TRUE(visitors.record({"bo", EventType::view, "", {"x", "y"}, clock_.now(), ""}).value().is_new);
    EXPECT_TRUE(visitors.record({"bo", EventType::view, "", {"x", "y"}, clock_.now(), ""}).value().is_new);
    std::vector<Event> log;
    ASSERT_TRUE(visitors.replay([&](const Event& event) { log.push_back(event); }));
    ASSERT_EQ(log.size(), 3u);
    EXPECT_EQ(log[0].type, EventType::like);
    EXPECT_EQ(log[0].item, "emotions/happy/a.jpeg");
    EXPECT_EQ(log[0].impression, like.impression);
    EXPECT_EQ(log[0].at, like.at);
    EXPECT_EQ(log[0].generation, "adult");
    EXPECT_EQ(log[0].gender, "Female");
    EXPECT_EQ(log[2].visitor_id, "bo");
    EXPECT_EQ(log[2].generation, "");
    EXPECT_LT(log[0].number, log[1].number);
    log.clear();
    ASSERT_TRUE(visitors.replay(1, INT64_MAX, [&](const Event& event) { log.push_back(event); }));
    EXPECT_EQ(log.size(), 2u);
    EXPECT_EQ(visitors.count(log[0].number), 2);
    EXPECT_EQ(visitors.number_events(), log[1].number);
}

TEST_F(VisitorsTest, TheNumberOfAnErasedEventIsGivenToNoOther) {
    Visitors visitors(*database_, clock_);
    const Event event{"ada", EventType::view, "", {"x"}, clock_.now(), ""};
    const std::int64_t first = visitors.record(event).value().number;
    ASSERT_EQ(visitors.erase("ada"), 1u);
    EXPECT_GT(visitors.record(event).value().number, first);
    EXPECT_EQ(visitors.count(first), 0);
}

TEST_F(VisitorsTest, AnErasedVisitorLeavesNothing) {
    Visitors visitors(*database_, clock_);
    ASSERT_TRUE(visitors.seen({"ada", "adult", "Female", "HAPPY"}));
    for (const std::string id : {"ada", "bo", "ada"})
        ASSERT_TRUE(visitors.record({id, EventType::view, "", {"x"}, clock_.now(), ""}));
    EXPECT_EQ(visitors.erase("ada"), 2u);
    EXPECT_EQ(visitors.erase("ada"), 0u);
    int visitors_left = 0;
    ASSERT_TRUE(visitors.for_each([&](const Visitor&) { ++visitors_left; }));
    EXPECT_EQ(visitors_left, 0);
    std::vector<std::string> log;
    ASSERT_TRUE(visitors.replay([&](const Event& event) { log.push_back(event.visitor_id); }));
    EXPECT_EQ(log, std::vector<std::string>{"bo"});
}

TEST_F(VisitorsTest, WhatBelongsToAnEventIsWrittenWithItOrNotAtAll) {
    int told = 0;
    bool refuses = false;
    Visitors visitors(*database_, clock_, [&](store::Transaction&, const Event&) -> Result<> {
        ++told;
        return refuses ? fail(ErrorCode::io, "no") : Result<>();
    });
    const Event like{.visitor_id = "ada",
                     .type = EventType::like,
                     .item = "emotions/happy/a.jpeg",
                     .impression = {},
                     .at = clock_.now(),
                     .event_id = "e1"};
    EXPECT_TRUE(visitors.record(like).value().is_new);
    EXPECT_FALSE(visitors.record(like).value().is_new);
    EXPECT_EQ(told, 1);  // the same event is told once
    refuses = true;
    EXPECT_FALSE(visitors.record({"ben", EventType::view, "", {}, clock_.now(), ""}));
    int logged = 0;
    ASSERT_TRUE(visitors.replay([&](const Event&) { ++logged; }).has_value());
    EXPECT_EQ(logged, 1);
}

}  // namespace
}  // namespace garden::visitors
