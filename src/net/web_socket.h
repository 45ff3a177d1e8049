#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace garden::net {

struct WebSocketOrder {
    std::string url;  // http://host:port/path?query, percent-encoded; TLS is not spoken
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::chrono::milliseconds connect_limit{5'000};           // until messages may come
    std::size_t most_octets = std::size_t{16} * 1024 * 1024;  // of one message
    std::stop_token stop = {};
};

struct WebSocketMessage {
    bool is_binary = false;
    Bytes octets;
};

// A client that listens to a WebSocket. For one thread at a time.
class WebSocket {
  public:
    // Errors name host and port alone: `invalid_argument` for another URL than http, `cancelled` after a
    // stop, `unavailable` for all that the network or the other side does.
    static Result<std::unique_ptr<WebSocket>> open(const WebSocketOrder& order);
    ~WebSocket();
    WebSocket(const WebSocket&) = delete;
    WebSocket& operator=(const WebSocket&) = delete;

    // The next message, or nothing when none came within `wait`. A stop ends the wait at once, with
    // `cancelled`; `unavailable` when the connection is closed or broken: it stays so.
    Result<std::optional<WebSocketMessage>> receive(std::chrono::milliseconds wait,
                                                    const std::stop_token& stop);

  private:
    class Connection;
    explicit WebSocket(std::unique_ptr<Connection> connection);
    const std::unique_ptr<Connection> connection_;
};

}  // namespace garden::net
