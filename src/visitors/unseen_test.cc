// Erasing visitors by age.
#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/id.h"
#include "store/sqlite.h"
#include "visitors/visitors.h"

namespace garden::visitors {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Ids = std::vector<std::string>;

class UnseenTest : public testing::Test {
  protected:
    UnseenTest() : folder_(std::filesystem::temp_directory_path() / ("unseen-" + make_uuid())) {
        std::filesystem::create_directories(folder_);
        database_ = store::open_sqlite(folder_ / "catalog.db").value();
        visitors_.emplace(*database_, clock_);
    }
    ~UnseenTest() override {
        database_.reset();
        std::filesystem::remove_all(folder_);
    }

    void photo(const std::string& id) { ASSERT_TRUE(visitors_->seen({id, "adult", "Female", "HAPPY"})); }
    void view(const std::string& id) {
        ASSERT_TRUE(visitors_->record({id, EventType::view, "", {"x"}, clock_.now(), ""}));
    }
    void views(const std::string& id, std::size_t count) {
        const std::vector<Event> events = [&] {
            std::vector<Event> all;
            for (std::size_t i = 0; i < count; ++i)
                all.push_back({id, EventType::view, "", {fmt::format("{}", i)}, clock_.now(), ""});
            return all;
        }();
        ASSERT_EQ(visitors_->append_missing(events), count);
    }
    Ids unseen(Trace trace, const std::string& after = "") {
        return visitors_->find_unseen(days_ago(10), trace, after).value();
    }
    Erased erase(const Ids& ids) { return visitors_->erase_unseen(days_ago(10), ids).value(); }
    Timestamp days_ago(int days) { return clock_.now() - std::chrono::days(days); }
    std::size_t events() {
        std::size_t count = 0;
        EXPECT_TRUE(visitors_->replay([&](const Event&) { ++count; }));
        return count;
    }

    std::filesystem::path folder_;
    FakeClock clock_;
    std::unique_ptr<store::Database> database_;
    std::optional<Visitors> visitors_;
};

TEST_F(UnseenTest, APhotoAndAnEventAreSignsOfLife) {
    for (const char* id : {"came once", "liked later", "photographed later", "unchanged"}) photo(id);
    view("came once");
    view("never photographed");
    view("never photographed, came again");
    clock_.advance(std::chrono::hours(24 * 11));
    view("liked later");
    view("never photographed, came again");
    photo("photographed later");
    EXPECT_THAT(unseen(Trace::profile), ElementsAre("came once", "unchanged"));
    EXPECT_THAT(unseen(Trace::events), ElementsAre("never photographed"));
    EXPECT_THAT(unseen(Trace::profile, "came once"), ElementsAre("unchanged"));
    EXPECT_THAT(visitors_->find_unseen(days_ago(11), Trace::profile, "").value(), IsEmpty())
        << "on the day itself they are kept";
}

TEST_F(UnseenTest, NothingIsLeftOfThemAndNobodyElseIsTouched) {
    for (const char* id : {"ada", "bo", "cy"}) {
        photo(id);
        view(id);
    }
    view("dee");
    clock_.advance(std::chrono::hours(24 * 11));
    view("bo");
    const Erased erased = erase({"ada", "bo", "dee", "nobody"});
    EXPECT_THAT(erased.visitors, ElementsAre("ada", "dee", "nobody")) << "who came back meanwhile stays";
    EXPECT_EQ(erased.events, 2u);
    EXPECT_EQ(erased.looked_at, 4u);
    Ids left;
    ASSERT_TRUE(visitors_->for_each([&](const Visitor& visitor) { left.push_back(visitor.id); }));
    EXPECT_THAT(left, ElementsAre("bo", "cy"));
    EXPECT_EQ(events(), 3u);
}

TEST_F(UnseenTest, APieceIsSmallHoweverMuchThereIs) {
    for (std::size_t i = 0; i < kErasedTogether + 5; ++i) photo(fmt::format("{:04}", i));
    views("busy", kEventsErasedTogether * 2);
    view("later");
    clock_.advance(std::chrono::hours(24 * 11));
    EXPECT_THAT(unseen(Trace::profile), SizeIs(kErasedTogether));
    for (int piece = 0; piece < 2; ++piece) {
        EXPECT_EQ(unseen(Trace::events), Ids({"busy", "later"}));
        const Erased erased = erase({"busy", "later"});
        EXPECT_EQ(erased.events, kEventsErasedTogether);
        EXPECT_THAT(erased.visitors, piece == 0 ? Ids() : Ids({"busy"}));
        EXPECT_EQ(erased.looked_at, erased.visitors.size()) << "who is not gone yet is looked at again";
    }
    EXPECT_EQ(erase({"later"}).events, 1u);
    EXPECT_EQ(events(), 0u);
}

}  // namespace
}  // namespace garden::visitors
