#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace garden {

// Time of day in whole microseconds since 1970-01-01 UTC; what every room stores and compares.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

// Where time comes from. Thread-safe.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
  public:
    Timestamp now() const override {
        return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    }
};

// A clock that stands still until a test moves it.
class FakeClock final : public Clock {
  public:
    explicit FakeClock(std::int64_t seconds = 1'700'000'000) : micros_(seconds * 1'000'000) {}
    Timestamp now() const override { return Timestamp(std::chrono::microseconds(micros_.load())); }
    void advance(std::chrono::microseconds by) { micros_ += by.count(); }

  private:
    std::atomic<std::int64_t> micros_;
};

inline std::int64_t to_micros(Timestamp time) { return time.time_since_epoch().count(); }
inline std::int64_t to_seconds(Timestamp time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}
inline Timestamp from_micros(std::int64_t micros) { return Timestamp(std::chrono::microseconds(micros)); }

}  // namespace garden
