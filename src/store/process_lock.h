#pragma once

#include <filesystem>

#include "base/result.h"

namespace garden::store {

// A lock on a file of a data folder, held while this lives. The kernel drops it when the process dies.
class ProcessLock {
  public:
    ProcessLock() = default;
    ProcessLock(const ProcessLock&) = delete;
    ProcessLock& operator=(const ProcessLock&) = delete;
    ~ProcessLock();

    // Makes the file, readable by its owner alone, where it is missing. `unavailable`: another process has
    // it.
    Result<> take(const std::filesystem::path& file);

  private:
    int handle_ = -1;
};

}  // namespace garden::store
