#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/failure_log.h"
#include "base/result.h"
#include "hooks/send.h"
#include "hooks/webhooks.h"

namespace garden::hooks {

// Threads that carry what waits in the outbox to its webhooks, each webhook's one after the other. One that
// hangs holds a thread for kAttemptLimit at most. At least once: after a crash the last may come twice, with
// the same id. Thread-safe.
class Courier {
  public:
    Courier(Webhooks& webhooks, Send send, const Clock& clock)
        : webhooks_(webhooks), send_(std::move(send)), clock_(clock) {}
    ~Courier() { stop(); }

    void start();  // call once
    void stop();   // within a second; what is on its way is sent again after the next start
    // To be called when something may have been noted; without it that is seen a second later.
    void wake();

    // Sends a test event now and says what was answered, whatever else waits.
    // `not_found`; `cancelled` when it stops meanwhile.
    Result<Attempt> test(const std::string& name);

  private:
    void work(const std::stop_token& stop);
    void deliver(const Parcel& parcel, const std::stop_token& stop);
    Result<Attempt> attempt(const Parcel& parcel, const std::stop_token& stop) const;
    void wait(const std::stop_token& stop, std::uint64_t seen);

    Webhooks& webhooks_;
    const Send send_;
    const Clock& clock_;
    FailureLog outbox_log_{"reading the outbox"};
    std::mutex mutex_;
    std::condition_variable_any woken_;
    std::uint64_t wakes_ = 0;            // guarded by mutex_
    std::stop_source stopped_;           // of tests
    std::vector<std::jthread> threads_;  // last: joined before the rest goes
};

}  // namespace garden::hooks
