#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace garden::store {

// Values of the objects that were asked for last, so that a picture which many look at is not looked up in
// the catalog each time. Never stale: while an object changes, and until the change is told, nothing is
// remembered, and what was read before the change is not remembered after it. That is so where all changes of
// objects pass through one process; elsewhere what is remembered may be old. Thread-safe.
template <typename T>
class RecentObjects {
  public:
    explicit RecentObjects(std::size_t capacity) : capacity_(capacity) {}

    // Hold one over a commit that changes `keys`.
    class [[nodiscard]] Change {
      public:
        Change(RecentObjects& recent, std::string_view bucket, std::span<const std::string> keys)
            : recent_(recent) {
            const std::lock_guard lock(recent_.mutex_);
            ++recent_.changing_;
            for (const std::string& key : keys) recent_.forget({std::string(bucket), key});
        }
        ~Change() {
            const std::lock_guard lock(recent_.mutex_);
            --recent_.changing_;
            ++recent_.version_;
        }
        Change(const Change&) = delete;
        Change& operator=(const Change&) = delete;

      private:
        RecentObjects& recent_;
    };

    // What is remembered, or nothing. `version` is for remember().
    std::shared_ptr<const T> find(std::string_view bucket, std::string_view key, std::uint64_t& version) {
        const std::lock_guard lock(mutex_);
        version = version_;
        const auto found = by_name_.find(Name{bucket, key});
        if (found == by_name_.end()) return nullptr;
        entries_.splice(entries_.begin(), entries_, found->second);
        return found->second->value;
    }

    // Remembers what was read after find() gave `version`, unless an object changed meanwhile. What was
    // remembered before is forgotten either way.
    void remember(std::string_view bucket, std::string_view key, std::uint64_t version,
                  std::shared_ptr<const T> value) {
        const std::lock_guard lock(mutex_);
        Name name{bucket, key};
        forget(name);
        if (changing_ > 0 || version != version_ || capacity_ == 0) return;
        if (entries_.size() == capacity_) forget(entries_.back().name);
        entries_.push_front({name, std::move(value)});
        by_name_[std::move(name)] = entries_.begin();
    }

    void forget(std::string_view bucket, std::string_view key) {
        const std::lock_guard lock(mutex_);
        forget(Name{bucket, key});
    }

    // Whether there was anything.
    bool forget_all() {
        const std::lock_guard lock(mutex_);
        by_name_.clear();
        return !std::exchange(entries_, {}).empty();
    }

  private:
    using Name = std::pair<std::string, std::string>;  // bucket and key
    struct Entry {
        Name name;
        std::shared_ptr<const T> value;
    };

    void forget(const Name& name) {
        const auto found = by_name_.find(name);
        if (found == by_name_.end()) return;
        // The entry last: the name may be its own.
        const auto entry = found->second;
        by_name_.erase(found);
        entries_.erase(entry);
    }

    const std::size_t capacity_;
    std::mutex mutex_;
    // All below is guarded by mutex_.
    std::list<Entry> entries_;  // the last used first
    std::map<Name, typename std::list<Entry>::iterator> by_name_;
    std::size_t changing_ = 0;   // commits that are under way
    std::uint64_t version_ = 0;  // commits that have ended
};

}  // namespace garden::store
