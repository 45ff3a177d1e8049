#include "store/change_feed.h"

#include <gmock/gmock.h>

#include "store/key_list.h"
#include "store/postgres.h"
#include "store/statement.h"
#include "store/test_postgres.h"
#include "store/test_statements.h"

namespace garden::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ChangeFeedTest : public testing::Test {
  protected:
    ChangeFeedTest() { EXPECT_TRUE(feed_.begin()); }

    Result<> note(const std::string& key) {
        return database_->write(
            [&](Transaction& transaction) { return note_change(*database_, transaction, "jobs", key); });
    }
    Result<> note_many(std::int64_t count) {
        return write_one(
            *database_,
            "INSERT INTO changes (subject, key) SELECT 'jobs', 'job ' || n FROM generate_series(1, $1) AS n",
            {count});
    }
    // What is told now.
    std::vector<std::string> tell() {
        std::vector<std::string> keys;
        EXPECT_TRUE(feed_.tell({{"jobs", [&](ChangeFeed::Keys told) -> Result<> {
                                     EXPECT_LE(told.size(), kMostKeys);
                                     keys.insert(keys.end(), told.begin(), told.end());
                                     return {};
                                 }}}));
        return keys;
    }

    std::unique_ptr<Database> database_ = open_postgres(TestPostgres::new_database()).value();
    int statements_ = 0;
    WatchedDatabase watched_{*database_, [this](std::string_view) -> Result<> {
                                 ++statements_;
                                 return {};
                             }};
    ChangeFeed feed_{watched_};
};

TEST_F(ChangeFeedTest, OfManyChangesEachIsToldAndFewStatementsAskForThem) {
    ASSERT_TRUE(note_many(12'000));
    statements_ = 0;
    auto keys = tell();
    EXPECT_LE(statements_, 6) << "two for each of three pieces";
    std::ranges::sort(keys);
    EXPECT_EQ(keys.size(), 12'000u);
    EXPECT_EQ(std::ranges::unique(keys).size(), 0u);
    ASSERT_TRUE(note("one more"));
    EXPECT_THAT(tell(), ElementsAre("one more"));
}

TEST_F(ChangeFeedTest, WhatIsCommittedLateIsToldThough) {
    ASSERT_TRUE(note("first"));
    ASSERT_TRUE(database_->write([&](Transaction& transaction) -> Result<> {
        if (auto noted = note_change(*database_, transaction, "jobs", "late"); !noted) return noted;
        if (const auto sent = transaction.run("SELECT 1"); !sent) return std::unexpected(sent.error());
        EXPECT_TRUE(note_many(6'000));
        EXPECT_EQ(tell().size(), 6'001u) << "in two pieces, and without what is not committed";
        return {};
    }));
    EXPECT_THAT(tell(), testing::Contains("late"));
    EXPECT_THAT(tell(), IsEmpty());
}

TEST_F(ChangeFeedTest, WhatCouldNotBeHeardIsToldAgain) {
    ASSERT_TRUE(note_many(6'000));
    int heard = 0;
    EXPECT_FALSE(feed_.tell({{"jobs", [&](ChangeFeed::Keys) -> Result<> {
                                  return ++heard < 12 ? Result<>() : fail(ErrorCode::unavailable, "gone");
                              }}}));
    EXPECT_EQ(tell().size(), 1'000u) << "the second piece; the first was heard";
}

TEST_F(ChangeFeedTest, ManyRowsAreFoundByOneStatementWhateverTheirNumber) {
    ASSERT_TRUE(note_many(512));
    std::vector<std::string> keys;
    for (const std::size_t most : {0UL, 1UL, 3UL, 400UL, 512UL}) {
        while (keys.size() < most) keys.push_back("job " + std::to_string(keys.size() + 1));
        statements_ = 0;
        const auto rows = read_listed(watched_, "SELECT key FROM changes WHERE subject = $1 AND key IN ({})",
                                      {std::string("jobs")}, keys);
        ASSERT_TRUE(rows) << rows.error().message;
        EXPECT_EQ(rows->size(), most);
        EXPECT_EQ(statements_, most == 0 ? 0 : 1);
    }
}

}  // namespace
}  // namespace garden::store
