#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "recommend/recommender.h"
#include "recommend/snapshot_store.h"
#include "visitors/visitors.h"

namespace garden::recommend {

// Has a recommender, new or restored from the latest snapshot, learn the log of events: each once, in the
// log's order, whoever wrote it. Thread-safe.
class LogFollower {
  public:
    // `prepare` is called by follow() before events are learned, after their last number is settled, by one
    // thread at a time: has the recommender told of all that was written to the catalog before them. May be
    // empty.
    LogFollower(visitors::Visitors& visitors, Recommender& recommender, SnapshotStore& snapshots,
                std::function<Result<>()> prepare = {})
        : visitors_(visitors),
          recommender_(recommender),
          snapshots_(snapshots),
          prepare_(std::move(prepare)),
          saved_(recommender.learned()) {}

    // Learns what there is up to this event, which was written with its number; who comes while another is at
    // it waits, and finds it done.
    Result<> catch_up_to(std::int64_t number);

    // Learns what there is, whoever wrote it, and hears what there is beside events: at a start, and after an
    // import. The latest events are measured.
    Result<> follow();

    // The same, again and again, where programs share a catalog: there events have no number when they are
    // written, and who is called first numbers those of all. What is written meanwhile is left to the next
    // call.
    Result<> follow_in_turn();

    // Erases a visitor from the log, the recommender and the snapshot; how many events that were. The next
    // start learns the log without them anew, so until then no snapshot is stored.
    Result<std::size_t> erase(std::string_view visitor_id);

    // Erases so whoever gave no sign of life since then, in small pieces between which others write and
    // learn; how many visitors that were. A stop ends it between two pieces.
    Result<std::size_t> erase_unseen(Timestamp since, const std::stop_token& stop);

    // Another program erased events that were learned here: no snapshot of that is stored any more.
    void note_erased() { has_erased_ = true; }

    // Stores a snapshot if something was learned since the last one. To be called from one thread at a time.
    // `cancelled`: it was stopped; the next start learns from the log what the last snapshot lacks.
    Result<> save(const std::stop_token& stop);

  private:
    // Of those visitors as many as make a piece.
    Result<visitors::Erased> erase_piece(Timestamp since, std::span<const std::string> ids);
    Result<std::size_t> erase_unseen(Timestamp since, visitors::Trace trace, const std::stop_token& stop);
    // After events were erased.
    Result<> drop_snapshot();
    // With prepare_, and the latest events measured.
    Result<> follow_to(std::int64_t last);
    // The events after `learned` up to `last`.
    Result<> learn(std::int64_t learned, std::int64_t last, std::int64_t measured_after);

    visitors::Visitors& visitors_;
    Recommender& recommender_;
    SnapshotStore& snapshots_;
    const std::function<Result<>()> prepare_;
    std::mutex mutex_;  // only one learns
    // Of the log, up to this number; what was learned is less where the last events were erased.
    std::atomic<std::int64_t> read_up_to_ = 0;
    std::atomic<bool> has_erased_{false};  // events that are in what was learned
    std::int64_t saved_;                   // the last event of the latest snapshot
    bool has_given_up_ = false;            // the last time that one was to be stored, for there was a stop
};

}  // namespace garden::recommend
