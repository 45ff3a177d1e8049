// Of this room alone: how many may wait for a store, and when it is left alone.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace garden::store {

// Keeps a store that is gone, or hangs, from holding all threads of the program. Thread-safe.
// One that is gone is asked by one request now and then, which finds out whether it is back; all others are
// refused at once. Of one that hangs only so many wait at a time; all others are refused, at once if it has
// been silent for long.
class S3Traffic {
  public:
    using Time = std::chrono::steady_clock::time_point;

    // `at_once`: requests under way; at least 1. `patience`: how long another waits until one of them has
    // ended.
    explicit S3Traffic(std::size_t at_once, std::chrono::milliseconds patience = std::chrono::seconds(2))
        : at_once_(at_once), patience_(patience) {}

    // Whether a request may begin; each that did ends with ended().
    bool begin(Time now);
    // `answered`: the store did what was asked or said why it will not. True: it was gone until now.
    bool ended(bool answered, Time now);

    // What the last request said.
    bool is_gone() const {
        const std::lock_guard lock(mutex_);
        return gone_;
    }

    // After a request that failed the next one may begin.
    static constexpr std::chrono::milliseconds kPause{500};

  private:
    bool is_left_alone(Time now) const { return gone_ && (trying_ || now < next_try_); }

    const std::size_t at_once_;
    const std::chrono::milliseconds patience_;
    mutable std::mutex mutex_;
    std::condition_variable one_ended_;
    bool gone_ = false;    // guarded by mutex_, as the rest
    bool trying_ = false;  // somebody finds out whether it is back
    Time next_try_;        // of a store that is gone
    std::size_t under_way_ = 0;
    Time silent_since_;  // it has had something to answer since then, and has not
};

}  // namespace garden::store
