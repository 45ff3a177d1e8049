#pragma once

#include <memory>
#include <string>

#include "net/web_socket.h"
#include "painting/painter.h"

namespace garden::painting::remote {

// What a message of ComfyUI's WebSocket says of one prompt.
struct FeedEvent {
    enum class Kind { other, step, preview, ended } kind = Kind::other;
    int step = 0;  // of Kind::step
    int steps = 1;
    Bytes preview = {};  // of Kind::preview: a JPEG or PNG
};

// A message about another prompt is Kind::other, as is whatever is not understood.
FeedEvent read_feed(const net::WebSocketMessage& message, const std::string& prompt_id);

// Passes the progress of one prompt on while its caller waits. What it tells is an extra: a WebSocket that is
// not there, or breaks, leaves the waiting.
class ComfyUiFeed {
  public:
    // `socket` may be null.
    ComfyUiFeed(std::unique_ptr<net::WebSocket> socket, const Watch& watch)
        : socket_(std::move(socket)), watch_(watch) {}

    // Passes `time`, or less if the prompt has ended meanwhile; `cancelled` at once after a stop.
    Result<> wait(std::chrono::milliseconds time, const std::string& prompt_id);

  private:
    void tell(const FeedEvent& event);

    std::unique_ptr<net::WebSocket> socket_;
    const Watch& watch_;
    Progress progress_;
};

}  // namespace garden::painting::remote
