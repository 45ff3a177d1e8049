#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "recommend/recommender.h"
#include "recommend/snapshot_store.h"
#include "visitors/visitors.h"

namespace garden::recommend {

// Has a recommender, new or restored from the latest snapshot, learn the log of events: each once, in the
// log's order, whoever wrote it. Thread-safe.
class LogFollower {
  public:
    LogFollower(visitors::Visitors& visitors, Recommender& recommender, SnapshotStore& snapshots)
        : visitors_(visitors),
          recommender_(recommender),
          snapshots_(snapshots),
          saved_(recommender.learned()) {}

    // Learns what there is, as at a start; the latest events are measured.
    Result<> catch_up();

    // Learns what there is up to this event at least; who comes while another is at it waits, and finds it
    // done.
    Result<> catch_up_to(std::int64_t number);

    // Erases a visitor from the log, the recommender and the snapshot; how many events that were. The next
    // start learns the log without them anew, so until then no snapshot is stored.
    Result<std::size_t> erase(std::string_view visitor_id);

    // Erases so whoever gave no sign of life since then, in small pieces between which others write and
    // learn; how many visitors that were. A stop ends it between two pieces.
    Result<std::size_t> erase_unseen(Timestamp since, const std::stop_token& stop);

    // Stores a snapshot if something was learned since the last one. To be called from one thread at a time.
    Result<> save();

  private:
    // Of those visitors as many as make a piece.
    Result<visitors::Erased> erase_piece(Timestamp since, std::span<const std::string> ids);
    Result<std::size_t> erase_unseen(Timestamp since, visitors::Trace trace, const std::stop_token& stop);
    // After events were erased.
    Result<> drop_snapshot();
    Result<> learn_after(std::int64_t learned, std::int64_t measured_after);

    visitors::Visitors& visitors_;
    Recommender& recommender_;
    SnapshotStore& snapshots_;
    std::mutex mutex_;                     // only one learns
    std::atomic<bool> has_erased_{false};  // events that are in what was learned
    std::int64_t saved_;                   // the last event of the latest snapshot
};

}  // namespace garden::recommend
