// What keeps request bodies from taking all time or all memory.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace garden::http {

// How long a body may take: `patience` without a single octet, and on average lowest_rate once `patience` has
// passed since its first octet. Without the second, an octet now and then holds a connection for ever.
class BodyPace {
  public:
    using Time = std::chrono::steady_clock::time_point;

    // Octets in a second; the slowest mobile networks in use (EDGE) send more.
    static constexpr std::uint64_t lowest_rate = 4 * 1024;

    explicit BodyPace(std::chrono::milliseconds patience) : patience_(patience) {}

    // `octets` of the body came until `now`, all together.
    void note(std::uint64_t octets, Time now) {
        if (octets > 0 && octets_ == 0) first_ = now;
        octets_ = octets;
    }

    // When a wait for more that begins `now` is over; it may be over already.
    Time deadline(Time now) const {
        const Time silence = now + patience_;
        if (octets_ == 0) return silence;
        const std::chrono::milliseconds earned(octets_ * 1000 / lowest_rate);
        return std::min(silence, first_ + std::max(patience_, earned));
    }

  private:
    const std::chrono::milliseconds patience_;
    std::uint64_t octets_ = 0;
    Time first_{};
};

// How many octets of request bodies the server holds at once. Thread-safe.
class BodyBudget {
  public:
    explicit BodyBudget(std::size_t limit) : limit_(limit) {}

    // False, and nothing is taken, where the budget does not last.
    bool take(std::size_t octets) {
        std::size_t taken = taken_.load();
        do {
            if (octets > limit_ - taken) return false;
        } while (!taken_.compare_exchange_weak(taken, taken + octets));
        return true;
    }
    void give_back(std::size_t octets) { taken_ -= octets; }
    // Whether take() would succeed now.
    bool has(std::uint64_t octets) const { return octets <= limit_ - taken_; }

  private:
    const std::size_t limit_;
    std::atomic<std::size_t> taken_ = 0;
};

// What one connection has taken of the budget; given back with it at the latest. Of one thread.
class BodyShare {
  public:
    explicit BodyShare(BodyBudget& budget) : budget_(budget) {}
    ~BodyShare() { give_back(); }
    BodyShare(const BodyShare&) = delete;
    BodyShare& operator=(const BodyShare&) = delete;

    // Takes what is missing to `octets`, which must not be fewer than before; false where the budget does not
    // last.
    bool grow_to(std::size_t octets) {
        if (!budget_.take(octets - taken_)) return false;
        taken_ = octets;
        return true;
    }
    void give_back() {
        budget_.give_back(taken_);
        taken_ = 0;
    }

  private:
    BodyBudget& budget_;
    std::size_t taken_ = 0;
};

}  // namespace garden::http
