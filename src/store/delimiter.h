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

// Where the walk through one listing is: it takes keys in their order, rolls them up, and jumps over what is
// rolled up already. `prefix` and `delimiter` must outlive it.
class Roll {
  public:
    enum class Fate {
        listed,     // the key is one of its own
        rolled_up,  // prefix() is listed in its place, and the rest of the batch is of no use
        over,       // the listing ended before it
    };

    // Begins behind `after` where that is a rolled-up prefix itself, else at `prefix`.
    Roll(const std::string& prefix, const std::string& delimiter, std::string_view after)
        : wanted_(prefix), delimiter_(delimiter), first_(prefix) {
        if (!after.empty() && rolled_up(after, wanted_, delimiter_) == after) jump_over(after);
    }

    // `left`: what the page still has room for.
    Fate take(std::string_view key, std::size_t left) {
        ended_ = !key.starts_with(wanted_);
        truncated_ = !ended_ && left == 0;
        ended_ = ended_ || truncated_;
        if (ended_) return Fate::over;
        prefix_ = rolled_up(key, wanted_, delimiter_);
        if (prefix_.empty()) return Fate::listed;
        jump_over(prefix_);
        return Fate::rolled_up;
    }

    const std::string& first() const { return first_; }  // no key before it is wanted any more
    const std::string& prefix() const { return prefix_; }
    bool truncated() const { return truncated_; }
    bool ended() const { return ended_; }
    void end() { ended_ = true; }
    std::size_t batch_size(std::size_t left) { return batch_.next(left); }

  private:
    void jump_over(std::string_view prefix) {
        auto next = after_all(prefix);
        ended_ = !next;
        if (next) first_ = std::move(*next);
        batch_.jumped();
    }

    const std::string& wanted_;
    const std::string& delimiter_;
    std::string first_;
    std::string prefix_;
    BatchSize batch_;
    bool truncated_ = false;
    bool ended_ = false;
};

}  // namespace garden::store
