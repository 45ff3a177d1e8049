#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/result.h"
#include "painting/diffusion/wire.h"

namespace garden::painting::diffusion {

// A running emotion-garden-diffusion: what fails, hangs or dies in the library does it there. Ended when this
// object goes, which waits for nothing. Not thread-safe.
class Child {
  public:
    // Starts `program`, which gets `variables` (NAME=VALUE) and of our environment only what the library and
    // the drivers of GPUs look at. `unavailable` when it cannot be started.
    static Result<std::unique_ptr<Child>> start(const std::filesystem::path& program,
                                                const std::vector<std::string>& variables);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    Channel& channel() { return channel_; }

    struct End {
        bool orderly = false;  // with status 0
        std::string how;  // "ended with status 1", "was ended by signal 11 (Segmentation fault)", and the
                          // last line on standard error
    };
    // To be called when its end of the channel is closed: waits for its end, a second at most, then ends it.
    End wait();

  private:
    Child(pid_t pid, int socket, int errors) : pid_(pid), errors_(errors), channel_(socket) {}
    // The last line on standard error; empty: none.
    std::string last_words() const;

    pid_t pid_;         // -1: it has been waited for
    const int errors_;  // a file in memory
    Channel channel_;
};

}  // namespace garden::painting::diffusion
