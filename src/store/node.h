#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "store/process_lock.h"

namespace garden::store {

// One of the servers that share a catalog, by a name that stays with its data folder: a server that starts
// again knows what it was at before a crash.
class Node {
  public:
    // Makes the name where the folder has none. `unavailable`: another server has this folder.
    static Result<std::unique_ptr<Node>> open(const std::filesystem::path& folder);

    const std::string& name() const { return name_; }

  private:
    ProcessLock lock_;
    std::string name_;
};

}  // namespace garden::store
