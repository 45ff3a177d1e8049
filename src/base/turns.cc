#include "base/turns.h"

namespace garden {

Turns::Turn Turns::take() {
    std::unique_lock lock(mutex_);
    if (working_ >= at_once_) {
        if (waiting_ >= waiting_limit_) return nullptr;
        ++waiting_;
        ended_.wait(lock, [this] { return working_ < at_once_; });
        --waiting_;
    }
    ++working_;
    return Turn(this);
}

void Turns::end() {
    {
        const std::lock_guard lock(mutex_);
        --working_;
    }
    ended_.notify_one();
}

}  // namespace garden
