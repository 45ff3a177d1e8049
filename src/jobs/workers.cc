#include "jobs/workers.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/id.h"
#include "base/log.h"
#include "base/process.h"
#include "image/codec.h"
#include "painting/description.h"

namespace garden::jobs {
namespace {

constexpr int kQuality = 90;  // of stored pictures
constexpr int kPreviewQuality = 70;
// How often leases are renewed, waiting jobs are looked for without being told, and an endpoint that failed
// is asked whether it is well again.
constexpr std::chrono::seconds kRenewal(15);
constexpr std::chrono::seconds kLook(5);
constexpr std::chrono::seconds kCheck(5);
// A job's steps are told at most this often.
constexpr std::chrono::milliseconds kTellStep(200);

using SteadyClock = std::chrono::steady_clock;

painting::Order order_of(const Job& job, std::size_t number) {
    const JobPicture& picture = job.pictures[number];
    return {.prompt = job.request.prompt,
            .negative_prompt = job.request.negative_prompt,
            .width = picture.width,
            .height = picture.height,
            .seed = job.request.seed + number,
            .steps = job.request.steps,
            .guidance = job.request.guidance,
            .options = {}};
}

// Trying again cannot help.
bool is_final(const Error& error) {
    return error.code == ErrorCode::invalid_argument || error.code == ErrorCode::too_large ||
           error.code == ErrorCode::forbidden || error.code == ErrorCode::unsupported;
}

// Writes the steps of one picture on the board, not too often.
class StepTeller {
  public:
    StepTeller(Board& board, std::string job_id, std::size_t number)
        : board_(board), job_id_(std::move(job_id)), number_(number) {}

    void tell(const painting::Progress& progress) {
        const auto now = SteadyClock::now();
        if (progress.preview == nullptr && now - told_ < kTellStep) return;
        told_ = now;
        JobProgress written{number_, progress.step, progress.steps, nullptr};
        if (progress.preview != nullptr) {
            auto jpeg = image::encode_jpeg(*progress.preview, kPreviewQuality, {});
            if (jpeg) written.preview = std::make_shared<const Bytes>(std::move(*jpeg));
        }
        board_.set_progress(job_id_, std::move(written));
    }

  private:
    Board& board_;
    const std::string job_id_;
    const std::size_t number_;
    SteadyClock::time_point told_{};
};

}  // namespace

Workers::Workers(Queue& queue, Board& board, Pace& pace, gallery::Gallery& gallery, const Clock& clock,
                 std::vector<Endpoint> endpoints, Judge judge)
    : queue_(queue),
      board_(board),
      pace_(pace),
      gallery_(gallery),
      clock_(clock),
      endpoints_(std::move(endpoints)),
      judge_(std::move(judge)) {
    for (const Endpoint& endpoint : endpoints_) health_[endpoint.name];
}

Workers::~Workers() { stop(); }

Result<> Workers::start() {
    if (const auto recovered = queue_.recover(true); !recovered) return recovered;
    threads_.emplace_back([this](const std::stop_token& stop) { watch(stop); });
    for (const Endpoint& endpoint : endpoints_) {
        for (int i = 0; i < endpoint.parallel; ++i) {
            threads_.emplace_back([this, &endpoint](const std::stop_token& stop) { work(stop, endpoint); });
        }
    }
    return {};
}

void Workers::stop() {
    for (std::jthread& thread : threads_) thread.request_stop();
    threads_.clear();
}

void Workers::wake() {
    {
        const std::lock_guard lock(mutex_);
        ++changes_;
    }
    changed_.notify_all();
}

std::uint64_t Workers::changes() const {
    const std::lock_guard lock(mutex_);
    return changes_;
}

void Workers::wait_for_change(const std::stop_token& stop, std::uint64_t seen,
                              std::chrono::milliseconds most) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, most, [&] { return changes_ > seen; });
}

std::vector<EndpointStatus> Workers::endpoints() const {
    const std::lock_guard lock(mutex_);
    std::vector<EndpointStatus> statuses;
    for (const Endpoint& endpoint : endpoints_) {
        const Health& health = health_.at(endpoint.name);
        statuses.push_back({endpoint.name, std::string(endpoint.painter->name()), endpoint.parallel,
                            health.painting, health.healthy, health.error});
    }
    return statuses;
}

void Workers::set_health(const Endpoint& endpoint, const Result<>& checked) {
    bool turned = false;
    {
        const std::lock_guard lock(mutex_);
        Health& health = health_.at(endpoint.name);
        turned = health.healthy != checked.has_value();
        health.healthy = checked.has_value();
        health.error = checked ? "" : checked.error().message;
    }
    if (!turned) return;
    if (checked) {
        log::info("a painter is well again", {{"painter", endpoint.name}});
    } else {
        log::warning("a painter is left out until it answers",
                     {{"painter", endpoint.name}, {"reason", checked.error().message}});
    }
    board_.tell("");
}

// Whether the endpoint may take a job now; waits a while where it may not.
bool Workers::ready(const std::stop_token& stop, const Endpoint& endpoint) {
    const std::uint64_t seen = changes();
    const auto paused = queue_.is_paused();
    if (!paused || *paused) {
        wait_for_change(stop, seen, kLook);
        return false;
    }
    {
        const std::lock_guard lock(mutex_);
        if (health_.at(endpoint.name).healthy) return true;
    }
    const Result<> checked = endpoint.painter->check(stop);
    set_health(endpoint, checked);
    if (checked) return true;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, kCheck, [] { return false; });
    return false;
}

void Workers::work(const std::stop_token& stop, const Endpoint& endpoint) {
    lower_thread_priority(10);  // visitors come first
    while (!stop.stop_requested()) {
        if (!ready(stop, endpoint)) continue;
        const std::uint64_t seen = changes();
        const auto job = queue_.take(endpoint.name, make_uuid());
        if (!job) {
            log::error("the queue cannot be read", {{"reason", job.error().message}});
            wait_for_change(stop, seen, kLook);
        } else if (!*job) {
            wait_for_change(stop, seen, kLook);
        } else {
            carry_out(stop, endpoint, **job);
        }
    }
}

void Workers::carry_out(const std::stop_token& stop, const Endpoint& endpoint, const Job& job) {
    std::stop_source cancel;
    const std::stop_callback with_all(stop, [&] { cancel.request_stop(); });
    {
        const std::lock_guard lock(mutex_);
        running_[job.lease] = {job.id, cancel};
        ++health_.at(endpoint.name).painting;
    }
    const Result<> painted = paint_all(endpoint, job, cancel.get_token());
    {
        const std::lock_guard lock(mutex_);
        running_.erase(job.lease);
        --health_.at(endpoint.name).painting;
    }
    board_.clear_progress(job.id);
    conclude(stop, endpoint, job, painted);
}

// What becomes of a job that was painted, or was not.
void Workers::conclude(const std::stop_token& stop, const Endpoint& endpoint, const Job& job,
                       const Result<>& painted) {
    if (painted) return;
    const Error& error = painted.error();
    Result<bool> told = true;
    if (stop.stop_requested()) {
        told = queue_.give_back(job.id, job.lease);
    } else if (error.code == ErrorCode::cancelled) {
        return;  // whoever took it away has written that down
    } else if (const Result<> checked = is_final(error) ? Result<>() : endpoint.painter->check(stop);
               !checked) {
        // Not the job's fault: another endpoint takes it, or this one when it is well again.
        set_health(endpoint, checked);
        told = queue_.give_back(job.id, job.lease);
    } else {
        log::warning("a picture could not be painted",
                     {{"job", job.id}, {"painter", endpoint.name}, {"reason", error.message}});
        told = queue_.fail_job(job.id, job.lease, error.message, is_final(error));
    }
    // Its lease runs out, and then it waits again.
    if (!told) log::error("the queue cannot be written", {{"job", job.id}, {"reason", told.error().message}});
}

Result<> Workers::paint_all(const Endpoint& endpoint, const Job& job, const std::stop_token& cancel) {
    bool any = false;
    for (std::size_t number = 0; number < job.pictures.size(); ++number) {
        if (job.pictures[number].done) continue;
        if (const auto painted = paint_one(endpoint, job, number, cancel); !painted) return painted;
        any = true;
    }
    if (any) return {};
    const auto finished = queue_.finish(job.id, job.lease);
    if (!finished) return std::unexpected(finished.error());
    return {};
}

Result<> Workers::paint_one(const Endpoint& endpoint, const Job& job, std::size_t number,
                            const std::stop_token& cancel) {
    const JobPicture& wanted = job.pictures[number];
    StepTeller teller(board_, job.id, number);
    const auto begun = SteadyClock::now();
    const auto painting = endpoint.painter->paint(
        order_of(job, number),
        {.on_progress = [&](const painting::Progress& progress) { teller.tell(progress); },
         .cancel = cancel});
    if (!painting) return std::unexpected(painting.error());
    const std::chrono::duration<double> took = SteadyClock::now() - begun;
    const auto jpeg = image::encode_jpeg(painting->picture, kQuality, painting::describe(painting->recipe));
    if (!jpeg) return std::unexpected(jpeg.error());
    const std::string recipe = painting::to_json(painting->recipe);
    if (judge_) {
        if (const auto kept = judge_({wanted.key, *jpeg, recipe}, cancel); !kept) return kept;
    }
    const store::Work done = queue_.picture_done(job.id, job.lease, number);
    const store::Work measured = pace_.measured(endpoint.name, wanted.width, wanted.height, took.count());
    const auto put = gallery_.put_picture(wanted.key, *jpeg, {{"recipe", recipe}},
                                          [&](store::Transaction& transaction) -> Result<> {
                                              if (const auto marked = done(transaction); !marked)
                                                  return marked;
                                              return measured(transaction);
                                          });
    if (!put) return std::unexpected(put.error());
    queue_.announce(job.id);
    return {};
}

void Workers::watch(const std::stop_token& stop) {
    auto renewed = SteadyClock::now();
    while (!stop.stop_requested()) {
        const std::uint64_t seen = changes();
        auto most = std::chrono::milliseconds(kLook);
        const bool retry = retry_is_due(most);
        wait_for_change(stop, seen, most);
        if (retry && changes() == seen) wake();
        stop_lost();
        if (SteadyClock::now() - renewed < kRenewal) continue;
        renewed = SteadyClock::now();
        renew();
    }
}

// Whether a job that failed may be tried again before `wait` is over, which then becomes the time until then.
bool Workers::retry_is_due(std::chrono::milliseconds& wait) {
    const auto retry = queue_.next_retry();
    if (!retry || !*retry) return false;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(**retry - clock_.now());
    if (left > wait) return false;
    wait = std::max(left, std::chrono::milliseconds(1));
    return true;
}

// Stops painting what is no longer ours: it was cancelled, or its lease ran out.
void Workers::stop_lost() {
    const auto leases = queue_.leases();
    if (!leases) return;
    const std::lock_guard lock(mutex_);
    for (auto& [lease, running] : running_) {
        if (std::ranges::find(*leases, lease) == leases->end()) running.stop.request_stop();
    }
}

void Workers::renew() {
    std::vector<std::pair<std::string, std::string>> held;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [lease, running] : running_) held.emplace_back(running.job_id, lease);
    }
    for (const auto& [id, lease] : held) {
        if (const auto kept = queue_.keep(id, lease); !kept)
            log::error("a lease cannot be renewed", {{"job", id}, {"reason", kept.error().message}});
    }
    if (const auto recovered = queue_.recover(false); !recovered)
        log::error("jobs cannot be recovered", {{"reason", recovered.error().message}});
}

}  // namespace garden::jobs
