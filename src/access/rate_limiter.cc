#include "access/rate_limiter.h"

#include <algorithm>
#include <cmath>

namespace garden::access {
namespace {

constexpr std::size_t kMostAddresses = 100'000;

}  // namespace

std::optional<std::chrono::seconds> RateLimiter::take(const std::string& address) {
    if (per_minute_ <= 0) return std::nullopt;
    const Timestamp now = clock_.now();
    const std::lock_guard lock(mutex_);
    if (buckets_.size() >= kMostAddresses) forget_full(now);
    Bucket& bucket = buckets_.try_emplace(address, Bucket{per_minute_, now}).first->second;
    bucket = {refilled(bucket, now), now};
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return std::nullopt;
    }
    const double seconds = (1 - bucket.tokens) * 60 / per_minute_;
    return std::chrono::seconds(std::max<std::int64_t>(1, std::llround(std::ceil(seconds))));
}

double RateLimiter::refilled(const Bucket& bucket, Timestamp now) const {
    const double minutes = std::chrono::duration<double>(now - bucket.at).count() / 60;
    return std::min(per_minute_, bucket.tokens + std::max(0.0, minutes) * per_minute_);
}

void RateLimiter::forget_full(Timestamp now) {
    std::erase_if(buckets_, [&](const auto& entry) { return refilled(entry.second, now) >= per_minute_; });
    // An attacker with that many addresses at once: start over rather than grow without bound.
    if (buckets_.size() >= kMostAddresses) buckets_.clear();
}

}  // namespace garden::access
