#include "recommend/teaching.h"

#include <map>

#include <gtest/gtest.h>

#include "image/codec.h"
#include "recommend/taste_recommender.h"
#include "store/buckets.h"
#include "store/disk_blobs.h"
#include "store/postgres.h"
#include "store/statement.h"
#include "store/test_folder.h"
#include "store/test_postgres.h"
#include "store/test_statements.h"

namespace garden::recommend {
namespace {

using visitors::Event;
using visitors::EventType;

const std::string kBright = "emotions/happy/img_1h.jpeg";
const std::string kDark = "emotions/happy/img_2h.jpeg";
const std::string kNew = "emotions/happy/img_3h.jpeg";

std::string grey_jpeg(int brightness) {
    const image::Picture picture{
        96, 64, std::vector<std::uint8_t>(96UL * 64 * 3, static_cast<std::uint8_t>(brightness))};
    return image::encode_jpeg(picture, 90, {}).value();
}

// One of the servers that share a catalog. `tell` hears of its statements before they run.
struct Server {
    Server(const std::string& url, store::Blobs& the_blobs, store::WatchedDatabase::Tell tell)
        : shared(store::open_postgres(url).value()), database(*shared, std::move(tell)), blobs(the_blobs) {
        EXPECT_TRUE(store::Buckets(database, clock).ensure("garden"));
        EXPECT_TRUE(feed.begin());
    }

    Result<> start() { return teach(recommender, gallery, looks, visitors, follower, listeners); }
    void publish(const std::string& key, int brightness) {
        EXPECT_TRUE(gallery.put_picture(key, grey_jpeg(brightness), {}, {}));
        EXPECT_TRUE(looks.measure_missing());
    }
    void like(const std::string& visitor, const std::string& key) {
        EXPECT_TRUE(visitors.record({visitor, EventType::like, key, {key, kBright, kDark}, clock.now(), ""}));
    }
    std::map<std::string, double> numbers(const std::string& visitor, const std::string& key) const {
        const auto explained = recommender.explain(visitor, key);
        EXPECT_TRUE(explained) << key;
        if (!explained) return {};
        return {explained->numbers.begin(), explained->numbers.end()};
    }

    FakeClock clock;
    std::unique_ptr<store::Database> shared;
    store::WatchedDatabase database;
    store::Blobs& blobs;
    visitors::Visitors visitors{database, clock};
    SnapshotStore snapshots{database, blobs, visitors, clock};
    TasteRecommender recommender;
    store::ChangeFeed feed{database};
    store::ChangeFeed::Listeners listeners;
    LogFollower follower{visitors, recommender, snapshots, [this] { return feed.tell(listeners); }};
    store::Objects objects{database, blobs, clock, gallery::picture_index("garden"),
                           [this](const store::Change& change) {
                               pass_on(recommender, [](const std::string&) {}, "garden", change);
                           }};
    gallery::Gallery gallery{database, objects, "garden"};
    gallery::Looks looks{database, objects, "garden", [this](const gallery::PictureLook& picture) {
                             recommender.picture_looks(picture.key, picture.look, picture.known_after);
                         }};
};

class TeachingTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { ASSERT_TRUE(image::start_codec("recommend_test")); }

    store::TestFolder folder_;
    std::unique_ptr<store::Blobs> blobs_ = store::open_disk_blobs(folder_ / "blobs").value();
    std::string url_ = store::TestPostgres::new_database();
};

TEST_F(TeachingTest, WhatIsPublishedAndLikedWhileAServerStartsIsLearnedAsByTheOthers) {
    Server running(url_, *blobs_, [](std::string_view) -> Result<> { return {}; });
    ASSERT_TRUE(running.start());
    running.publish(kBright, 220);
    running.publish(kDark, 30);
    bool is_published = false;
    Server starting(url_, *blobs_, [&](std::string_view sql) -> Result<> {
        // It has read the pictures and their looks by now.
        if (!sql.contains("FROM visitors ORDER BY seen_at") || std::exchange(is_published, true)) return {};
        running.publish(kNew, 120);
        for (int i = 0; i < 20; ++i) running.like("ada", i % 2 == 0 ? kNew : kDark);
        EXPECT_TRUE(running.follower.follow());
        return {};
    });
    ASSERT_TRUE(starting.start());
    ASSERT_TRUE(is_published);
    EXPECT_EQ(starting.recommender.learned(), 20);
    for (const std::string& key : {kBright, kDark, kNew}) {
        EXPECT_EQ(starting.numbers("ada", key), running.numbers("ada", key)) << key;
        EXPECT_EQ(starting.numbers("bo", key), running.numbers("bo", key)) << key;
    }
    EXPECT_GT(starting.numbers("ada", kNew)["seen"], 0);
}

// As after an hour that a server was cut off for.
TEST_F(TeachingTest, ManyChangesAreLookedUpByFewStatements) {
    int statements = 0;
    Server server(url_, *blobs_, [&](std::string_view) -> Result<> {
        ++statements;
        return {};
    });
    ASSERT_TRUE(server.start());
    for (const std::string_view sql :
         {"INSERT INTO visitors (id, generation, gender, emotion, seen_at) "
          "SELECT 'visitor ' || n, 'adult', '', '', 0 FROM generate_series(1, 2000) AS n",
          "INSERT INTO pictures (key, place, search_key, orientation, added_at) "
          "SELECT 'emotions/happy/img_' || n || 'h.jpeg', 'emotions', 'happy', 'h', 0 "
          "FROM generate_series(1, 2000) AS n",
          "INSERT INTO looks (key, content, version, look, known_after) "
          "SELECT key, '', 0, '[]', 0 FROM pictures"}) {
        ASSERT_TRUE(store::write_one(*server.shared, sql));
    }
    statements = 0;
    ASSERT_TRUE(server.follower.follow());
    EXPECT_LT(statements, 30);
    EXPECT_EQ(server.recommender.visitor("visitor 2000").generation, "adult");
    EXPECT_TRUE(server.recommender.explain("ada", "emotions/happy/img_2000h.jpeg"));

    ASSERT_TRUE(store::write_one(*server.shared, "DELETE FROM visitors WHERE id <> 'visitor 7'"));
    ASSERT_TRUE(
        store::write_one(*server.shared, "DELETE FROM pictures WHERE key <> 'emotions/happy/img_7h.jpeg'"));
    ASSERT_TRUE(server.follower.follow());
    EXPECT_EQ(server.recommender.visitor("visitor 2000").generation, "");
    EXPECT_EQ(server.recommender.visitor("visitor 7").generation, "adult");
    EXPECT_EQ(server.recommender.recommend({{"ada", "", "", ""}, "happy", 10, {}}).landscape,
              std::vector<std::string>{"emotions/happy/img_7h.jpeg"});
}

}  // namespace
}  // namespace garden::recommend
