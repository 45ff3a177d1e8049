#pragma once

#include <atomic>
#include <string_view>

#include "base/result.h"

namespace garden {

// Tells the log of work that is done again and again when it begins to fail and when it works again, so that
// an outage of an hour is two lines. Thread-safe.
class FailureLog {
  public:
    // "sweeping unused blobs"; outlives this.
    explicit FailureLog(std::string_view what) : what_(what) {}

    template <typename Value>
    void note(const Result<Value>& done) {
        note_error(done ? nullptr : &done.error());
    }

  private:
    void note_error(const Error* error);

    const std::string_view what_;
    std::atomic<bool> fails_ = false;
};

}  // namespace garden
