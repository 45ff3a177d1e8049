#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace garden::jobs {

// How far a running job is; kept in memory, and told to other servers by SharedProgress.
struct JobProgress {
    std::size_t picture = 0;  // which of its pictures is painted, from 0
    int step = 0;             // finished steps of this picture, 0…steps
    int steps = 1;
    std::shared_ptr<const Bytes> preview;  // JPEG; null: there is none yet

    bool operator==(const JobProgress&) const = default;
};

// Where workers write how far they are, and where those who watch learn that something changed. Thread-safe.
class Board {
  public:
    // A change: of one job, or of so many at once that everything should be looked at anew.
    struct News {
        std::string job_id;     // empty: many
        bool progress = false;  // it only got further; its row is as it was
    };

    void set_progress(const std::string& job_id, JobProgress progress);
    void clear_progress(const std::string& job_id);
    // Of a job that another server paints; nothing: it does no more.
    void hear_progress(const std::string& job_id, std::optional<JobProgress> progress);
    std::optional<JobProgress> progress(const std::string& job_id) const;
    // By job: what set_progress() said.
    std::map<std::string, JobProgress> own_progress() const;

    void tell(const std::string& job_id) { add({job_id, false}); }

    // The number of the last news; for wait().
    std::uint64_t latest() const;

    struct Heard {
        std::uint64_t latest = 0;
        std::vector<News> news;  // each job once
        bool missed = false;     // some of it is gone: look at everything anew
    };
    // Waits until there are news after `seen`, or `most` has passed, and gives them.
    Heard wait(std::uint64_t seen, std::chrono::milliseconds most) const;

  private:
    void add(News news);

    mutable std::mutex mutex_;
    mutable std::condition_variable told_;
    std::map<std::string, JobProgress> progress_;   // guarded by mutex_
    std::map<std::string, JobProgress> elsewhere_;  // guarded by mutex_; of other servers' jobs
    std::deque<News> news_;                         // guarded by mutex_; the last ones
    std::uint64_t latest_ = 0;                      // guarded by mutex_; the number of news_.back()
};

}  // namespace garden::jobs
