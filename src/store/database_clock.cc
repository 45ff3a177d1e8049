#include "store/database_clock.h"

#include <cstdlib>

namespace garden::store {
namespace {

std::int64_t steady_micros() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

// What two clocks may come apart in a microsecond: each 50 millionths, the tolerance of the quartz of
// ordinary machines and three times what NTP reckons with (PHI in RFC 5905).
constexpr double kDrift = 100e-6;

constexpr std::int64_t kLatest = 500'000;  // microseconds

}  // namespace

void ClockEstimate::note(std::int64_t asked, std::int64_t heard, std::int64_t told) {
    // It is thought of as told half-way through.
    const Sample sample = {told - (asked + (heard - asked) / 2), (heard - asked) / 2, heard};
    if (best_) {
        const auto error =
            best_->error + static_cast<std::int64_t>(kDrift * static_cast<double>(heard - best_->heard));
        // Who contradicts what was believed tells that a clock was set.
        const bool is_set = std::abs(sample.ahead - best_->ahead) > error + sample.error;
        if (error < sample.error && !is_set) return;
    }
    best_ = sample;
}

std::optional<std::int64_t> ClockEstimate::ahead() const {
    return best_ ? std::optional(best_->ahead) : std::nullopt;
}

Result<> DatabaseClock::adjust() {
    if (!database_.is_shared()) return {};
    const std::int64_t before = steady_micros();
    const auto time = database_.now();
    if (!time) return std::unexpected(time.error());
    const std::int64_t heard = steady_micros();
    // An answer that came late, after tries, tells nothing of when it was asked.
    if (adjusted_ && heard - before > kLatest) return {};
    const std::lock_guard lock(mutex_);
    estimate_.note(before, heard, to_micros(*time));
    ahead_ = *estimate_.ahead();
    adjusted_ = true;
    return {};
}

Timestamp DatabaseClock::now() const {
    return adjusted_ ? from_micros(steady_micros() + ahead_) : SystemClock().now();
}

}  // namespace garden::store
