#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite.h"
#include "store/test_folder.h"
#include "visitors/visitors.h"

namespace garden::visitors {
namespace {

using testing::IsEmpty;

class MergeTest : public testing::Test {
  protected:
    store::TestFolder folder_;
    FakeClock clock_;
    std::unique_ptr<store::Database> database_ = store::open_sqlite(folder_ / "catalog.db").value();
    Visitors visitors_{*database_, clock_};
};

TEST_F(MergeTest, WhatIsKnownOfAVisitorStays) {
    ASSERT_TRUE(visitors_.seen({"ada", "adult", "", ""}));
    const std::vector<Visitor> others = {{"ada", "child", "Female", ""}, {"ada", "elder", "Male", ""}};
    const auto completed = visitors_.complete(others);
    ASSERT_EQ(completed.value().size(), 1u);
    EXPECT_EQ(completed->front().generation, "adult");
    EXPECT_EQ(completed->front().gender, "Female");
    EXPECT_THAT(visitors_.complete({}).value(), IsEmpty());
}

TEST_F(MergeTest, AnEventOfTheSameSecondIsTheSameEvent) {
    const Event sent{"ada", EventType::like, "a", {"a", "b"}, from_micros(7'400'000), "e"};
    ASSERT_TRUE(visitors_.record(sent));
    Event read = sent;
    read.event_id.clear();
    read.at = from_micros(7'000'000);
    std::vector<Event> others(7, read);
    others[1].at = from_micros(8'000'000);
    others[2].item = "b";
    others[3].impression = {"b", "a"};
    others[4].type = EventType::dislike;
    others[5].visitor_id = "bo";
    EXPECT_EQ(visitors_.append_missing(others), 5u);
    EXPECT_EQ(visitors_.append_missing(others), 0u);
}

TEST_F(MergeTest, EmptyKeysOfTheLogMakeNoOtherEvent) {
    const Event logged{"ada", EventType::like, "a", {"", "a", "b\"", ""}, from_micros(7'000'000), ""};
    ASSERT_TRUE(visitors_.record(logged));
    std::vector<Event> read(3, logged);
    read[0].impression = {"a", "b\""};
    read[1].impression = {"a"};
    read[2].impression = {};
    EXPECT_EQ(visitors_.append_missing(read), 2u);
    EXPECT_EQ(visitors_.append_missing(read), 0u);
}

}  // namespace
}  // namespace garden::visitors
