#include "store/database_clock.h"

namespace garden::store {
namespace {

std::int64_t steady_micros() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

constexpr std::int64_t kLatest = 500'000;  // microseconds

}  // namespace

Result<> DatabaseClock::adjust() {
    if (!database_.is_shared()) return {};
    const std::int64_t before = steady_micros();
    const auto time = database_.now();
    if (!time) return std::unexpected(time.error());
    const std::int64_t took = steady_micros() - before;
    // An answer that came late, after tries, tells nothing of when it was asked.
    if (adjusted_ && took > kLatest) return {};
    // It was asked half-way through.
    ahead_ = to_micros(*time) - (before + took / 2);
    adjusted_ = true;
    return {};
}

Timestamp DatabaseClock::now() const {
    return adjusted_ ? from_micros(steady_micros() + ahead_) : SystemClock().now();
}

}  // namespace garden::store
