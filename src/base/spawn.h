#pragma once

#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace garden {

// A program to be started, without a shell and without arguments.
struct SpawnOrder {
    std::string program;                       // a path
    std::vector<std::string> environment;      // "NAME=VALUE", all that it gets
    std::vector<std::pair<int, int>> streams;  // our descriptor and its number there, rising
};

// The number of the new process, or -1 with errno as posix_spawn(3) tells it. It leads a process group of its
// own, so that Ctrl-C at a terminal is for this program alone; no signal is blocked or ignored there that
// this program blocks or ignores; of our descriptors it has those of `streams`, and /dev/null for the three
// usual ones that are not among them. Thread-safe. Whoever calls waits for its end with waitpid().
pid_t spawn(const SpawnOrder& order);

}  // namespace garden
