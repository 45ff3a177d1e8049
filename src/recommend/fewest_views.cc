#include "recommend/fewest_views.h"

#include <algorithm>
#include <mutex>
#include <unordered_set>

#include <fmt/format.h>

namespace garden::recommend {
namespace {

// Bounds of memory: visitors whose last slate is remembered, and pictures that were seen but are not there.
constexpr std::size_t kMostSlates = 100'000;
constexpr std::size_t kMostAbsent = 10'000;

// Slates are compared by this: whole ones would let strangers fill the memory.
std::size_t slate_hash(const visitors::Event& event) {
    std::size_t hash = event.impression.size();
    for (const std::string& key : event.impression) hash = hash * 1'000'003 + std::hash<std::string>{}(key);
    return hash;
}

}  // namespace

bool FewestViews::Better::operator()(const Item* a, const Item* b) const {
    if (a->views != b->views) return a->views < b->views;
    if (a->picture.added_at != b->picture.added_at) return a->picture.added_at > b->picture.added_at;
    return a->picture.key < b->picture.key;
}

Recommendation FewestViews::recommend(const Query& query) {
    const std::shared_lock lock(mutex_);
    return {first(find_order(query.search_key, false), query.limit),
            first(find_order(query.search_key, true), query.limit)};
}

std::vector<std::string> FewestViews::rank(const Query&, std::span<const std::string> keys) {
    const std::shared_lock lock(mutex_);
    std::vector<const Item*> known;
    std::vector<std::string> unknown;
    std::unordered_set<std::string_view> taken;
    for (const std::string& key : keys) {
        if (!taken.insert(key).second) continue;
        const auto found = items_.find(key);
        if (found == items_.end()) {
            unknown.push_back(key);
        } else {
            known.push_back(found->second.get());
        }
    }
    std::ranges::sort(known, Better());
    std::vector<std::string> best;
    best.reserve(known.size() + unknown.size());
    for (const Item* item : known) best.push_back(item->picture.key);
    best.insert(best.end(), unknown.begin(), unknown.end());
    return best;
}

void FewestViews::record(const visitors::Event& event) {
    const std::unique_lock lock(mutex_);
    learn(event);
}

void FewestViews::picture_put(const Picture& picture) {
    const std::unique_lock lock(mutex_);
    erase(picture.key);
    auto item = std::make_unique<Item>(Item{picture, 0});
    if (const auto seen = absent_views_.extract(picture.key)) item->views = seen.mapped();
    orders_[{picture.search_key, picture.portrait}].insert(item.get());
    items_.emplace(picture.key, std::move(item));
}

void FewestViews::picture_removed(std::string_view key) {
    const std::unique_lock lock(mutex_);
    erase(key);
}

Result<Explanation> FewestViews::explain(std::string_view, std::string_view key) const {
    const std::shared_lock lock(mutex_);
    const auto found = items_.find(std::string(key));
    if (found == items_.end())
        return fail(ErrorCode::not_found, "the recommender knows no picture with this key");
    const Item& item = *found->second;
    const Order* order = find_order(item.picture.search_key, item.picture.portrait);
    const auto place = std::distance(order->begin(), order->find(&item)) + 1;
    return Explanation{fmt::format("Place {} of {}: pictures seen least come first, and of those the newest. "
                                   "This one was seen {} times.",
                                   place, order->size(), item.views),
                       {{"place", static_cast<double>(place)}, {"views", static_cast<double>(item.views)}}};
}

Result<> FewestViews::rebuild(const Replay& replay) {
    const std::unique_lock lock(mutex_);
    orders_.clear();
    absent_views_.clear();
    last_slates_.clear();
    slate_ages_.clear();
    for (auto& [key, item] : items_) {
        item->views = 0;
        orders_[{item->picture.search_key, item->picture.portrait}].insert(item.get());
    }
    return replay([this](const visitors::Event& event) { learn(event); });
}

std::vector<std::string> FewestViews::first(const Order* order, std::size_t limit) {
    std::vector<std::string> keys;
    if (order == nullptr) return keys;
    keys.reserve(std::min(limit, order->size()));
    for (const Item* item : *order) {
        if (keys.size() == limit) break;
        keys.push_back(item->picture.key);
    }
    return keys;
}

const FewestViews::Order* FewestViews::find_order(const std::string& search_key, bool portrait) const {
    const auto found = orders_.find({search_key, portrait});
    return found == orders_.end() ? nullptr : &found->second;
}

void FewestViews::learn(const visitors::Event& event) {
    if (event.type != visitors::EventType::view && counted_already(event)) return;
    for (const std::string& key : event.impression) count_view(key);
    remember_slate(event);
}

void FewestViews::count_view(const std::string& key) {
    const auto found = items_.find(key);
    if (found == items_.end()) {
        if (absent_views_.size() < kMostAbsent) ++absent_views_[key];
        return;
    }
    Item* item = found->second.get();
    Order& order = orders_[{item->picture.search_key, item->picture.portrait}];
    order.erase(item);  // before its place in the order changes
    ++item->views;
    order.insert(item);
}

bool FewestViews::counted_already(const visitors::Event& event) const {
    const auto found = last_slates_.find(event.visitor_id);
    return found != last_slates_.end() && found->second == slate_hash(event);
}

void FewestViews::remember_slate(const visitors::Event& event) {
    const auto [slot, is_new] = last_slates_.insert_or_assign(event.visitor_id, slate_hash(event));
    if (!is_new) return;
    slate_ages_.push_back(event.visitor_id);
    if (slate_ages_.size() > kMostSlates) {
        last_slates_.erase(slate_ages_.front());
        slate_ages_.pop_front();
    }
}

void FewestViews::erase(std::string_view key) {
    const auto found = items_.find(std::string(key));
    if (found == items_.end()) return;
    const Item* item = found->second.get();
    const auto order = orders_.find({item->picture.search_key, item->picture.portrait});
    order->second.erase(item);
    if (order->second.empty()) orders_.erase(order);
    if (item->views > 0 && absent_views_.size() < kMostAbsent) absent_views_[item->picture.key] = item->views;
    items_.erase(found);
}

}  // namespace garden::recommend
