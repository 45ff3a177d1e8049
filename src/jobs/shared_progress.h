#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>

#include "base/result.h"
#include "jobs/board.h"
#include "store/database.h"

namespace garden::jobs {

// Shows on the boards of several servers on one catalog how far the jobs of all of them are. One thread may
// tell while another hears.
class SharedProgress {
  public:
    // `node`: a name that no other server has.
    SharedProgress(store::Database& database, Board& board, std::string node)
        : database_(database), board_(board), node_(std::move(node)) {}

    // Tells what changed on this board since the last time. To be called now and then.
    Result<> tell();
    // Looks up how far jobs of other servers are, of which, or of whose progress, store::ChangeFeed told: at
    // most store::kMostKeys.
    Result<> hear(std::span<const std::string> job_ids);
    // The same of those that are on the board: one that ended elsewhere may have nobody who says so.
    Result<> hear_shown(std::span<const std::string> job_ids);

  private:
    // What was told before a crash is withdrawn, and what others told before is heard.
    Result<> begin();

    store::Database& database_;
    Board& board_;
    const std::string node_;
    bool begun_ = false;
    std::map<std::string, JobProgress> told_;  // by job
};

}  // namespace garden::jobs
