#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.h"

namespace garden::access {

// A token bucket for each address: `per_minute` requests a minute on average, as many at once. Thread-safe.
// Remembers at most 100,000 addresses; full buckets are forgotten first.
class RateLimiter {
  public:
    // 0 a minute: no limit.
    RateLimiter(double per_minute, const Clock& clock) : per_minute_(per_minute), clock_(clock) {}

    // Takes one request of `address`. Nothing: go ahead. Else how long to wait, at least one second.
    std::optional<std::chrono::seconds> take(const std::string& address);

    // How many requests each address took since this was asked last, of 100,000 addresses at most; they are
    // counted from the first call on, which answers none.
    std::map<std::string, std::int64_t> drain();
    // Counts requests of `address` that others let pass. It may come to owe a minute's worth: who asked
    // several servers at once waits until the average is kept.
    void charge(const std::string& address, std::int64_t requests);

  private:
    struct Bucket {
        double tokens;
        Timestamp at;
    };
    Bucket& bucket_of(const std::string& address, Timestamp now);
    double refilled(const Bucket& bucket, Timestamp now) const;
    void forget_full(Timestamp now);

    const double per_minute_;
    const Clock& clock_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> buckets_;  // guarded by mutex_
    // Guarded by mutex_; since drain().
    std::optional<std::map<std::string, std::int64_t>> taken_;
};

}  // namespace garden::access
