#include "base/chores.h"

#include "base/log.h"
#include "base/wait.h"

namespace garden {

void do_regularly(const std::stop_token& stop, std::chrono::milliseconds every,
                  const std::vector<Chore>& chores) {
    std::vector<bool> failed(chores.size());
    do {
        for (std::size_t i = 0; i < chores.size() && !stop.stop_requested(); ++i) {
            const auto done = chores[i].run();
            if (!done && !failed[i]) {
                log::warning("a regular chore failed",
                             {{"chore", chores[i].what}, {"reason", done.error().message}});
            }
            if (done && failed[i]) log::info("a regular chore works again", {{"chore", chores[i].what}});
            failed[i] = !done;
        }
    } while (sleep_for(every, stop));
}

}  // namespace garden
