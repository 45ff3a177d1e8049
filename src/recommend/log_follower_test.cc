#include "recommend/log_follower.h"

#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "recommend/taste_recommender.h"
#include "store/disk_blobs.h"
#include "store/postgres.h"
#include "store/sqlite.h"
#include "store/statement.h"
#include "store/test_folder.h"
#include "store/test_postgres.h"

namespace garden::recommend {
namespace {

using visitors::Event;
using visitors::EventType;

class LogFollowerTest : public testing::Test {
  protected:
    Event like(const std::string& visitor, int picture) {
        const std::string key = fmt::format("emotions/happy/img_{}h.jpeg", picture);
        return {visitor, EventType::like, key, {key, "emotions/happy/img_9h.jpeg"}, clock_.now(), ""};
    }
    void log(const std::string& visitor, int likes) {
        for (int i = 0; i < likes; ++i) ASSERT_TRUE(visitors_.record(like(visitor, i)));
    }
    static void plant(Recommender& recommender) {
        for (int i = 0; i < 10; ++i)
            recommender.picture_put({fmt::format("emotions/happy/img_{}h.jpeg", i), "happy", false, {}});
    }

    store::TestFolder folder_;
    FakeClock clock_;
    std::unique_ptr<store::Database> database_ = store::open_sqlite(folder_ / "catalog.db").value();
    std::unique_ptr<store::Blobs> blobs_ = store::open_disk_blobs(folder_ / "blobs").value();
    visitors::Visitors visitors_{*database_, clock_};
    SnapshotStore snapshots_{*database_, *blobs_, visitors_, clock_};
};

TEST_F(LogFollowerTest, LearnsEachEventOnceHoweverManyWriteAtTheSameTime) {
    TasteRecommender recommender;
    plant(recommender);
    LogFollower follower(visitors_, recommender, snapshots_);
    {
        std::vector<std::jthread> writers;
        for (int writer = 0; writer < 4; ++writer) {
            writers.emplace_back([&, writer] {
                for (int i = 0; i < 25; ++i) {
                    const auto recorded = visitors_.record(like(fmt::format("visitor {}", writer), i % 8));
                    ASSERT_TRUE(recorded && follower.catch_up_to(recorded->number));
                    EXPECT_GE(recommender.learned(), recorded->number);
                }
            });
        }
    }
    EXPECT_EQ(recommender.snapshot().events, 100);

    TasteRecommender again;
    plant(again);
    LogFollower other(visitors_, again, snapshots_);
    ASSERT_TRUE(other.follow());
    EXPECT_EQ(again.snapshot().octets, recommender.snapshot().octets);
}

TEST_F(LogFollowerTest, AStoredSnapshotIsReadAgainAndTheLogAfterItIsLearned) {
    TasteRecommender recommender;
    plant(recommender);
    LogFollower follower(visitors_, recommender, snapshots_);
    EXPECT_EQ(snapshots_.load().value(), std::nullopt);
    log("ada", 5);
    ASSERT_TRUE(follower.follow() && follower.save({}));
    log("bo", 3);
    ASSERT_TRUE(follower.follow());

    TasteRecommender again;
    const auto snapshot = snapshots_.load();
    ASSERT_TRUE(snapshot && *snapshot);
    EXPECT_EQ((*snapshot)->events, 5);
    ASSERT_TRUE(again.restore(**snapshot));
    plant(again);
    LogFollower other(visitors_, again, snapshots_);
    ASSERT_TRUE(other.follow());
    EXPECT_EQ(again.snapshot().octets, recommender.snapshot().octets);
}

TEST_F(LogFollowerTest, ALargeSnapshotIsNotStoredWhereThereIsNoTime) {
    std::stop_source stop;
    stop.request_stop();
    ASSERT_TRUE(snapshots_.save({0, 0, "small"}, stop.get_token()));
    const std::string large(40'000'000, 'x');
    EXPECT_EQ(snapshots_.save({0, 0, large}, stop.get_token()).error().code, ErrorCode::cancelled);
    EXPECT_EQ(snapshots_.load().value().value().octets, "small");
    ASSERT_TRUE(snapshots_.save({0, 0, large}, {}));
    EXPECT_EQ(snapshots_.load().value().value().octets, large);
}

TEST_F(LogFollowerTest, ASmallSnapshotIsStoredAlsoAtTheLastMoment) {
    std::stop_source stop;
    stop.request_stop();
    TasteRecommender recommender;
    plant(recommender);
    LogFollower follower(visitors_, recommender, snapshots_);
    log("ada", 5);
    ASSERT_TRUE(follower.follow() && follower.save(stop.get_token()));
    EXPECT_EQ(snapshots_.load().value().value().number, 5);
}

TEST_F(LogFollowerTest, WhoIsErasedIsInNoSnapshot) {
    TasteRecommender recommender;
    plant(recommender);
    LogFollower follower(visitors_, recommender, snapshots_);
    log("ada", 2);
    log("bo", 2);
    ASSERT_TRUE(follower.follow() && follower.save({}));
    EXPECT_EQ(follower.erase("nobody"), 0u);
    EXPECT_TRUE(snapshots_.load().value());
    EXPECT_EQ(follower.erase("ada"), 2u);
    EXPECT_FALSE(snapshots_.load().value());
    log("bo", 1);
    ASSERT_TRUE(follower.follow() && follower.save({}));
    EXPECT_FALSE(snapshots_.load().value());
}

TEST_F(LogFollowerTest, WhoWasNotSeenForLongIsErasedAsByHand) {
    TasteRecommender recommender;
    plant(recommender);
    LogFollower follower(visitors_, recommender, snapshots_);
    for (int i = 0; i < 250; ++i) {
        const std::string id = fmt::format("visitor {}", i);
        recommender.visitor_known({id, "adult", "Female", "HAPPY"});
        ASSERT_TRUE(visitors_.seen({id, "adult", "Female", "HAPPY"}));
    }
    log("ada", 3);
    log("visitor 7", 8);
    clock_.advance(std::chrono::hours(24 * 30));
    log("bo", 2);
    log("visitor 8", 1);
    ASSERT_TRUE(follower.follow() && follower.save({}));

    std::stop_source closing;
    const Timestamp since = clock_.now() - std::chrono::days(29);
    closing.request_stop();
    EXPECT_EQ(follower.erase_unseen(since, closing.get_token()), 0u);
    EXPECT_EQ(follower.erase_unseen(since, {}), 250u) << "ada, and all visitors but number 8";
    EXPECT_EQ(follower.erase_unseen(since, {}), 0u);
    EXPECT_EQ(recommender.visitor("visitor 7").generation, "");
    EXPECT_EQ(recommender.visitor("visitor 8").generation, "adult");
    EXPECT_EQ(visitors_.count(visitors_.number_events().value()), 3);
    EXPECT_FALSE(snapshots_.load().value()) << "it holds what they taught";
}

TEST_F(LogFollowerTest, ASnapshotOfALogThatLostEventsIsOfNoUse) {
    TasteRecommender recommender;
    LogFollower follower(visitors_, recommender, snapshots_);
    log("ada", 2);
    ASSERT_TRUE(follower.follow() && follower.save({}));
    ASSERT_TRUE(visitors_.erase("ada"));  // as by a program that knows of no snapshot
    log("bo", 2);
    EXPECT_FALSE(snapshots_.load().value());
}

TEST_F(LogFollowerTest, OctetsThatChangedOnTheDiskAreNoSnapshot) {
    TasteRecommender recommender;
    LogFollower follower(visitors_, recommender, snapshots_);
    log("ada", 2);
    ASSERT_TRUE(follower.follow() && follower.save({}));
    const auto rows = store::read_one(*database_, "SELECT sha256 FROM snapshots");
    const auto blob = blobs_->open(rows->front().text(0));
    ASSERT_TRUE(blob);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "blobs")) {
        if (!entry.is_regular_file()) continue;
        std::filesystem::permissions(entry, std::filesystem::perms::owner_all);
        std::filesystem::resize_file(entry, entry.file_size() - 1);
    }
    const auto loaded = snapshots_.load();
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::corrupt);
}

// One of the servers that share a catalog.
struct Server {
    Server(store::Database& database, store::Blobs& blobs)
        : visitors(database, clock), snapshots(database, blobs, visitors, clock) {}

    bool view() { return visitors.record({"ada", EventType::view, "", {"x"}, clock.now(), ""}).has_value(); }

    FakeClock clock;
    visitors::Visitors visitors;
    SnapshotStore snapshots;
    TasteRecommender recommender;
    LogFollower follower{visitors, recommender, snapshots};
};

TEST_F(LogFollowerTest, InTurnOneServerNumbersWhatAllLearn) {
    const auto shared = store::open_postgres(store::TestPostgres::new_database()).value();
    Server one(*shared, *blobs_), other(*shared, *blobs_);
    ASSERT_TRUE(one.view() && one.view() && one.follower.follow_in_turn());
    EXPECT_EQ(one.recommender.learned(), 2);
    ASSERT_TRUE(other.view() && other.follower.follow_in_turn());
    EXPECT_EQ(other.recommender.learned(), 2) << "it has enough to learn";
    ASSERT_TRUE(one.follower.follow_in_turn() && other.follower.follow_in_turn());
    EXPECT_EQ(one.recommender.learned(), 3);
    EXPECT_EQ(other.recommender.learned(), 3);
    ASSERT_TRUE(one.view() && one.follower.follow_in_turn() && one.view() && other.follower.follow());
    EXPECT_EQ(other.recommender.learned(), 5) << "all that there is";
}

TEST_F(LogFollowerTest, InTurnWhatWasErasedIsWaitedForByNobody) {
    const auto shared = store::open_postgres(store::TestPostgres::new_database()).value();
    Server one(*shared, *blobs_), other(*shared, *blobs_);
    ASSERT_TRUE(one.view() && one.follower.follow_in_turn() && one.follower.erase("ada"));
    ASSERT_TRUE(other.view());
    ASSERT_TRUE(other.follower.follow_in_turn());
    EXPECT_EQ(other.recommender.learned(), 0) << "it has nothing to learn of what is numbered";
    ASSERT_TRUE(other.follower.follow_in_turn());
    EXPECT_EQ(other.recommender.learned(), 2);
}

}  // namespace
}  // namespace garden::recommend
