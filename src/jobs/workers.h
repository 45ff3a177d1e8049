#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/failure_log.h"
#include "gallery/gallery.h"
#include "jobs/board.h"
#include "jobs/judge.h"
#include "jobs/pace.h"
#include "jobs/queue.h"
#include "painting/painter.h"

namespace garden::jobs {

// A painter that takes jobs: several may have the same engine.
struct Endpoint {
    std::string name;                      // unique
    std::string engine;                    // flower, comfyui, …
    int parallel = 1;                      // pictures at once, at least 1
    painting::Painter* painter = nullptr;  // outlives the workers
};

struct EndpointStatus {
    std::string name;
    std::string engine;
    int parallel = 1;
    int painting = 0;  // pictures right now
    bool healthy = true;
    std::string error;               // why it is not
    painting::OptionValues options;  // that an order may have
};

// Threads that take jobs from the queue and store what they paint: as many an endpoint as it paints at once.
// An endpoint that does not answer is left out, and asked again until it does. Thread-safe.
class Workers {
  public:
    // `judge` is asked for each picture before it is stored; it may be empty. A job whose picture is
    // forbidden is parked with what the judge said.
    Workers(Queue& queue, Board& board, Pace& pace, gallery::Gallery& gallery, const Clock& clock,
            std::vector<Endpoint> endpoints, Judge judge = {}, const std::string& node = "garden");
    ~Workers();

    // Jobs that a program before this one left running wait again; then the threads begin. Without `paints`
    // they leave the pictures to other servers. Call once.
    Result<> start(bool paints = true);
    // Stops within a second or so; pictures at work are given back to the queue.
    void stop();

    // To be called after every change of the queue: somebody looks at it.
    void wake();

    std::vector<EndpointStatus> endpoints() const;
    // Pictures that `painter`, or all of them where it is empty, paint at once; endpoints that are not well
    // do not count.
    int capacity(std::string_view painter) const;

  private:
    struct Running {
        std::string job_id;
        std::stop_source stop;
    };
    struct Health {
        bool healthy = true;
        std::string error;
        int painting = 0;
        bool asked = false;  // whether it is well again; one thread asks, and no more often than kCheck
    };

    void work(const std::stop_token& stop, const Endpoint& endpoint);
    void watch(const std::stop_token& stop);
    bool ready(const std::stop_token& stop, const Endpoint& endpoint);
    void set_health(const Endpoint& endpoint, const Result<>& checked);
    void carry_out(const std::stop_token& stop, const Endpoint& endpoint, const Job& job);
    void conclude(const std::stop_token& stop, const Endpoint& endpoint, const Job& job,
                  const Result<>& painted);
    Result<> paint_all(const Endpoint& endpoint, const Job& job, const std::stop_token& cancel);
    Result<> paint_one(const Endpoint& endpoint, const Job& job, std::size_t number,
                       const std::stop_token& cancel);
    Result<> persist(const std::stop_token& stop, const std::string& job_id,
                     std::chrono::steady_clock::time_point until, const std::function<Result<>()>& write);
    void stop_lost();
    bool renew();
    std::optional<std::chrono::milliseconds> until_retry();
    std::map<std::string, Running> running() const;  // by lease
    void wait(const std::stop_token& stop, std::chrono::milliseconds time);
    void wait_for_change(const std::stop_token& stop, std::uint64_t seen, std::chrono::milliseconds most);
    std::uint64_t changes() const;

    Queue& queue_;
    Board& board_;
    Pace& pace_;
    gallery::Gallery& gallery_;
    const Clock& clock_;
    const std::vector<Endpoint> endpoints_;
    const Judge judge_;
    FailureLog queue_log_{"reading the queue"};
    FailureLog renewal_log_{"renewing leases"};
    FailureLog recovery_log_{"taking up jobs whose lease ran out"};
    const std::string lease_prefix_;  // by which this program knows its leases after a crash
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::uint64_t changes_ = 0;               // guarded by mutex_
    std::map<std::string, Running> running_;  // by lease; guarded by mutex_
    std::map<std::string, Health> health_;    // by endpoint name; guarded by mutex_
    std::vector<std::jthread> threads_;       // last: joined before the rest goes
};

}  // namespace garden::jobs
