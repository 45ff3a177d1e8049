#include "jobs/queue.h"

#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "base/id.h"
#include "store/postgres.h"
#include "store/postgres_connection.h"
#include "store/sqlite.h"
#include "store/test_postgres.h"

namespace garden::jobs {
namespace {

using namespace std::chrono_literals;

class QueueTest : public testing::Test {
  protected:
    ~QueueTest() override { std::filesystem::remove_all(folder_); }

    NewJob order(const std::string& name, Priority priority = Priority::bulk) {
        NewJob job;
        job.name = name;
        job.priority = priority;
        job.request.prompt = "happy, cat";
        job.request.seed = 7;
        job.pictures = {{.key = name + "h.jpeg", .width = 1280, .height = 800},
                        {.key = name + "v.jpeg", .width = 800, .height = 1280}};
        return job;
    }
    std::string added(const std::string& name, Priority priority = Priority::bulk) {
        clock_.advance(1ms);  // ids grow with time
        return queue_.add(order(name, priority)).value().id;
    }
    Job taken(const std::string& lease = "lease") { return queue_.take("flower", lease).value().value(); }
    void store_picture(const Job& job, std::size_t number) {
        EXPECT_TRUE(database_->write(queue_.picture_done(job.id, job.lease, number)).has_value());
    }
    State state(const std::string& id) { return queue_.find(id).value().state; }

    std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("queue-" + make_uuid());
    FakeClock clock_;
    std::unique_ptr<store::Database> database_ = store::open_sqlite(folder_ / "catalog.db").value();
    std::mutex told_mutex_;
    std::vector<std::string> told_;  // guarded by told_mutex_: workers tell of what they take
    Queue queue_{*database_, clock_, [this](const std::string& id) {
                     const std::lock_guard lock(told_mutex_);
                     told_.push_back(id);
                 }};
};

TEST_F(QueueTest, WhatAnotherServerIsAboutToTakeIsPassedOver) {
    const std::string url = store::TestPostgres::new_database();
    const auto database = store::open_postgres(url).value();
    Queue queue(*database, clock_, {});
    const std::string first = queue.add(order("a")).value().id;
    clock_.advance(1ms);
    const std::string second = queue.add(order("b")).value().id;
    const auto other = store::PostgresConnection::open(url).value();
    other->begin(store::PostgresConnection::Mode::claim);
    ASSERT_TRUE(other->run("UPDATE jobs SET state = 'running' WHERE id = $1", {first}));
    const auto job = queue.take("flower", "lease");
    ASSERT_TRUE(job) << job.error().message;
    ASSERT_TRUE(*job);
    EXPECT_EQ((*job)->id, second);
    EXPECT_FALSE(queue.take("flower", "lease").value()) << "nor is it waited for";
    other->rollback();
    ASSERT_TRUE(other->execute("SELECT 1")) << "is answered after the rollback, which waits for no answer";
    EXPECT_EQ(queue.take("flower", "lease").value().value().id, first);
}

TEST_F(QueueTest, GivesOutJobsInTheOrderTheyCameButSingleOnesFirst) {
    const std::string first = added("a");
    const std::string second = added("b");
    const std::string single = added("c", Priority::single);
    EXPECT_EQ(taken().id, single);
    EXPECT_EQ(taken().id, first);
    EXPECT_EQ(taken().id, second);
    EXPECT_FALSE(queue_.take("flower", "lease").value().has_value());
}

TEST_F(QueueTest, KeepsWhatWasOrdered) {
    NewJob job = order("a");
    job.request = {.prompt = "\"눈\"\n",
                   .negative_prompt = "dogs",
                   .seed = ~0ULL,
                   .steps = 20,
                   .guidance = 7.5,
                   .options = {{"sampler", "euler"}}};
    job.painter = "flower";
    const Job found = queue_.find(queue_.add(job).value().id).value();
    EXPECT_EQ(found.request.prompt, job.request.prompt);
    EXPECT_EQ(found.request.negative_prompt, "dogs");
    EXPECT_EQ(found.request.seed, ~0ULL);
    EXPECT_EQ(found.request.steps, 20);
    EXPECT_EQ(found.request.guidance, 7.5);
    EXPECT_EQ(found.request.options, job.request.options);
    EXPECT_EQ(found.painter, "flower");
    ASSERT_EQ(found.pictures.size(), 2u);
    EXPECT_EQ(found.pictures[1].key, "av.jpeg");
    EXPECT_EQ(found.pictures[1].height, 1280);
    EXPECT_EQ(found.created_at, clock_.now());
    EXPECT_FALSE(found.started_at.has_value());
}

TEST_F(QueueTest, TakesTheSameNameForTheSameJobWithinItsWindow) {
    const Added first = queue_.add(order("a")).value();
    EXPECT_TRUE(first.is_new);
    EXPECT_EQ(queue_.add(order("a")).value().id, first.id);
    EXPECT_FALSE(queue_.add(order("a")).value().is_new);
    // While it waits or runs, the window does not end.
    clock_.advance(10min);
    EXPECT_EQ(queue_.add(order("a")).value().id, first.id);
    const Job job = taken();
    EXPECT_EQ(queue_.add(order("a")).value().id, first.id);
    store_picture(job, 0);
    store_picture(job, 1);
    EXPECT_EQ(state(first.id), State::done);
    const Added second = queue_.add(order("a")).value();
    EXPECT_NE(second.id, first.id);
    EXPECT_TRUE(second.is_new);
}

TEST_F(QueueTest, TakesAFinishedJobForTheSameWithinFiveMinutesOfItsFirstOrder) {
    const Added first = queue_.add(order("a")).value();
    const Job job = taken();
    store_picture(job, 0);
    store_picture(job, 1);
    clock_.advance(4min);
    EXPECT_EQ(queue_.add(order("a")).value().id, first.id);
    clock_.advance(61s);
    EXPECT_NE(queue_.add(order("a")).value().id, first.id);
}

TEST_F(QueueTest, OrdersAnewWhatWasCancelledOrParked) {
    const std::string first = queue_.add(order("a")).value().id;
    ASSERT_TRUE(queue_.cancel(first).value());
    const Added second = queue_.add(order("a")).value();
    EXPECT_TRUE(second.is_new);
    const Job job = taken();
    ASSERT_EQ(job.id, second.id);
    ASSERT_TRUE(queue_.fail_job(job.id, job.lease, "no", true).value());
    EXPECT_TRUE(queue_.add(order("a")).value().is_new);
}

TEST_F(QueueTest, IsDoneWithItsLastPicture) {
    added("a");
    const Job job = taken();
    store_picture(job, 0);
    EXPECT_EQ(state(job.id), State::running);
    EXPECT_TRUE(queue_.find(job.id).value().pictures[0].done);
    store_picture(job, 1);
    const Job done = queue_.find(job.id).value();
    EXPECT_EQ(done.state, State::done);
    EXPECT_EQ(done.finished_at, clock_.now());
}

TEST_F(QueueTest, LetsOnlyTheHolderStore) {
    added("a");
    const Job job = taken("mine");
    ASSERT_TRUE(queue_.cancel(job.id).value());
    const Result<> stored = database_->write(queue_.picture_done(job.id, "mine", 0));
    ASSERT_FALSE(stored.has_value());
    EXPECT_EQ(stored.error().code, ErrorCode::cancelled);
    EXPECT_FALSE(queue_.keep(job.id, "mine").value());
    EXPECT_FALSE(queue_.fail_job(job.id, "mine", "no", false).value());
    EXPECT_FALSE(queue_.give_back(job.id, "mine").value());
    EXPECT_EQ(state(job.id), State::cancelled);
}

TEST_F(QueueTest, TriesAFailedJobAgainLaterAndParksItAfterFive) {
    const std::string id = added("a");
    for (int failure = 1; failure <= kMostFailures; ++failure) {
        const auto job = queue_.take("flower", "lease").value();
        ASSERT_TRUE(job.has_value()) << failure;
        EXPECT_TRUE(queue_.fail_job(id, "lease", "the painter answered nonsense", false).value());
        const Job failed = queue_.find(id).value();
        EXPECT_EQ(failed.failures, failure);
        EXPECT_EQ(failed.error, "the painter answered nonsense");
        if (failure == kMostFailures) {
            EXPECT_EQ(failed.state, State::parked);
            break;
        }
        EXPECT_EQ(failed.state, State::waiting);
        EXPECT_FALSE(queue_.take("flower", "lease").value().has_value());
        ASSERT_EQ(queue_.next_retry().value(), failed.not_before);
        clock_.advance(failed.not_before - clock_.now());
    }
    ASSERT_TRUE(queue_.restart(id).has_value());
    EXPECT_EQ(taken().failures, 0);
}

TEST_F(QueueTest, ParksAtOnceWhatCannotSucceed) {
    const std::string id = added("a");
    taken();
    EXPECT_TRUE(queue_.fail_job(id, "lease", "the size is too large", true).value());
    EXPECT_EQ(state(id), State::parked);
    EXPECT_EQ(queue_.restart_parked().value(), 1);
    EXPECT_EQ(state(id), State::waiting);
}

TEST_F(QueueTest, GivesAJobToTheNextWhenItsLeaseRunsOut) {
    added("a");
    const Job job = taken("first");
    store_picture(job, 0);
    clock_.advance(kLease - 1s);
    ASSERT_TRUE(queue_.recover().has_value());
    EXPECT_EQ(state(job.id), State::running);
    EXPECT_TRUE(queue_.keep(job.id, "first").value());
    clock_.advance(kLease + 1s);
    ASSERT_TRUE(queue_.recover().has_value());
    const Job again = taken("second");
    EXPECT_EQ(again.id, job.id);
    EXPECT_TRUE(again.pictures[0].done);  // the finished half is not painted anew
    EXPECT_FALSE(again.pictures[1].done);
    EXPECT_FALSE(database_->write(queue_.picture_done(job.id, "first", 1)).has_value());
}

TEST_F(QueueTest, ParksWhatInterruptsTheProgramAgainAndAgain) {
    const std::string id = added("a");
    for (int i = 0; i < kMostInterruptions; ++i) {
        EXPECT_EQ(state(id), State::waiting) << i;
        taken();
        ASSERT_TRUE(queue_.recover_own("garden:").has_value());
    }
    EXPECT_EQ(state(id), State::parked);
    EXPECT_NE(queue_.find(id).value().error, "");
}

TEST_F(QueueTest, CancelsOneAllWaitingOrAllAndNothingElse) {
    const std::string running = added("a");
    const std::string one = added("b");
    const std::string two = added("c");
    taken();
    EXPECT_TRUE(queue_.cancel(one).value());
    EXPECT_FALSE(queue_.cancel(one).value());
    EXPECT_EQ(state(two), State::waiting);
    EXPECT_EQ(queue_.cancel_waiting().value(), 1);
    EXPECT_EQ(state(two), State::cancelled);
    EXPECT_EQ(state(running), State::running);
    EXPECT_EQ(queue_.cancel_all().value(), 1);
    EXPECT_EQ(state(running), State::cancelled);
    EXPECT_EQ(queue_.cancel("nothing").error().code, ErrorCode::not_found);
}

TEST_F(QueueTest, RestartsWhatIsOverAndRefusesWhatIsNot) {
    const std::string id = added("a");
    EXPECT_EQ(queue_.restart(id).error().code, ErrorCode::conflict);
    const Job job = taken();
    EXPECT_EQ(queue_.restart(id).error().code, ErrorCode::conflict);
    store_picture(job, 0);
    ASSERT_TRUE(queue_.cancel(id).value());
    ASSERT_TRUE(queue_.restart(id).has_value());
    EXPECT_TRUE(queue_.find(id).value().pictures[0].done);
    const Job again = taken();
    store_picture(again, 1);
    EXPECT_EQ(state(id), State::done);
    ASSERT_TRUE(queue_.restart(id).has_value());
    EXPECT_FALSE(queue_.find(id).value().pictures[0].done);
    EXPECT_EQ(queue_.restart("nothing").error().code, ErrorCode::not_found);
}

TEST_F(QueueTest, GivesAJobOnlyToThePainterThatWasWished) {
    NewJob job = order("a");
    job.painter = "gpu";
    ASSERT_TRUE(queue_.add(job).has_value());
    EXPECT_FALSE(queue_.take("flower", "lease").value().has_value());
    EXPECT_TRUE(queue_.take("gpu", "lease").value().has_value());
}

TEST_F(QueueTest, ListsInPagesAndKnowsEveryPosition) {
    std::vector<std::string> ids;
    for (int i = 0; i < 7; ++i) ids.push_back(added("n" + std::to_string(i)));
    const std::string single = added("s", Priority::single);
    std::vector<std::string> listed;
    std::optional<JobCursor> after;
    do {
        const JobPage page = queue_.list(State::waiting, after, 3).value();
        EXPECT_EQ(page.before, static_cast<std::int64_t>(listed.size()));
        for (const Job& job : page.jobs) {
            EXPECT_EQ(queue_.position(job).value(), static_cast<std::int64_t>(listed.size()));
            listed.push_back(job.id);
        }
        after = page.next;
    } while (after);
    EXPECT_EQ(listed.front(), single);
    EXPECT_EQ(std::vector(listed.begin() + 1, listed.end()), ids);
    const JobPage newest = queue_.list(std::nullopt, std::nullopt, 2).value();
    ASSERT_EQ(newest.jobs.size(), 2u);
    EXPECT_EQ(newest.jobs[0].id, single);
    EXPECT_EQ(newest.jobs[1].id, ids.back());
    EXPECT_EQ(queue_.counts().value().waiting, 8);
}

TEST_F(QueueTest, StaysPausedAndSaysSo) {
    EXPECT_FALSE(queue_.is_paused().value());
    ASSERT_TRUE(queue_.pause(true).has_value());
    Queue another(*database_, clock_, {});
    EXPECT_TRUE(another.is_paused().value());
    const std::string id = added("a");
    EXPECT_FALSE(another.take("flower", "lease").value().has_value());
    ASSERT_TRUE(another.pause(false).has_value());
    EXPECT_FALSE(queue_.is_paused().value());
    EXPECT_EQ(taken().id, id);
}

TEST_F(QueueTest, ForgetsOnlyWhatIsOverForLong) {
    const std::string old = added("a");
    ASSERT_TRUE(queue_.cancel(old).value());
    clock_.advance(10min);
    const std::string recent = added("b");
    ASSERT_TRUE(queue_.cancel(recent).value());
    const std::string waiting = added("c");
    ASSERT_TRUE(queue_.forget(clock_.now() - 5min).has_value());
    EXPECT_EQ(queue_.find(old).error().code, ErrorCode::not_found);
    EXPECT_EQ(state(recent), State::cancelled);
    EXPECT_EQ(state(waiting), State::waiting);
}

TEST_F(QueueTest, AddsAllOfManyOrNone) {
    std::vector<NewJob> jobs{order("a"), order("b"), order("a")};
    const auto added = queue_.add(jobs).value();
    ASSERT_EQ(added.size(), 3u);
    EXPECT_EQ(added[2].id, added[0].id);
    EXPECT_EQ(queue_.counts().value().waiting, 2);
    EXPECT_EQ(told_.back(), "");
}

TEST_F(QueueTest, GivesEveryJobToOneOfManyWorkers) {
    constexpr int kJobs = 60;
    for (int i = 0; i < kJobs; ++i) added("n" + std::to_string(i));
    std::mutex mutex;
    std::multiset<std::string> all;
    {
        std::vector<std::jthread> workers;
        for (int w = 0; w < 6; ++w) {
            workers.emplace_back([&, w] {
                while (true) {
                    const auto job = queue_.take("flower", "lease" + std::to_string(w)).value();
                    if (!job) return;
                    const std::lock_guard lock(mutex);
                    all.insert(job->id);
                }
            });
        }
    }
    EXPECT_EQ(all.size(), static_cast<std::size_t>(kJobs));
    EXPECT_EQ(std::set(all.begin(), all.end()).size(), static_cast<std::size_t>(kJobs));
}

TEST_F(QueueTest, TellsOfParkedJobsInTheTransactionThatParksThem) {
    std::vector<std::string> parked;
    bool refuses = false;
    Queue queue(*database_, clock_, {}, [&](store::Transaction&, const Job& job) -> Result<> {
        EXPECT_EQ(job.state, State::parked);
        parked.push_back(job.id + ": " + job.error);
        return refuses ? fail(ErrorCode::io, "no") : Result<>();
    });
    const std::string first = added("a");
    ASSERT_TRUE(queue.fail_job(taken().id, "lease", "once", false).value());
    EXPECT_TRUE(parked.empty());
    const std::string second = added("b");
    ASSERT_TRUE(queue.fail_job(taken().id, "lease", "for good", true).value());
    EXPECT_EQ(parked, std::vector{second + ": for good"});
    clock_.advance(1h);
    ASSERT_EQ(taken().id, first);
    refuses = true;
    EXPECT_FALSE(queue.fail_job(first, "lease", "for good", true));
    EXPECT_EQ(state(first), State::running);
}

TEST_F(QueueTest, TellsOfJobsThatWereInterruptedTooOften) {
    int parked = 0;
    Queue queue(*database_, clock_, {}, [&](store::Transaction&, const Job&) -> Result<> {
        ++parked;
        return {};
    });
    added("a");
    for (int i = 0; i < kMostInterruptions; ++i) {
        EXPECT_EQ(parked, 0);
        taken();
        ASSERT_TRUE(queue.recover_own("garden:").has_value());
    }
    EXPECT_EQ(parked, 1);
}

}  // namespace
}  // namespace garden::jobs
