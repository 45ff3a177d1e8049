#include "store/s3_traffic.h"

namespace garden::store {

bool S3Traffic::begin(Time now) {
    std::unique_lock lock(mutex_);
    if (is_left_alone(now)) return false;
    if (under_way_ >= at_once_) {
        if (now - silent_since_ > patience_) return false;
        if (!one_ended_.wait_for(lock, patience_, [&] { return under_way_ < at_once_; })) return false;
        if (is_left_alone(now)) return false;
    }
    trying_ = gone_;
    if (under_way_ == 0) silent_since_ = now;
    ++under_way_;
    return true;
}

bool S3Traffic::ended(bool answered, Time now) {
    const std::lock_guard lock(mutex_);
    --under_way_;
    one_ended_.notify_one();
    trying_ = false;
    const bool was_gone = gone_;
    gone_ = !answered;
    if (answered) {
        silent_since_ = now;
    } else {
        next_try_ = now + kPause;
    }
    return answered && was_gone;
}

}  // namespace garden::store
