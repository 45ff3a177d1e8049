#include <gtest/gtest.h>

#include "gallery/index.h"
#include "recommend/taste_recommender.h"
#include "recommend/teaching.h"
#include "store/disk_blobs.h"
#include "store/postgres.h"
#include "store/sqlite.h"
#include "store/statement.h"
#include "store/test_folder.h"
#include "store/test_postgres.h"

namespace garden::recommend {
namespace {

class TeachingVisitorsTest : public testing::Test {
  protected:
    store::TestFolder folder_;
    FakeClock clock_;
    std::unique_ptr<store::Database> database_ = store::open_sqlite(folder_ / "catalog.db").value();
    std::unique_ptr<store::Blobs> blobs_ = store::open_disk_blobs(folder_ / "blobs").value();
    store::Objects objects_{*database_, *blobs_, clock_, gallery::picture_index("garden"), {}};
    gallery::Gallery gallery_{*database_, objects_, "garden"};
    gallery::Looks looks_{*database_, objects_, "garden", [](const gallery::PictureLook&) {}};
    visitors::Visitors visitors_{*database_, clock_};
    SnapshotStore snapshots_{*database_, *blobs_, visitors_, clock_};
    TasteRecommender recommender_;
    LogFollower follower_{visitors_, recommender_, snapshots_};
    store::ChangeFeed::Listeners listeners_;
};

TEST_F(TeachingVisitorsTest, OfTooManyVisitorsTheLatestAreKnown) {
    // Numbered by their age, so that who was seen last has the first of the ids.
    ASSERT_TRUE(store::write_one(
        *database_,
        "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers "
        "WHERE number < $1) INSERT INTO visitors (id, generation, gender, emotion, seen_at) "
        "SELECT CAST(1000000 + number AS TEXT), 'adult', 'Female', 'HAPPY', 1000000 - number FROM numbers",
        {static_cast<std::int64_t>(kMostKnown + 1)}));
    ASSERT_TRUE(teach(recommender_, gallery_, looks_, visitors_, follower_, listeners_));
    EXPECT_EQ(recommender_.visitor("1000001").generation, "adult");
    EXPECT_EQ(recommender_.visitor("1050000").generation, "adult");
    EXPECT_EQ(recommender_.visitor("1050001").generation, "");
    // Whoever comes next takes the place of the one who was not seen for longest.
    recommender_.visitor_known({"new", "child", "Male", "HAPPY"});
    EXPECT_EQ(recommender_.visitor("1050000").generation, "");
    EXPECT_EQ(recommender_.visitor("1000001").generation, "adult");
}

TEST_F(TeachingVisitorsTest, TheLatestAreTheSameInASharedCatalog) {
    const auto shared = store::open_postgres(store::TestPostgres::new_database()).value();
    visitors::Visitors visitors(*shared, clock_);
    for (const char* id : {"zoe", "ada", "bo", "zoe"}) {
        ASSERT_TRUE(visitors.seen({id, "adult", "Female", "HAPPY"}));
        clock_.advance(std::chrono::seconds(1));
    }
    std::vector<std::string> latest;
    ASSERT_TRUE(
        visitors.for_each_latest(2, [&](const visitors::Visitor& visitor) { latest.push_back(visitor.id); }));
    EXPECT_EQ(latest, (std::vector<std::string>{"bo", "zoe"}));

    ASSERT_TRUE(visitors.record({"zoe", visitors::EventType::view, "", {"a"}, clock_.now(), "a view"}));
    ASSERT_TRUE(visitors.number_events());
    std::string logged;
    ASSERT_TRUE(visitors.replay(
        [&](const visitors::Event& event) { logged = event.generation + " " + event.gender; }));
    EXPECT_EQ(logged, "adult Female") << "what the catalog knows of them";
}

}  // namespace
}  // namespace garden::recommend
