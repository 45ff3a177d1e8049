#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "jobs/job.h"
#include "store/database.h"

namespace garden::jobs {

// Failures after which a job is parked, and leases that may run out before it is: a picture that takes the
// whole program down each time must not do so for ever.
inline constexpr int kMostFailures = 5;
// Of these, those that took a painter's program along: others should not wait for its next start for long.
inline constexpr int kMostCrashes = 3;
inline constexpr int kMostInterruptions = 20;
// The window of protocol.md within which the same name is the same job.
inline constexpr std::chrono::minutes kNameWindow(5);
// Who holds a job says so again well before this is over. The job of a server that is gone waits for as long:
// others go on with it within ten seconds.
inline constexpr std::chrono::seconds kLease(7);

struct Added {
    std::string id;
    bool is_new = true;  // false: it was there already, under its name
};

// Where a page of jobs begins: after this one. Made by Queue::list.
struct JobCursor {
    int priority = 0;
    std::string id;
};

struct JobPage {
    std::vector<Job> jobs;
    std::optional<JobCursor> next;  // nothing: this is the last page
    std::int64_t before = 0;        // of a page of waiting jobs: how many wait before the first
};

// Called in the transaction that parks a job; its error undoes that.
using OnParked = std::function<Result<>(store::Transaction&, const Job&)>;

// The durable queue, in the catalog. What a call answers is on the disk. First in, first out within a
// priority. Jobs are leased: only who holds the lease may finish one, and a lease that ran out gives it to
// the next. Thread-safe.
class Queue {
  public:
    // `on_change` is called after every change that was committed, with the id of the job, or "" for many at
    // once; it may be empty, must be quick, and comes on the thread that made the change.
    // `on_parked` may be empty too.
    Queue(store::Database& database, const Clock& clock, std::function<void(const std::string&)> on_change,
          OnParked on_parked = {})
        : database_(database),
          clock_(clock),
          on_change_(std::move(on_change)),
          on_parked_(std::move(on_parked)) {}

    Result<Added> add(const NewJob& job);
    // All or none, in their order.
    Result<std::vector<Added>> add(const std::vector<NewJob>& jobs);

    // The next job that the endpoint `painter` may paint, now running under `lease`; nothing: none waits, or
    // the queue is paused.
    Result<std::optional<Job>> take(const std::string& painter, const std::string& lease);
    // The leases of all running jobs.
    Result<std::vector<std::string>> leases();
    // Says that the holder is alive. False: the job is no longer its own (cancelled, restarted, or its lease
    // ran out).
    Result<bool> keep(const std::string& id, const std::string& lease);
    // To be run in the transaction that stores picture `number`: `cancelled` if the job is no longer of this
    // lease. With its last picture the job is done. Call announce() afterwards.
    store::Work picture_done(const std::string& id, const std::string& lease, std::size_t number) const;
    void announce(const std::string& id) const {
        if (on_change_) on_change_(id);
    }
    // It failed: waits, longer each time, or is parked after kMostFailures; at once where `final`. False: as
    // keep().
    Result<bool> fail_job(const std::string& id, const std::string& lease, const std::string& reason,
                          bool final);
    // Gives it back as if it had not been taken: the program stops.
    Result<bool> give_back(const std::string& id, const std::string& lease);

    // Jobs whose lease ran out wait again.
    Result<> recover();
    // Jobs whose lease begins with `ours` ("name:") wait again, as a program's do that starts anew. Where
    // nobody else writes to the catalog, those are all that run.
    Result<> recover_own(const std::string& ours);

    // Those that did not finish yet are cancelled; answers how many. `not_found` for an id that is none.
    Result<bool> cancel(const std::string& id);
    Result<std::int64_t> cancel_waiting();
    Result<std::int64_t> cancel_all();
    // A job that does not run waits again, its failures forgotten. Pictures that a parked or cancelled one
    // stored already are kept; one that was done paints all anew. `not_found`; `conflict` while it waits or
    // runs.
    Result<> restart(const std::string& id);
    Result<std::int64_t> restart_parked();

    // A paused queue takes orders and gives out none, beyond restarts of the program.
    Result<> pause(bool paused);
    Result<bool> is_paused();

    Result<Job> find(const std::string& id);  // `not_found`
    // Jobs of one state, or of all: waiting and running ones in their turn, others newest first.
    Result<JobPage> list(std::optional<State> state, const std::optional<JobCursor>& after, std::size_t most);
    Result<Counts> counts();
    // How many wait before it; 0 for one that does not wait.
    Result<std::int64_t> position(const Job& job);
    // When the next job that failed may be tried again; nothing: none waits for that.
    Result<std::optional<Timestamp>> next_retry();
    // Forgets jobs that finished before `time`, and names whose window is over and whose job is forgotten.
    Result<> forget(Timestamp time);

  private:
    Result<Added> add_in(store::Transaction& transaction, const NewJob& job);
    Result<> tell_parked(store::Transaction& transaction, const std::string& id) const;
    Result<> interrupt(std::string_view which, std::initializer_list<store::Value> values);
    Result<bool> change_leased(std::string_view sql, std::initializer_list<store::Value> values,
                               const std::string& id);
    Result<std::int64_t> change_many(std::string_view sql, std::initializer_list<store::Value> values);
    store::Database& database_;
    const Clock& clock_;
    const std::function<void(const std::string&)> on_change_;
    const OnParked on_parked_;
};

}  // namespace garden::jobs
