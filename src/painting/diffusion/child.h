#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/result.h"
#include "painting/diffusion/wire.h"

namespace garden::painting::diffusion {

// A running emotion-garden-diffusion: what fails, hangs or dies in the library does it there. Killed and
// buried when this object goes. Not thread-safe.
class Child {
  public:
    // Starts `program` with the lowest priority that the system has and `environment` (NAME=VALUE) beside
    // our own. `unavailable` when it cannot be started.
    static Result<std::unique_ptr<Child>> start(const std::filesystem::path& program,
                                                const std::vector<std::string>& environment);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    Channel& channel() { return channel_; }
    pid_t pid() const { return pid_; }

    // Ends it now.
    void kill() const;

    // Ends it if it has not ended, and says how it did: "ended with status 1", "was killed by signal 11
    // (Segmentation fault)", and what it last wrote to standard error.
    std::string bury();

  private:
    Child(pid_t pid, int socket, int errors) : pid_(pid), errors_(errors), channel_(socket) {}
    // The last words on standard error; empty: none.
    std::string last_words() const;

    const pid_t pid_;
    const int errors_;  // a file in memory
    Channel channel_;
    bool buried_ = false;
};

}  // namespace garden::painting::diffusion
