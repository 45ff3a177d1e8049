#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace garden::personalize {

// The lists that were recommended last, by their recommendationId: an event that names one was made in front
// of that list. In memory alone; the oldest are forgotten first. Thread-safe.
class ShownLists {
  public:
    // Of a list its first pictures are kept: as many as one impression may have.
    static constexpr std::size_t kMostLists = 4096;

    // Answers the id of a list, which is new.
    std::string add(const std::vector<std::string>& keys);
    // Empty: it is unknown, or forgotten.
    std::vector<std::string> find(const std::string& id) const;

  private:
    mutable std::mutex mutex_;  // guards all below
    std::unordered_map<std::string, std::vector<std::string>> lists_;
    std::deque<std::string> ages_;
};

}  // namespace garden::personalize
