#include "jobs/shared_progress.h"

#include <gtest/gtest.h>

#include "jobs/queue.h"
#include "store/change_feed.h"
#include "store/postgres.h"
#include "store/test_postgres.h"

namespace garden::jobs {
namespace {

class SharedProgressTest : public testing::Test {
  protected:
    SharedProgressTest() { EXPECT_TRUE(feed_.begin()); }

    // A job that runs.
    std::string painting() {
        NewJob job;
        job.name = "rose";
        job.pictures = {{.key = "rose.jpeg", .width = 64, .height = 64}};
        const std::string id = queue_.add(job).value().id;
        EXPECT_EQ(queue_.take("flower", "lease").value().value().id, id);
        return id;
    }
    void hear() {
        ASSERT_TRUE(
            feed_.tell({{"progress", [&](store::ChangeFeed::Keys jobs) { return watching_.hear(jobs); }}}));
    }
    // What the painting server says, as the other hears it.
    void exchange() {
        ASSERT_TRUE(painting_.tell());
        hear();
    }

    FakeClock clock_;
    std::unique_ptr<store::Database> database_ =
        store::open_postgres(store::TestPostgres::new_database()).value();
    Queue queue_{*database_, clock_, {}};
    Board here_, there_;
    SharedProgress painting_{*database_, here_, "here"};
    SharedProgress watching_{*database_, there_, "there"};
    store::ChangeFeed feed_{*database_};
};

TEST_F(SharedProgressTest, AnotherServerShowsStepsAndPreviewsUntilTheJobEnds) {
    const std::string job = painting();
    const std::uint64_t before = there_.latest();
    const Bytes jpeg("\xff\xd8\0\xff", 4);
    here_.set_progress(job,
                       {.picture = 1, .step = 2, .steps = 5, .preview = std::make_shared<const Bytes>(jpeg)});
    exchange();
    const auto seen = there_.progress(job);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->picture, 1u);
    EXPECT_EQ(seen->step, 2);
    EXPECT_EQ(seen->steps, 5);
    ASSERT_TRUE(seen->preview);
    EXPECT_EQ(*seen->preview, jpeg);
    EXPECT_GT(there_.latest(), before) << "whoever watches is told";
    here_.set_progress(job, {.picture = 1, .step = 3, .steps = 5, .preview = {}});
    exchange();
    EXPECT_EQ(there_.progress(job)->step, 3);
    EXPECT_TRUE(there_.own_progress().empty()) << "it is not told on";
    here_.clear_progress(job);
    exchange();
    EXPECT_FALSE(there_.progress(job));
}

TEST_F(SharedProgressTest, WhatAServerSaidBeforeItCrashedIsWithdrawnWhenItStarts) {
    const std::string job = painting();
    here_.set_progress(job, {.picture = 0, .step = 2, .steps = 5, .preview = {}});
    exchange();
    ASSERT_TRUE(there_.progress(job));
    Board anew;
    ASSERT_TRUE(SharedProgress(*database_, anew, "here").tell());
    hear();
    EXPECT_FALSE(there_.progress(job));
}

TEST_F(SharedProgressTest, WhoStartsSeesWhatIsUnderWay) {
    const std::string job = painting();
    here_.set_progress(job, {.picture = 0, .step = 2, .steps = 5, .preview = {}});
    exchange();
    Board late;
    SharedProgress starting(*database_, late, "late");
    ASSERT_TRUE(starting.tell());
    ASSERT_TRUE(late.progress(job));
    EXPECT_EQ(late.progress(job)->step, 2);
    ASSERT_TRUE(queue_.cancel(job).value());
    ASSERT_TRUE(starting.hear({&job, 1}));
    EXPECT_FALSE(late.progress(job)) << "it ended, and who painted it may be gone";
}

}  // namespace
}  // namespace garden::jobs
