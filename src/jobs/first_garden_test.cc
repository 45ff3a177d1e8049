#include "jobs/first_garden.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "gallery/test_gallery.h"
#include "image/codec.h"
#include "store/settings.h"
#include "store/test_statements.h"

namespace garden::jobs {
namespace {

using State = FirstGardenProgress::State;

// Paints one colour, at once, and may be told to wait after so many pictures.
class QuickPainter final : public painting::Painter {
  public:
    std::string_view name() const override { return "quick"; }
    Result<painting::Painting> paint(const painting::Order& order, const painting::Watch& watch) override {
        while (painted >= most && !watch.cancel.stop_requested())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (watch.cancel.stop_requested()) return fail(ErrorCode::cancelled, "stopped");
        ++painted;
        return painting::Painting{{2, 2, std::vector<std::uint8_t>(12, 99)}, {"quick", "1", order}};
    }
    std::atomic<int> painted = 0;
    std::atomic<int> most = 1'000'000;
};

class FirstGardenTest : public gallery::GalleryTest {
  protected:
    std::unique_ptr<FirstGarden> first_garden() {
        return std::make_unique<FirstGarden>(gallery_, *database_, painter_, clock_, "this server");
    }
    std::unique_ptr<FirstGarden> first_garden_of(const std::string& server) {
        return std::make_unique<FirstGarden>(gallery_, shared_, painter_, clock_, server);
    }
    static void wait_for(const std::function<bool()>& condition) {
        for (int i = 0; i < 20'000 && !condition(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        ASSERT_TRUE(condition());
    }
    std::vector<std::string> keys() {
        std::vector<std::string> names;
        const auto objects = objects_.list({.bucket = "garden"}).value().objects;
        for (const store::ObjectInfo& object : objects) names.push_back(object.key);
        return names;
    }

    QuickPainter painter_;
    store::SharedDatabase shared_{*database_};
};

TEST(FirstGardenPlan, GivesEveryEmotionAPictureBeforeAnyGetsTwo) {
    const std::vector<Planting> plan = plan_first_garden(12);
    ASSERT_EQ(plan.size(), 192u);
    std::set<std::string> first_round;
    for (std::size_t i = 0; i < 16; ++i) {
        EXPECT_EQ(plan[i].number, 0);
        first_round.insert(plan[i].emotion + (plan[i].portrait ? "v" : "h"));
    }
    EXPECT_EQ(first_round.size(), 16u);
    EXPECT_TRUE(plan_first_garden(0).empty());
}

TEST_F(FirstGardenTest, GrowsOnceAndStaysEmptyAfterItWasEmptied) {
    const auto garden = first_garden();
    ASSERT_TRUE(garden->start(1, true));
    wait_for([&] { return garden->progress().state == State::grown; });
    EXPECT_EQ(garden->progress().painted, 16);
    EXPECT_EQ(keys().size(), 16u);
    EXPECT_THAT(keys(), testing::Contains("emotions/happy/img_20231114-221320_0v.jpeg"));
    ASSERT_TRUE(objects_.remove("garden", keys()));

    const auto next = first_garden();
    ASSERT_TRUE(next->start(1, true));
    EXPECT_EQ(next->progress().state, State::grown);
    EXPECT_TRUE(keys().empty());
}

TEST_F(FirstGardenTest, IsPlantedWhenAnOperatorAsksForIt) {
    const auto garden = first_garden();
    ASSERT_TRUE(garden->start(0, true));
    EXPECT_EQ(garden->progress().state, State::none);
    EXPECT_EQ(garden->plant(0).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(garden->plant(kMostEach + 1).error().code, ErrorCode::invalid_argument);
    painter_.most = 5;
    ASSERT_TRUE(garden->plant(1));
    EXPECT_EQ(garden->progress().total, 16);
    wait_for([&] { return garden->progress().painted == 5; });
    EXPECT_EQ(garden->plant(1).error().code, ErrorCode::conflict);
    garden->stop();
    EXPECT_EQ(garden->plant(1).error().code, ErrorCode::unavailable);

    // It goes on, though this start wants no first garden of its own.
    painter_.most = 1'000'000;
    const auto next = first_garden();
    ASSERT_TRUE(next->start(0, true));
    wait_for([&] { return next->progress().state == State::grown; });
    EXPECT_EQ(keys().size(), 16u);

    clock_.advance(std::chrono::seconds(1));
    ASSERT_TRUE(next->plant(1));
    wait_for([&] { return keys().size() == 32; });
}

TEST_F(FirstGardenTest, WhoPaintsLongAtAPictureKeepsTheTurnAndWhoIsGoneLosesIt) {
    using std::chrono::seconds;
    painter_.most = 5;
    const auto one = first_garden_of("one");
    ASSERT_TRUE(one->start(1, true));
    wait_for([&] { return one->progress().painted == 5; });
    const auto another = first_garden_of("another");
    ASSERT_TRUE(another->start(1, true));
    clock_.advance(seconds(9));
    ASSERT_TRUE(one->look());
    clock_.advance(seconds(9));
    one->stop();
    ASSERT_TRUE(another->look());
    EXPECT_THAT(store::read_setting(*database_, "first_garden_turn").value().value_or(""),
                testing::HasSubstr("\"one\""));
    clock_.advance(seconds(2));
    painter_.most = 1'000'000;
    ASSERT_TRUE(another->look());
    wait_for([&] { return another->progress().state == State::grown; });
    EXPECT_EQ(keys().size(), 16u);
}

TEST_F(FirstGardenTest, GoesOnWhereItWasStopped) {
    painter_.most = 5;
    const auto garden = first_garden();
    ASSERT_TRUE(garden->start(1, true));
    wait_for([&] { return garden->progress().painted == 5; });
    garden->stop();
    EXPECT_EQ(keys().size(), 5u);

    painter_.most = 1'000'000;
    const auto next = first_garden();
    ASSERT_TRUE(first_garden()->start(0, true));  // waits
    EXPECT_EQ(keys().size(), 5u);
    ASSERT_TRUE(next->start(7, true));  // goes on as it was begun
    wait_for([&] { return next->progress().state == State::grown; });
    EXPECT_EQ(keys().size(), 16u);
    EXPECT_EQ(painter_.painted, 16);
}

TEST_F(FirstGardenTest, AfterACrashItIsThisServersTurnStill) {
    const auto turn = nlohmann::json{{"painter", "this server"},
                                     {"until", to_micros(clock_.now() + std::chrono::seconds(50))}};
    ASSERT_TRUE(database_->write([&](store::Transaction& transaction) {
        return store::write_setting(transaction, "first_garden_turn", turn.dump());
    }));
    auto garden = first_garden();
    ASSERT_TRUE(garden->start(1, true));
    wait_for([&] { return garden->progress().state == State::grown; });
}

TEST_F(FirstGardenTest, IsOrderedWhereItIsNotPainted) {
    const auto web = first_garden();
    ASSERT_TRUE(web->start(1, false));
    EXPECT_EQ(web->progress().state, State::growing);
    EXPECT_EQ(web->plant(1).error().code, ErrorCode::conflict);

    const auto painter = first_garden();
    ASSERT_TRUE(painter->start(1, true));
    wait_for([&] { return painter->progress().state == State::grown; });
    EXPECT_EQ(web->progress().painted, 0) << "it has not looked yet";
    ASSERT_TRUE(web->look());
    EXPECT_EQ(web->progress().state, State::grown);
    EXPECT_EQ(web->progress().painted, 16);

    clock_.advance(std::chrono::seconds(1));
    ASSERT_TRUE(web->plant(1));
    EXPECT_EQ(web->progress().painted, 0);
    EXPECT_EQ(painter->plant(1).error().code, ErrorCode::conflict) << "the catalog knows";
    ASSERT_TRUE(painter->look());
    wait_for([&] { return keys().size() == 32; });
}

TEST_F(FirstGardenTest, LeavesAGardenAloneThatHasPicturesOrWantsNone) {
    ASSERT_TRUE(first_garden()->start(0, true));
    EXPECT_TRUE(keys().empty());
    ASSERT_TRUE(objects_.put("garden", "html/page.html", "mine", {}));
    const auto garden = first_garden();
    ASSERT_TRUE(garden->start(1, true));
    EXPECT_EQ(garden->progress().state, State::none);
    EXPECT_EQ(keys().size(), 1u);
    ASSERT_TRUE(objects_.remove("garden", keys()));  // emptied by hand
    ASSERT_TRUE(first_garden()->start(1, true));
    EXPECT_TRUE(keys().empty());
}

}  // namespace
}  // namespace garden::jobs
