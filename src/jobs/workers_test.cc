#include "jobs/workers.h"

#include <atomic>
#include <functional>

#include <gtest/gtest.h>

#include "base/id.h"
#include "gallery/test_gallery.h"
#include "store/postgres.h"
#include "store/test_postgres.h"
#include "store/test_statements.h"

namespace garden::jobs {
namespace {

using namespace std::chrono_literals;

// Paints one colour; holds still while `held`, and fails in the ways it is told to.
class TamePainter final : public painting::Painter {
  public:
    std::string_view name() const override { return "tame"; }
    Result<painting::Painting> paint(const painting::Order& order, const painting::Watch& watch) override {
        ++begun;
        if (watch.on_progress) watch.on_progress({1, 4, nullptr});
        while (held && !watch.cancel.stop_requested()) std::this_thread::sleep_for(1ms);
        if (watch.cancel.stop_requested()) return fail(ErrorCode::cancelled, "stopped");
        if (!ill.empty()) return fail(ErrorCode::unavailable, ill);
        if (order.prompt == "impossible") return fail(ErrorCode::invalid_argument, "this cannot be painted");
        ++painted;
        return painting::Painting{{2, 2, std::vector<std::uint8_t>(12, 99)}, {"tame", "1", order}};
    }
    Result<> check(const std::stop_token&) override {
        ++checked;
        return ill.empty() ? Result<>() : fail(ErrorCode::unavailable, ill);
    }
    std::atomic<int> begun = 0;
    std::atomic<int> painted = 0;
    std::atomic<int> checked = 0;
    std::atomic<bool> held = false;
    std::string ill;  // set before the workers start, or while they hold still
};

class WorkersTest : public gallery::GalleryTest {
  protected:
    WorkersTest() {
        wake_ = [this] {
            if (workers_) workers_->wake();
        };
    }
    ~WorkersTest() override { workers_.reset(); }

    void start(int parallel = 1, Judge judge = {}) {
        workers_ =
            std::make_unique<Workers>(queue_, board_, pace_, their_gallery_, time_,
                                      std::vector<Endpoint>{{"tame", "tame", parallel, &painter_}}, judge);
        ASSERT_TRUE(workers_->start().has_value());
    }
    static NewJob new_job(const std::string& prompt) {
        NewJob job;
        job.request.prompt = prompt;
        const std::string stem = "emotions/happy/" + make_uuid();
        job.pictures = {{.key = stem + "h.jpeg", .width = 1280, .height = 800},
                        {.key = stem + "v.jpeg", .width = 800, .height = 1280}};
        return job;
    }
    std::string order(const std::string& prompt = "happy") { return queue_.add(new_job(prompt)).value().id; }
    State state(const std::string& id) { return queue_.find(id).value().state; }
    static void wait_for(const std::function<bool()>& condition) {
        for (int i = 0; i < 20'000 && !condition(); ++i) std::this_thread::sleep_for(1ms);
        ASSERT_TRUE(condition());
    }
    std::size_t objects() { return objects_.list({.bucket = "garden"}).value().objects.size(); }

    // The catalog as the workers have it: out of reach while `away_`.
    std::atomic<bool> away_ = false;
    std::atomic<int> refused_ = 0;
    store::WatchedDatabase their_database_{*database_, [this](std::string_view sql) -> Result<> {
                                               if (!away_) return {};
                                               // What a job writes, and not what is looked at meanwhile.
                                               if (sql.contains("blobs") || sql.contains("failures + 1"))
                                                   ++refused_;
                                               return fail(ErrorCode::unavailable, "the database is away");
                                           }};
    store::Objects their_objects_{their_database_, *blobs_, clock_, gallery::picture_index("garden"), {}};
    gallery::Gallery their_gallery_{their_database_, their_objects_, "garden"};
    SystemClock time_;  // that leases and retries wait for
    Board board_;
    Pace pace_{*database_};
    TamePainter painter_;
    std::function<void()> wake_;
    Queue queue_{their_database_, time_, [this](const std::string& id) {
                     board_.tell(id);
                     wake_();
                 }};
    std::unique_ptr<Workers> workers_;
};

TEST_F(WorkersTest, PaintWhatIsOrderedAndMeasureIt) {
    start();
    const std::string id = order();
    wait_for([&] { return state(id) == State::done; });
    EXPECT_EQ(objects(), 2u);
    EXPECT_EQ(gallery_.all(gallery::Place::garden, {"happy", ""}).value().portrait.size(), 1u);
    EXPECT_GT(pace_.seconds("tame", 1280, 800), 0.0);
    Pace another(*database_);
    ASSERT_TRUE(another.load().has_value());
    EXPECT_GT(another.seconds("", 800, 1280), 0.0);
}

TEST_F(WorkersTest, TellHowFarTheyAreWhileTheyPaint) {
    painter_.held = true;
    start();
    const std::string id = order();
    wait_for([&] { return board_.progress(id).has_value(); });
    EXPECT_EQ(board_.progress(id)->step, 1);
    EXPECT_EQ(board_.progress(id)->steps, 4);
    EXPECT_EQ(workers_->endpoints().front().painting, 1);
    painter_.held = false;
    wait_for([&] { return state(id) == State::done; });
    wait_for([&] { return !board_.progress(id).has_value(); });
}

TEST_F(WorkersTest, PaintNothingTwiceBecauseTheDatabaseWasAway) {
    painter_.held = true;
    start();
    const std::string id = order();
    wait_for([&] { return painter_.begun == 1; });
    away_ = true;
    painter_.held = false;
    wait_for([&] { return painter_.painted == 1 && refused_ > 0; });
    away_ = false;
    wait_for([&] { return state(id) == State::done; });
    EXPECT_EQ(painter_.painted, 2) << "each of its pictures once";
    EXPECT_EQ(objects(), 2u);
}

TEST_F(WorkersTest, AJobOfWhichNothingCouldBeWrittenDownDoesNotWaitForItsLease) {
    painter_.held = true;
    start();
    const std::string id = order("impossible");
    wait_for([&] { return painter_.begun == 1; });
    away_ = true;
    painter_.held = false;
    wait_for([&] { return refused_ > 0; });
    away_ = false;
    wait_for([&] { return state(id) == State::parked; });
    EXPECT_EQ(painter_.begun, 1);
}

TEST_F(WorkersTest, TakeUpALeaseThatRanOutOnlyOnceTheDatabaseAnsweredForAsLong) {
    const auto database = store::open_postgres(store::TestPostgres::new_database()).value();
    ASSERT_TRUE(store::Buckets(*database, time_).ensure("garden"));
    store::Objects objects(*database, *blobs_, time_, gallery::picture_index("garden"), {});
    gallery::Gallery gallery(*database, objects, "garden");
    Queue queue(*database, time_, {});
    const std::string id = queue.add(new_job("happy")).value().id;
    ASSERT_TRUE(queue.take("tame", "another server:1").value());
    ASSERT_TRUE(database->write(
        [](store::Transaction& transaction) { return transaction.post("UPDATE jobs SET lease_until = 0"); }));
    const auto begun = std::chrono::steady_clock::now();
    Pace pace(*database);
    Workers workers(queue, board_, pace, gallery, time_, {{"tame", "tame", 1, &painter_}}, {}, "this server");
    ASSERT_TRUE(workers.start());
    wait_for([&] { return queue.find(id).value().state == State::done; });
    EXPECT_GE(std::chrono::steady_clock::now() - begun, kLease);
}

TEST_F(WorkersTest, EndWhileTheDatabaseIsAway) {
    painter_.held = true;
    start();
    order();
    wait_for([&] { return painter_.begun == 1; });
    away_ = true;
    painter_.held = false;
    wait_for([&] { return refused_ > 0; });
    workers_->stop();
    EXPECT_EQ(objects(), 0u);
}

TEST_F(WorkersTest, StopAtOnceWhatIsCancelledAndGoOn) {
    painter_.held = true;
    start();
    const std::string first = order();
    const std::string second = order();
    wait_for([&] { return painter_.begun == 1; });
    ASSERT_TRUE(queue_.cancel(first).value());
    wait_for([&] { return painter_.begun == 2; });
    EXPECT_EQ(objects(), 0u);
    painter_.held = false;
    wait_for([&] { return state(second) == State::done; });
    EXPECT_EQ(state(first), State::cancelled);
    EXPECT_EQ(objects(), 2u);
}

TEST_F(WorkersTest, GiveBackWhatTheyPaintWhenTheProgramStops) {
    painter_.held = true;
    start();
    const std::string id = order();
    wait_for([&] { return painter_.begun == 1; });
    workers_->stop();
    EXPECT_EQ(state(id), State::waiting);
    EXPECT_EQ(queue_.find(id).value().failures, 0);
    painter_.held = false;
    start();
    wait_for([&] { return state(id) == State::done; });
}

TEST_F(WorkersTest, ParkWhatCannotBePainted) {
    start();
    const std::string id = order("impossible");
    wait_for([&] { return state(id) == State::parked; });
    EXPECT_EQ(queue_.find(id).value().error, "this cannot be painted");
    EXPECT_TRUE(workers_->endpoints().front().healthy);
}

TEST_F(WorkersTest, LeaveAnIllPainterOutWithoutBlamingTheJob) {
    painter_.ill = "nobody listens at port 7860";
    start();
    const std::string id = order();
    wait_for([&] { return !workers_->endpoints().front().healthy; });
    EXPECT_EQ(workers_->endpoints().front().error, painter_.ill);
    wait_for([&] { return state(id) == State::waiting; });
    EXPECT_EQ(queue_.find(id).value().failures, 0);
    EXPECT_EQ(painter_.begun, 1);
}

TEST_F(WorkersTest, DoNothingWhileTheQueueIsPaused) {
    ASSERT_TRUE(queue_.pause(true).has_value());
    start();
    const std::string id = order();
    // A second order has been looked at and left before the first could have been painted.
    wait_for([&] { return board_.latest() >= 2; });
    EXPECT_EQ(painter_.begun, 0);
    EXPECT_EQ(state(id), State::waiting);
    ASSERT_TRUE(queue_.pause(false).has_value());
    wait_for([&] { return state(id) == State::done; });
}

TEST_F(WorkersTest, PaintSeveralAtOnce) {
    painter_.held = true;
    start(3);
    for (int i = 0; i < 3; ++i) order();
    wait_for([&] { return painter_.begun == 3; });
    EXPECT_EQ(workers_->endpoints().front().painting, 3);
    painter_.held = false;
    wait_for([&] { return queue_.counts().value().done == 3; });
}

TEST_F(WorkersTest, ForgetNoJobThatRanWhenTheProgramWasKilled) {
    const std::string id = order();
    ASSERT_TRUE(queue_.take("tame", "of a program that is no more").value().has_value());
    start();
    wait_for([&] { return state(id) == State::done; });
}

TEST(Board, TellsEveryJobOnceAndWhenItWasTooMuch) {
    Board board;
    const std::uint64_t seen = board.latest();
    board.tell("a");
    board.set_progress("a", {});
    board.set_progress("b", {});
    const Board::Heard heard = board.wait(seen, 0ms);
    ASSERT_EQ(heard.news.size(), 2u);
    EXPECT_FALSE(heard.news[0].progress);
    EXPECT_TRUE(heard.news[1].progress);
    EXPECT_FALSE(heard.missed);
    for (int i = 0; i < 3000; ++i) board.tell("c");
    EXPECT_TRUE(board.wait(seen, 0ms).missed);
    EXPECT_TRUE(board.wait(board.latest(), 1ms).news.empty());
}

TEST_F(WorkersTest, StoreNothingThatTheJudgeForbids) {
    std::vector<std::string> asked;
    start(1, [&](const Candidate& candidate, const std::stop_token&) -> Result<> {
        asked.emplace_back(candidate.key);
        EXPECT_TRUE(candidate.jpeg.starts_with("\xff\xd8"));
        EXPECT_NE(candidate.recipe.find("\"prompt\":\"happy\""), std::string_view::npos);
        if (candidate.key.ends_with("h.jpeg")) return {};
        return fail(ErrorCode::forbidden, "not this one");
    });
    const std::string id = order();
    wait_for([&] { return state(id) == State::parked; });
    const Job job = queue_.find(id).value();
    EXPECT_EQ(job.error, "not this one");
    EXPECT_TRUE(job.pictures[0].done);
    EXPECT_FALSE(job.pictures[1].done);
    EXPECT_EQ(objects(), 1u);
    EXPECT_EQ(asked, (std::vector{job.pictures[0].key, job.pictures[1].key}));
}

TEST_F(WorkersTest, TryAgainWhenTheJudgeCannotSay) {
    start(1, [](const Candidate&, const std::stop_token&) {
        return fail(ErrorCode::unavailable, "the judge sleeps");
    });
    const std::string id = order();
    wait_for([&] { return queue_.find(id).value().failures == 1; });
    EXPECT_EQ(state(id), State::waiting);
    EXPECT_EQ(queue_.find(id).value().error, "the judge sleeps");
    EXPECT_TRUE(workers_->endpoints().front().healthy);
    EXPECT_EQ(objects(), 0u);
}

}  // namespace
}  // namespace garden::jobs
