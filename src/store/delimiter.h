// Of this room alone: listings that roll keys up, as folders.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace garden::store {

// The part of a key up to the first delimiter behind the prefix, that included; "" if it has none, or the
// delimiter is empty.
std::string_view rolled_up(std::string_view key, std::string_view prefix, std::string_view delimiter);

// The least text that comes after all that begin with `prefix`; nothing if there is none.
std::optional<std::string> after_all(std::string_view prefix);

// How many rows the next read of a listing takes. Few after a jump, for most of them may be rolled up with
// the first; more and more where nothing is rolled up.
class BatchSize {
  public:
    // `left`: what the page still has room for. One more than that tells whether it is the last.
    std::size_t next(std::size_t left) {
        const std::size_t size = std::min(left, size_);
        size_ = std::min(size_ * 2, kMost);
        return size + 1;
    }
    void jumped() { size_ = kLeast; }

  private:
    static constexpr std::size_t kLeast = 2;
    static constexpr std::size_t kMost = 1000;
    std::size_t size_ = kMost;
};

}  // namespace garden::store
