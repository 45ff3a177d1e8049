#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace garden::recommend {

// Values by name, of the `most` names that were touched last: who was not touched for longest is forgotten
// first. Not thread-safe.
template <typename Value>
class Recent {
  public:
    using Entry = std::pair<std::string, Value>;

    explicit Recent(std::size_t most) : most_(most) {}

    // Null: no such name.
    const Value* find(std::string_view name) const {
        const auto found = places_.find(name);
        return found == places_.end() ? nullptr : &found->second->second;
    }

    // The value of this name, the latest from now on; null: no such name. Stays valid until the name is
    // forgotten.
    Value* touch(std::string_view name) {
        const auto found = places_.find(name);
        if (found == places_.end()) return nullptr;
        entries_.splice(entries_.begin(), entries_, found->second);
        return &found->second->second;
    }

    // The same; `make()` where there is none.
    template <typename Make>
    Value& touch(std::string_view name, const Make& make) {
        if (Value* value = touch(name)) return *value;
        if (entries_.size() >= most_) {
            places_.erase(entries_.back().first);
            entries_.pop_back();
        }
        entries_.emplace_front(std::string(name), make());
        places_.emplace(entries_.front().first, entries_.begin());
        return entries_.front().second;
    }

    void erase(std::string_view name) {
        const auto found = places_.find(name);
        if (found == places_.end()) return;
        const auto entry = found->second;
        places_.erase(found);
        entries_.erase(entry);
    }

    // The latest first.
    const std::list<Entry>& entries() const { return entries_; }

    // To and from a snapshot.
    template <typename Archive>
    void save(Archive& archive) const {
        archive(entries_);
    }
    template <typename Archive>
    void load(Archive& archive) {
        archive(entries_);
        places_.clear();
        for (auto entry = entries_.begin(); entry != entries_.end(); ++entry)
            places_.emplace(entry->first, entry);
    }

  private:
    const std::size_t most_;
    std::list<Entry> entries_;
    std::unordered_map<std::string_view, typename std::list<Entry>::iterator> places_;  // names of entries_
};

}  // namespace garden::recommend
