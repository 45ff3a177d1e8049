#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

#include "base/clock.h"
#include "store/database.h"

namespace garden::store {

// How far another machine's clock is ahead of this one's, of what several questions told. As NTP's clock
// filter does (RFC 5905, section 10) it believes the question that took the shortest way, for the answer is
// of some time between asking and hearing. Values in microseconds.
class ClockEstimate {
  public:
    // Asked at `asked` and heard at `heard`, by this machine's clock, the other said `told`.
    void note(std::int64_t asked, std::int64_t heard, std::int64_t told);

    // Nothing before the first note().
    std::optional<std::int64_t> ahead() const;

  private:
    struct Sample {
        std::int64_t ahead;
        std::int64_t error;  // at most, when it was heard
        std::int64_t heard;
    };
    std::optional<Sample> best_;
};

// The time of day of the catalog's machine, for programs that share it compare their times: leases, sessions,
// the order of pictures. What this machine's own clock says does not matter. Thread-safe.
class DatabaseClock final : public Clock {
  public:
    // Not shared: this machine's time.
    explicit DatabaseClock(Database& database) : database_(database) {}

    // Asks the database; until the first time it is this machine's time. To be called every few seconds, for
    // clocks run differently fast.
    Result<> adjust();

    Timestamp now() const override;

  private:
    Database& database_;
    std::mutex mutex_;
    ClockEstimate estimate_;  // guarded by mutex_
    std::atomic<bool> adjusted_ = false;
    std::atomic<std::int64_t> ahead_ = 0;  // of steady_clock, microseconds
};

}  // namespace garden::store
