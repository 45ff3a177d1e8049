#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace garden {

// Work to be done now and then.
struct Chore {
    std::string_view what;  // "sweeping unused blobs", for the log
    std::function<Result<>()> run;
};

// Returns when it is time again, or as soon as there is a stop.
using Wait = std::function<void(const std::stop_token& stop)>;

// Waits that long.
Wait every(std::chrono::milliseconds time);

// Does the chores one after the other, and again after each wait, until there is a stop. One that fails is
// logged when it begins to and when it works again.
void do_regularly(const std::stop_token& stop, const Wait& wait, const std::vector<Chore>& chores);

}  // namespace garden
