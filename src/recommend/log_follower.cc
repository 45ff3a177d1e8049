#include "recommend/log_follower.h"

#include "recommend/insights.h"

namespace garden::recommend {
namespace {

// The window of figures is of slates, and some events are no slate of their own.
constexpr auto kMeasured = static_cast<std::int64_t>(3 * Insights::kWindow);

}  // namespace

Result<> LogFollower::catch_up() {
    const auto last = visitors_.last_number();
    if (!last) return std::unexpected(last.error());
    const std::lock_guard lock(mutex_);
    return learn_after(recommender_.learned(), *last - kMeasured);
}

Result<> LogFollower::catch_up_to(std::int64_t number) {
    const std::lock_guard lock(mutex_);
    const std::int64_t learned = recommender_.learned();
    return learned >= number ? Result<>() : learn_after(learned, 0);
}

Result<> LogFollower::learn_after(std::int64_t learned, std::int64_t measured_after) {
    return visitors_.replay(learned, [&](const visitors::Event& event) {
        recommender_.record(event, event.number > measured_after);
    });
}

Result<std::size_t> LogFollower::erase(std::string_view visitor_id) {
    const std::lock_guard lock(mutex_);
    const auto erased = visitors_.erase(visitor_id);
    if (!erased) return erased;
    recommender_.forget_visitor(visitor_id);
    if (*erased == 0) return erased;
    has_erased_ = true;
    if (const auto removed = snapshots_.remove(); !removed) return std::unexpected(removed.error());
    return erased;
}

Result<> LogFollower::save() {
    if (has_erased_ || recommender_.learned() == saved_) return {};
    const Snapshot snapshot = recommender_.snapshot();
    if (auto saved = snapshots_.save(snapshot); !saved) return saved;
    saved_ = snapshot.number;
    // Who was erased meanwhile is in it.
    return has_erased_ ? snapshots_.remove() : Result<>();
}

}  // namespace garden::recommend
