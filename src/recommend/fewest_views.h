#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "recommend/recommender.h"

namespace garden::recommend {

// Shows first what was seen least, and of those the newest: every picture gets its turn. The same for all
// visitors.
//
// A view event counts one view of each picture of its impression. A like or dislike carries the slate it was
// given on: that counts too, unless it is the slate counted last for this visitor (clients of the old
// protocol report only likes, and two likes of one slate arrive as two calls).
class FewestViews final : public Recommender {
  public:
    Recommendation recommend(const Query& query) override;
    std::vector<std::string> rank(const Query& query, std::span<const std::string> keys) override;
    void record(const visitors::Event& event) override;
    void picture_put(const Picture& picture) override;
    void picture_removed(std::string_view key) override;
    void visitor_known(const visitors::Visitor&) override {}
    Result<Explanation> explain(std::string_view visitor_id, std::string_view key) const override;
    Result<> rebuild(const Replay& replay) override;

  private:
    struct Item {
        Picture picture;
        std::int64_t views = 0;
    };
    struct Better {
        bool operator()(const Item* a, const Item* b) const;
    };
    using Order = std::set<const Item*, Better>;
    using OrderName = std::pair<std::string, bool>;  // search key, portrait

    static std::vector<std::string> first(const Order* order, std::size_t limit);
    const Order* find_order(const std::string& search_key, bool portrait) const;
    void learn(const visitors::Event& event);
    void count_view(const std::string& key);
    bool counted_already(const visitors::Event& event) const;
    void remember_slate(const visitors::Event& event);
    void erase(std::string_view key);

    mutable std::shared_mutex mutex_;  // guards all below
    std::unordered_map<std::string, std::unique_ptr<Item>> items_;
    std::map<OrderName, Order> orders_;
    // Views of pictures that are not there (yet, or any longer), so that events and pictures may arrive in
    // any order.
    std::unordered_map<std::string, std::int64_t> absent_views_;
    // The slate counted last of the visitors who came lately; the oldest are forgotten first.
    std::unordered_map<std::string, std::size_t> last_slates_;  // by visitor; a hash of the slate
    std::deque<std::string> slate_ages_;
};

}  // namespace garden::recommend
