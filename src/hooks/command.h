#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace garden::hooks {

struct CommandOrder {
    std::string program;  // its path, absolute; it gets no arguments
    BytesView input;      // on its standard input; it need not read it
    std::vector<std::pair<std::string, std::string>> environment =
        {};  // beside PATH, HOME and LANG of this program
    std::chrono::milliseconds limit{30'000};
    std::size_t most_output = std::size_t{4} * 1024;  // octets; more is thrown away
};

struct CommandEnd {
    int status = 0;  // its exit status, 0–255
    Bytes output;    // its standard output
};

// Runs a program to its end, without a shell, in a process group of its own, of which nothing is left
// afterwards. It has no file of this program but its input and output; its standard error goes nowhere.
// SIGPIPE must be ignored in this process. `unavailable`: it could not be started, was ended by a signal, or
// took longer than the limit. `cancelled` within 100 ms after a stop.
Result<CommandEnd> run_command(const CommandOrder& order, const std::stop_token& stop);

}  // namespace garden::hooks
