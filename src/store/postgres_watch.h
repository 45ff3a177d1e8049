#pragma once

#include <functional>
#include <string>
#include <thread>

#include "store/postgres_connection.h"

namespace garden::store {

// Asks a PostgreSQL database every second whether it is there, on a thread and a connection of its own: one
// that hangs, or that is cut off without a word, refuses nothing, and whoever asks it something would wait
// for ever. Its end waits for the question that is on its way: four seconds, or five for each address that it
// connects to.
class PostgresWatch {
  public:
    // `well` is called on the watch's thread when the database has answered it, and `silent`, with the
    // reason, when nobody had an answer for four seconds, each time. `pulse` outlives the watch.
    PostgresWatch(std::string url, Pulse& pulse, std::function<void()> well,
                  std::function<void(const std::string& reason)> silent);

  private:
    void run(const std::stop_token& stop) const;

    const std::string url_;
    Pulse& pulse_;
    const std::function<void()> well_;
    const std::function<void(const std::string&)> silent_;
    std::jthread thread_;  // last: joined before the rest goes
};

}  // namespace garden::store
