#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "http/message.h"

namespace garden::http {

// Between the thread that makes events and the connection that sends them. Thread-safe.
class EventQueue final : public EventSink {
  public:
    // `wake` tells the connection that there is something to look at; called from the thread of the events.
    explicit EventQueue(std::function<void()> wake) : wake_(std::move(wake)) {}

    // Of the thread that makes events. send() waits while the client is slow.
    bool write(std::string_view octets) override;
    bool send(std::string_view event, std::string_view data) override;
    bool open() const override;
    void finish();  // nothing more comes

    // Of the connection. Events as they go over the wire, "" for none.
    std::string take();
    bool finished() const;
    void drain();  // the server drains: no more events, but the end of what was begun
    void close();  // the client went away

  private:
    bool add(std::string_view octets, bool while_draining);

    const std::function<void()> wake_;
    mutable std::mutex mutex_;
    std::condition_variable room_;
    std::string pending_;    // guarded by mutex_
    bool draining_ = false;  // guarded by mutex_
    bool closed_ = false;    // guarded by mutex_
    bool finished_ = false;  // guarded by mutex_
};

// One event in the text/event-stream format (HTML standard 9.2.5).
std::string format_event(std::string_view event, std::string_view data);

}  // namespace garden::http
