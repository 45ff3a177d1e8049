#include "personalize/shown_lists.h"

#include <algorithm>

#include "base/id.h"
#include "personalize/limits.h"

namespace garden::personalize {

std::string ShownLists::add(const std::vector<std::string>& keys) {
    std::string id = "RID-" + make_uuid();
    const auto end = keys.begin() + static_cast<std::ptrdiff_t>(std::min(keys.size(), kMostImpression));
    const std::lock_guard lock(mutex_);
    lists_.emplace(id, std::vector<std::string>(keys.begin(), end));
    ages_.push_back(id);
    if (ages_.size() > kMostLists) {
        lists_.erase(ages_.front());
        ages_.pop_front();
    }
    return id;
}

std::vector<std::string> ShownLists::find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = lists_.find(id);
    return found == lists_.end() ? std::vector<std::string>{} : found->second;
}

}  // namespace garden::personalize
