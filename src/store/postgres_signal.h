#pragma once

#include <atomic>
#include <chrono>
#include <stop_token>
#include <string>

#include "base/failure_log.h"
#include "store/postgres_handle.h"

namespace garden::store {

// Tells all programs on a database that one wrote, itself among them, and hears it: NOTIFY and LISTEN, on a
// connection of its own. Not within the transactions that write, for those that notify are committed one
// after the other. A hint, which gets lost while the database is away, and behind a proxy that shares
// connections: whoever waits for it looks after a while anyway.
class PostgresSignal {
  public:
    explicit PostgresSignal(std::string url);
    ~PostgresSignal();
    PostgresSignal(const PostgresSignal&) = delete;
    PostgresSignal& operator=(const PostgresSignal&) = delete;

    // This program wrote something, which is committed. Whoever is in wait() tells all. Thread-safe, and does
    // not wait.
    void note_written();

    // Until a program told that it wrote, or this time is over, or there is a stop. By one thread at a
    // time. Tells and hears at most twenty times a second.
    void wait(const std::stop_token& stop, std::chrono::milliseconds most);

  private:
    using Instant = std::chrono::steady_clock::time_point;
    enum class State { closed, connecting, open };

    // Goes on with what can be done at once: connects, tells what is due, takes what has come.
    void advance(Instant now);
    void connect(Instant now);
    void go_on_connecting(Instant now);
    void send(const char* sql, Instant now);
    void hear();
    // The connection is of no use, or never came about; another is made a while later.
    void close(std::string reason);
    // When there is something to do if nothing comes before.
    Instant next(Instant until) const;
    // Until something comes, or somebody wakes this.
    void sleep(Instant until);
    void wake() const;

    const std::string url_;
    const int waker_;  // an eventfd
    std::atomic<bool> written_ = false;
    FailureLog log_{"hearing at once of what was written"};
    State state_ = State::closed;
    PostgresHandle handle_;     // null while closed
    bool ready_ = false;        // its socket, when this slept the last time
    bool wants_write_ = false;  // while it connects: what it waits for
    bool answers_ = false;      // to a statement are awaited
    bool heard_ = false;        // but not told yet
    Instant deadline_;          // of connecting, and of answers
    Instant told_;              // the last time
    Instant returned_;          // because something was heard, the last time
    Instant connect_after_;     // what failed is not tried again at once
};

}  // namespace garden::store
