#include "access/rate_limiter.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace garden::access {
namespace {

constexpr std::size_t kMostAddresses = 100'000;

}  // namespace

std::optional<std::chrono::seconds> RateLimiter::take(const std::string& address) {
    if (per_minute_ <= 0) return std::nullopt;
    const Timestamp now = clock_.now();
    const std::lock_guard lock(mutex_);
    Bucket& bucket = bucket_of(address, now);
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        if (taken_ && taken_->size() < kMostAddresses) ++(*taken_)[address];
        return std::nullopt;
    }
    const double seconds = (1 - bucket.tokens) * 60 / per_minute_;
    return std::chrono::seconds(std::max<std::int64_t>(1, std::llround(std::ceil(seconds))));
}

std::map<std::string, std::int64_t> RateLimiter::drain() {
    const std::lock_guard lock(mutex_);
    const std::map<std::string, std::int64_t> none;
    return std::exchange(taken_, none).value_or(none);
}

void RateLimiter::charge(const std::string& address, std::int64_t requests) {
    if (per_minute_ <= 0) return;
    const Timestamp now = clock_.now();
    const std::lock_guard lock(mutex_);
    Bucket& bucket = bucket_of(address, now);
    bucket.tokens = std::max(-per_minute_, bucket.tokens - static_cast<double>(requests));
}

RateLimiter::Bucket& RateLimiter::bucket_of(const std::string& address, Timestamp now) {
    if (buckets_.size() >= kMostAddresses) forget_full(now);
    Bucket& bucket = buckets_.try_emplace(address, Bucket{per_minute_, now}).first->second;
    bucket.tokens = refilled(bucket, now);
    bucket.at = now;
    return bucket;
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
