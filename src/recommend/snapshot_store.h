#pragma once

#include <optional>
#include <stop_token>

#include "recommend/recommender.h"
#include "store/blobs.h"
#include "store/database.h"
#include "visitors/visitors.h"

namespace garden::recommend {

// Where the latest snapshot is kept: its octets among the blobs, what they are in the catalog. Thread-safe.
class SnapshotStore {
  public:
    SnapshotStore(store::Database& database, store::Blobs& blobs, visitors::Visitors& visitors,
                  const Clock& clock)
        : database_(database), blobs_(blobs), visitors_(visitors), clock_(clock) {}

    // The latest snapshot, if the log still begins with the events that it was made of: not after some were
    // erased. Nothing: there is none, or one of another format. `corrupt`: its octets are others.
    Result<std::optional<Snapshot>> load();

    // Takes the place of the one before. Not if events that it was made of were erased meanwhile, by
    // whomever: then it would hold what they taught, and there is none. `cancelled`: it was stopped, and the
    // one before stays; a large one is hundreds of megabytes.
    Result<> save(const Snapshot& snapshot, const std::stop_token& stop);

    // Forgets it, so that the log is learned anew at the next start. None there: fine.
    Result<> remove();

  private:
    store::Database& database_;
    store::Blobs& blobs_;
    visitors::Visitors& visitors_;
    const Clock& clock_;
};

}  // namespace garden::recommend
