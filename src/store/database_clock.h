#pragma once

#include <atomic>
#include <cstdint>

#include "base/clock.h"
#include "store/database.h"

namespace garden::store {

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
    std::atomic<bool> adjusted_ = false;
    std::atomic<std::int64_t> ahead_ = 0;  // of steady_clock, microseconds
};

}  // namespace garden::store
