#include "base/chores.h"

#include <deque>

#include "base/failure_log.h"
#include "base/wait.h"

namespace garden {

void do_regularly(const std::stop_token& stop, std::chrono::milliseconds every,
                  const std::vector<Chore>& chores) {
    std::deque<FailureLog> logs;
    for (const Chore& chore : chores) logs.emplace_back(chore.what);
    do {
        for (std::size_t i = 0; i < chores.size() && !stop.stop_requested(); ++i)
            logs[i].note(chores[i].run());
    } while (sleep_for(every, stop));
}

}  // namespace garden
