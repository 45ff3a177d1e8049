#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "base/result.h"
#include "painting/diffusion/wire.h"

namespace garden::painting::diffusion {

// A running emotion-garden-diffusion: what fails, hangs or dies in the library does it there. Ended when this
// object goes, which waits for nothing. When it ends nothing is left of it in the system, whether anybody
// asks or not. Not thread-safe.
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
    // To be called when its end of the channel is closed: waits for its end, a second at most.
    End wait() const;

  private:
    // Of the process; shared with the thread that waits for its end.
    struct Life {
        explicit Life(pid_t number) : pid(number) {}

        const pid_t pid;
        std::mutex mutex;
        std::condition_variable ended;
        // As waitpid(2) tells it. Until it is there the number is this process's. Guarded by mutex.
        std::optional<int> status;
    };

    Child(std::shared_ptr<Life> life, int socket, int errors)
        : life_(std::move(life)), errors_(errors), channel_(socket) {}
    static void await_end(Life& life);
    // The last line on standard error; empty: none.
    std::string last_words() const;

    const std::shared_ptr<Life> life_;
    const int errors_;  // a file in memory
    Channel channel_;
};

}  // namespace garden::painting::diffusion
