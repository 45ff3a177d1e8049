#include "base/spawn.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

namespace garden {
namespace {

// What posix_spawn() needs, given back when it goes.
struct Plan {
    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};

    Plan() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    ~Plan() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    Plan(const Plan&) = delete;
    Plan& operator=(const Plan&) = delete;

    // 0, or what went wrong.
    int prepare_streams(const SpawnOrder& order) {
        int last = STDERR_FILENO;
        for (const int usual : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
            const bool named =
                std::ranges::find(order.streams, usual, &std::pair<int, int>::second) != order.streams.end();
            const int flags = usual == STDIN_FILENO ? O_RDONLY : O_WRONLY;
            const int failed =
                named ? 0 : posix_spawn_file_actions_addopen(&actions, usual, "/dev/null", flags, 0);
            if (failed != 0) return failed;
        }
        for (const auto& [ours, theirs] : order.streams) {
            if (const int failed = posix_spawn_file_actions_adddup2(&actions, ours, theirs); failed != 0)
                return failed;
            last = std::max(last, theirs);
        }
        return posix_spawn_file_actions_addclosefrom_np(&actions, last + 1);
    }

    int prepare_signals() {
        sigset_t none;
        sigset_t usual;
        sigemptyset(&none);
        sigemptyset(&usual);
        for (const int signal : {SIGPIPE, SIGTERM, SIGINT}) sigaddset(&usual, signal);
        for (const int failed :
             {posix_spawnattr_setpgroup(&attributes, 0), posix_spawnattr_setsigmask(&attributes, &none),
              posix_spawnattr_setsigdefault(&attributes, &usual),
              posix_spawnattr_setflags(
                  &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)}) {
            if (failed != 0) return failed;
        }
        return 0;
    }
};

}  // namespace

pid_t spawn(const SpawnOrder& order) {
    Plan plan;
    int failed = plan.prepare_streams(order);
    if (failed == 0) failed = plan.prepare_signals();
    std::string program = order.program;
    std::array<char*, 2> arguments = {program.data(), nullptr};
    std::vector<std::string> variables = order.environment;
    std::vector<char*> environment;
    for (std::string& variable : variables) environment.push_back(variable.data());
    environment.push_back(nullptr);
    pid_t pid = -1;
    if (failed == 0) {
        failed = posix_spawn(&pid, program.c_str(), &plan.actions, &plan.attributes, arguments.data(),
                             environment.data());
    }
    errno = failed;
    return failed == 0 ? pid : -1;
}

}  // namespace garden
