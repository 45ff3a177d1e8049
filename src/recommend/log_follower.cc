#include "recommend/log_follower.h"

#include <algorithm>

#include "recommend/insights.h"

namespace garden::recommend {
namespace {

// The window of figures is of slates, and some events are no slate of their own.
constexpr auto kMeasured = static_cast<std::int64_t>(3 * Insights::kWindow);

}  // namespace

Result<> LogFollower::catch_up_to(std::int64_t number) {
    const std::lock_guard lock(mutex_);
    const std::int64_t learned = recommender_.learned();
    return learned >= number ? Result<>() : learn(learned, number, 0);
}

Result<> LogFollower::follow() {
    const auto last = visitors_.number_events();
    return last ? follow_to(*last) : std::unexpected(last.error());
}

Result<> LogFollower::follow_in_turn() {
    const auto last = visitors_.number_events(std::max(read_up_to_.load(), recommender_.learned()));
    return last ? follow_to(*last) : std::unexpected(last.error());
}

Result<> LogFollower::follow_to(std::int64_t last) {
    const std::lock_guard lock(mutex_);
    if (prepare_) {
        if (auto prepared = prepare_(); !prepared) return prepared;
    }
    const std::int64_t learned = recommender_.learned();
    return learned >= last ? Result<>() : learn(learned, last, last - kMeasured);
}

Result<> LogFollower::learn(std::int64_t learned, std::int64_t last, std::int64_t measured_after) {
    auto read = visitors_.replay(learned, last, [&](const visitors::Event& event) {
        recommender_.record(event, event.number > measured_after);
    });
    if (read) read_up_to_ = last;
    return read;
}

Result<std::size_t> LogFollower::erase(std::string_view visitor_id) {
    const std::lock_guard lock(mutex_);
    const auto erased = visitors_.erase(visitor_id);
    if (!erased) return erased;
    recommender_.forget_visitor(visitor_id);
    if (*erased == 0) return erased;
    if (const auto dropped = drop_snapshot(); !dropped) return std::unexpected(dropped.error());
    return erased;
}

Result<std::size_t> LogFollower::erase_unseen(Timestamp since, const std::stop_token& stop) {
    const auto known = erase_unseen(since, visitors::Trace::profile, stop);
    if (!known) return known;
    const auto others = erase_unseen(since, visitors::Trace::events, stop);
    if (!others) return others;
    return *known + *others;
}

Result<std::size_t> LogFollower::erase_unseen(Timestamp since, visitors::Trace trace,
                                              const std::stop_token& stop) {
    std::size_t erased = 0;
    std::string after;
    while (!stop.stop_requested()) {
        const auto ids = visitors_.find_unseen(since, trace, after);
        if (!ids) return std::unexpected(ids.error());
        if (ids->empty()) break;
        const auto piece = erase_piece(since, *ids);
        if (!piece) return std::unexpected(piece.error());
        erased += piece->visitors.size();
        if (piece->looked_at > 0) after = (*ids)[piece->looked_at - 1];
    }
    return erased;
}

Result<visitors::Erased> LogFollower::erase_piece(Timestamp since, std::span<const std::string> ids) {
    const std::lock_guard lock(mutex_);
    // Their events are found by number.
    if (const auto numbered = visitors_.number_events(); !numbered) return std::unexpected(numbered.error());
    const auto erased = visitors_.erase_unseen(since, ids);
    if (!erased) return erased;
    for (const std::string& id : erased->visitors) recommender_.forget_visitor(id);
    if (erased->events == 0) return erased;
    if (const auto dropped = drop_snapshot(); !dropped) return std::unexpected(dropped.error());
    return erased;
}

Result<> LogFollower::drop_snapshot() {
    has_erased_ = true;
    return snapshots_.remove();
}

Result<> LogFollower::save(const std::stop_token& stop) {
    if (has_erased_ || recommender_.learned() == saved_) return {};
    // To make a large one again, only to give it up again, takes seconds.
    if (has_given_up_ && stop.stop_requested()) return fail(ErrorCode::cancelled, "there is no time for it");
    const Snapshot snapshot = recommender_.snapshot();
    auto saved = snapshots_.save(snapshot, stop);
    has_given_up_ = !saved && stop.stop_requested();
    if (!saved) return saved;
    saved_ = snapshot.number;
    // Who was erased meanwhile is in it.
    return has_erased_ ? snapshots_.remove() : Result<>();
}

}  // namespace garden::recommend
