#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

// For tests only.
namespace garden::net {

// A server on a free port of this machine, which gives every connection to `serve` on a thread of its own.
class TestServer {
  public:
    explicit TestServer(std::function<void(int)> serve)
        : serve_(std::move(serve)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(listener_, generic, size), 0);
        EXPECT_EQ(::listen(listener_, 16), 0);
        EXPECT_EQ(::getsockname(listener_, generic, &size), 0);
        port_ = ntohs(address.sin_port);
        accepting_ = std::jthread([this] { accept_all(); });
    }
    ~TestServer() {
        ::shutdown(listener_, SHUT_RDWR);
        accepting_.join();
        for (const int connection : connections_) ::shutdown(connection, SHUT_RDWR);
        serving_.clear();
        for (const int connection : connections_) ::close(connection);
        ::close(listener_);
    }
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;

    std::string url(const std::string& path = "/") const {
        return "http://127.0.0.1:" + std::to_string(port_) + path;
    }
    int accepted() const { return accepted_; }

  private:
    void accept_all() {
        for (int connection = 0; (connection = ::accept(listener_, nullptr, nullptr)) >= 0;) {
            ++accepted_;
            connections_.push_back(connection);
            serving_.emplace_back([this, connection] { serve_(connection); });
        }
    }

    const std::function<void(int)> serve_;
    const int listener_;
    std::uint16_t port_ = 0;
    std::atomic<int> accepted_ = 0;
    std::vector<int> connections_;
    std::vector<std::jthread> serving_;
    std::jthread accepting_;
};

// The next request with its body, or "" when the client has gone.
inline std::string read_request(int connection) {
    std::string text;
    std::size_t length = 0;
    std::size_t head = std::string::npos;
    char block[4096];
    while (head == std::string::npos || text.size() < head + 4 + length) {
        const ssize_t got = ::recv(connection, block, sizeof block, 0);
        if (got <= 0) return {};
        text.append(block, static_cast<std::size_t>(got));
        head = text.find("\r\n\r\n");
        if (const std::size_t at = text.find("Content-Length: "); at < head)
            length = std::stoul(text.substr(at + 16));
    }
    return text;
}

inline void write_all(int connection, const std::string& text) {
    static_cast<void>(::send(connection, text.data(), text.size(), MSG_NOSIGNAL));
}

}  // namespace garden::net
