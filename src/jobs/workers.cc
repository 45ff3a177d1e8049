#include "jobs/workers.h"

#include <algorithm>
#include <utility>

#include "base/id.h"
#include "base/log.h"
#include "base/process.h"
#include "image/codec.h"
#include "jobs/paint_picture.h"

namespace garden::jobs {
namespace {

constexpr int kPreviewQuality = 70;
// How often leases are renewed and those that ran out looked for, waiting jobs are looked for without being
// told, and an endpoint that failed is asked whether it is well again.
constexpr std::chrono::seconds kRenewal(2);
constexpr std::chrono::seconds kLook(5);
constexpr std::chrono::seconds kCheck(5);
// How soon what a store did not take is brought to it again; and a picture for how long: another server may
// have room, or a way to the store.
constexpr std::chrono::seconds kPersist(1);
constexpr std::chrono::seconds kPersistFor(60);
// Steps without a preview are told at most this often.
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
            .options = job.request.options};
}

// Trying again cannot help.
bool is_final(const Error& error) {
    return error.code == ErrorCode::invalid_argument || error.code == ErrorCode::too_large ||
           error.code == ErrorCode::forbidden || error.code == ErrorCode::unsupported;
}

// Nor does it help to try again, after so many times.
bool is_last(const Error& error, const Job& job) {
    return is_final(error) || (error.code == ErrorCode::internal && job.failures + 1 >= kMostCrashes);
}

// The database or the store of the pictures is away, or has no time.
bool is_passing(const Error& error) {
    return error.code == ErrorCode::unavailable || error.code == ErrorCode::busy;
}

// A store that is not to be had is no fault of a painter, whose error `unavailable` is.
Error not_stored(const Error& error) {
    return {is_passing(error) ? ErrorCode::io : error.code, error.message};
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
                 std::vector<Endpoint> endpoints, Judge judge, const std::string& node)
    : queue_(queue),
      board_(board),
      pace_(pace),
      gallery_(gallery),
      clock_(clock),
      endpoints_(std::move(endpoints)),
      judge_(std::move(judge)),
      lease_prefix_(node + ":") {
    for (const Endpoint& endpoint : endpoints_) health_[endpoint.name];
}

Workers::~Workers() { stop(); }

Result<> Workers::start(bool paints) {
    if (const auto recovered = queue_.recover_own(lease_prefix_); !recovered) return recovered;
    threads_.emplace_back([this](const std::stop_token& stop) { watch(stop); });
    if (!paints) return {};
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
        statuses.push_back({endpoint.name, endpoint.engine, endpoint.parallel, health.painting,
                            health.healthy, health.error, endpoint.painter->options()});
    }
    return statuses;
}

int Workers::capacity(std::string_view painter) const {
    const std::lock_guard lock(mutex_);
    int capacity = 0;
    for (const Endpoint& endpoint : endpoints_) {
        if (health_.at(endpoint.name).healthy && (painter.empty() || endpoint.name == painter))
            capacity += endpoint.parallel;
    }
    return capacity;
}

void Workers::set_health(const Endpoint& endpoint, const Result<>& checked) {
    bool turned = false;
    {
        const std::lock_guard lock(mutex_);
        Health& health = health_.at(endpoint.name);
        turned = health.healthy != checked.has_value();
        health.healthy = checked.has_value();
        health.error = checked ? "" : checked.error().message;
        if (checked) health.asked = false;
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
    bool asks = false;
    {
        const std::lock_guard lock(mutex_);
        Health& health = health_.at(endpoint.name);
        if (health.healthy) return true;
        asks = !std::exchange(health.asked, true);  // the others of this endpoint wait for the answer
    }
    if (asks) {
        const Result<> checked = endpoint.painter->check(stop);
        set_health(endpoint, checked);
        if (checked) return true;
    }
    wait(stop, kCheck);
    if (asks) {
        const std::lock_guard lock(mutex_);
        health_.at(endpoint.name).asked = false;
    }
    return false;
}

// Whatever changes meanwhile.
void Workers::wait(const std::stop_token& stop, std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, time, [] { return false; });
}

void Workers::work(const std::stop_token& stop, const Endpoint& endpoint) {
    lower_thread_priority(10);  // visitors come first
    while (!stop.stop_requested()) {
        if (!ready(stop, endpoint)) continue;
        const std::uint64_t seen = changes();
        const auto job = queue_.take(endpoint.name, lease_prefix_ + make_uuid());
        queue_log_.note(job);
        if (job && *job) {
            carry_out(stop, endpoint, **job);
        } else {
            wait_for_change(stop, seen, kLook);
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

// Writes until the stores answer, `until` is over, or there is a stop: because they are away for a moment no
// picture is painted twice, and no job waits for its lease to run out.
Result<> Workers::persist(const std::stop_token& stop, const std::string& job_id,
                          SteadyClock::time_point until, const std::function<Result<>()>& write) {
    auto written = write();
    bool is_told = false;
    while (!written && is_passing(written.error()) && SteadyClock::now() < until) {
        if (!std::exchange(is_told, true))
            log::warning("a job waits for its store", {{"job", job_id}, {"reason", written.error().message}});
        wait(stop, kPersist);
        if (stop.stop_requested()) break;
        written = write();
    }
    return written;
}

// What becomes of a job that was painted, or was not.
void Workers::conclude(const std::stop_token& stop, const Endpoint& endpoint, const Job& job,
                       const Result<>& painted) {
    if (painted) return;
    const Error& error = painted.error();
    const auto write_down = [&](const auto& write) {
        return persist(stop, job.id, SteadyClock::time_point::max(), [&] { return only_error(write()); });
    };
    // Where somebody took the job away, they have written that down, and this changes nothing.
    const auto give_back = [&] { return queue_.give_back(job.id, job.lease); };
    Result<> told;
    if (stop.stop_requested() || error.code == ErrorCode::cancelled) {
        told = write_down(give_back);
    } else if (error.code == ErrorCode::io) {
        // A full disk, mostly, or blobs out of reach: no job is to blame, and none would fare better now.
        log::error("a picture cannot be stored", {{"job", job.id}, {"reason", error.message}});
        told = write_down(give_back);
        wait(stop, kCheck);
    } else if (const Result<> checked = is_final(error) ? Result<>() : endpoint.painter->check(stop);
               !checked && error.code != ErrorCode::internal) {
        // Not the job's fault: another endpoint takes it, or this one when it is well again.
        set_health(endpoint, checked);
        told = write_down(give_back);
    } else {
        if (!checked) set_health(endpoint, checked);  // and yet this job may have made it ill
        log::warning("a picture could not be painted",
                     {{"job", job.id}, {"painter", endpoint.name}, {"reason", error.message}});
        told = write_down(
            [&] { return queue_.fail_job(job.id, job.lease, error.message, is_last(error, job)); });
    }
    // Its lease runs out, and then it waits again.
    if (!told) log::error("the queue cannot be written", {{"job", job.id}, {"reason", told.error().message}});
}

Result<> Workers::paint_all(const Endpoint& endpoint, const Job& job, const std::stop_token& cancel) {
    for (std::size_t number = 0; number < job.pictures.size(); ++number) {
        if (job.pictures[number].done) continue;
        if (const auto painted = paint_one(endpoint, job, number, cancel); !painted) return painted;
    }
    return {};
}

Result<> Workers::paint_one(const Endpoint& endpoint, const Job& job, std::size_t number,
                            const std::stop_token& cancel) {
    const JobPicture& wanted = job.pictures[number];
    StepTeller teller(board_, job.id, number);
    const auto painted = paint_picture(
        *endpoint.painter, order_of(job, number),
        {.on_progress = [&](const painting::Progress& progress) { teller.tell(progress); }, .cancel = cancel},
        wanted.key, judge_);
    if (!painted) return std::unexpected(painted.error());
    const store::Work done = queue_.picture_done(job.id, job.lease, number);
    const store::Work measured = pace_.measured(endpoint.name, wanted.width, wanted.height, painted->seconds);
    const store::Work both = [&](store::Transaction& transaction) -> Result<> {
        if (const auto marked = done(transaction); !marked) return marked;
        return measured(transaction);
    };
    const auto put = persist(cancel, job.id, SteadyClock::now() + kPersistFor, [&] {
        return only_error(
            gallery_.put_picture(wanted.key, painted->jpeg, {{"recipe", painted->recipe}}, both));
    });
    // Also where it is no longer ours: it may be done, by a write of which no answer came.
    queue_.announce(job.id);
    if (!put && cancel.stop_requested()) return fail(ErrorCode::cancelled, "nobody waits for it any more");
    if (!put) return std::unexpected(not_stored(put.error()));
    return {};
}

void Workers::watch(const std::stop_token& stop) {
    auto renewed = SteadyClock::now();
    auto answered_since = renewed;
    while (!stop.stop_requested()) {
        const std::uint64_t seen = changes();
        const auto retry = until_retry();
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(renewed + kRenewal - SteadyClock::now());
        wait_for_change(stop, seen, std::min(retry.value_or(left), left));
        if (retry && *retry <= left && changes() == seen) wake();
        stop_lost();
        if (SteadyClock::now() < renewed + kRenewal) continue;
        const bool answered = renew();
        // While the database was away nobody could renew a lease: whoever holds one has time to, once it is
        // back. A round that took long tells that it was, or that this program was stopped.
        const auto before = std::exchange(renewed, SteadyClock::now());
        if (!answered || renewed - before > kLease - kRenewal) answered_since = renewed;
        if (renewed - answered_since > kLease) recovery_log_.note(queue_.recover());
    }
}

// The time until a job that failed may be tried again, where that is before the next look anyway.
std::optional<std::chrono::milliseconds> Workers::until_retry() {
    const auto retry = queue_.next_retry();
    if (!retry || !*retry) return std::nullopt;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(**retry - clock_.now());
    if (left > kRenewal) return std::nullopt;
    return std::max(left, std::chrono::milliseconds(1));
}

std::map<std::string, Workers::Running> Workers::running() const {
    const std::lock_guard lock(mutex_);
    return running_;
}

// Stops painting what is no longer ours: it was cancelled, or its lease ran out.
void Workers::stop_lost() {
    // First what runs here: what is taken after this is not in question.
    auto ours = running();
    if (ours.empty()) return;
    const auto leases = queue_.leases();
    if (!leases) return;
    for (auto& [lease, job] : ours) {
        if (std::ranges::find(*leases, lease) == leases->end()) job.stop.request_stop();
    }
}

// False: the database did not answer.
bool Workers::renew() {
    const auto ours = running();
    Result<> renewed = ours.empty() ? only_error(queue_.leases()) : Result<>();
    for (const auto& [lease, job] : ours) {
        if (renewed) renewed = only_error(queue_.keep(job.job_id, lease));
    }
    renewal_log_.note(renewed);
    return renewed.has_value();
}

}  // namespace garden::jobs
