#include "base/chores.h"

#include <deque>

#include "base/failure_log.h"
#include "base/wait.h"

namespace garden {

Wait every(std::chrono::milliseconds time) {
    return [time](const std::stop_token& stop) { sleep_for(time, stop); };
}

void do_regularly(const std::stop_token& stop, const Wait& wait, const std::vector<Chore>& chores) {
    std::deque<FailureLog> logs;
    for (const Chore& chore : chores) logs.emplace_back(chore.what);
    while (!stop.stop_requested()) {
        for (std::size_t i = 0; i < chores.size() && !stop.stop_requested(); ++i)
            logs[i].note(chores[i].run());
        wait(stop);
    }
}

}  // namespace garden
