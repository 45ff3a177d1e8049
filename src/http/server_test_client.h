// For tests: a server on a free loopback port, and a blocking client that sees every octet.
#pragma once

#include <charconv>
#include <memory>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "http/server.h"
#include "http/text_compare.h"

namespace garden::http {

struct Answer {
    unsigned status = 0;  // 0: the connection ended before an answer was complete
    std::string head;
    std::string body;

    std::string field(std::string_view name) const {
        std::string_view rest = head;
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find("\r\n"));
            rest.remove_prefix(std::min(line.size() + 2, rest.size()));
            const std::size_t colon = line.find(": ");
            if (colon == std::string_view::npos) continue;
            if (equal_ignoring_case(line.substr(0, colon), name)) return std::string(line.substr(colon + 2));
        }
        return {};
    }
};

class TestClient {
  public:
    // With a context: over TLS. `receive_buffer` in octets makes a client that takes little before it reads.
    explicit TestClient(unsigned short port, SSL_CTX* tls = nullptr, int receive_buffer = 0) {
        descriptor_ = ::socket(AF_INET, SOCK_STREAM, 0);
        // Tests fail rather than hang.
        const timeval patience{10, 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (receive_buffer > 0) {
            ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        }
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        if (tls != nullptr) {
            tls_.reset(SSL_new(tls));
            SSL_set_fd(tls_.get(), descriptor_);
            connected_ = connected_ && SSL_connect(tls_.get()) == 1;
        }
    }
    ~TestClient() { ::close(descriptor_); }
    TestClient(const TestClient&) = delete;
    TestClient& operator=(const TestClient&) = delete;

    bool connected() const { return connected_; }
    SSL* tls() const { return tls_.get(); }

    // False once the server refuses to take more.
    bool send(std::string_view octets) {
        while (!octets.empty()) {
            const ssize_t sent = tls_ ? SSL_write(tls_.get(), octets.data(), static_cast<int>(octets.size()))
                                      : ::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            octets.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void finish_sending() { ::shutdown(descriptor_, SHUT_WR); }

    // The next answer; a body without Content-Length lasts until the end of the connection. `has_body` is
    // false for answers to HEAD.
    Answer receive(bool has_body = true) {
        Answer answer;
        std::size_t end = std::string::npos;
        while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
            if (!receive_more()) return answer;
        }
        answer.head = received_.substr(0, end + 2);
        received_.erase(0, end + 4);
        unsigned status = 0;
        std::from_chars(answer.head.data() + 9, answer.head.data() + 12, status);
        if (has_body && status >= 200 && status != 204 && status != 304) {
            const std::string length = answer.field("Content-Length");
            if (length.empty()) {
                while (receive_more()) {
                }
                answer.body = std::exchange(received_, {});
            } else {
                while (received_.size() < std::stoull(length)) {
                    if (!receive_more()) return answer;
                }
                answer.body = received_.substr(0, std::stoull(length));
                received_.erase(0, answer.body.size());
            }
        }
        answer.status = status;
        return answer;
    }

    Answer ask(std::string_view request) {
        send(request);
        return receive(!request.starts_with("HEAD "));
    }

    // Reads until `text` came; false when the connection ended before.
    bool wait_for(std::string_view text) {
        while (received_.find(text) == std::string::npos) {
            if (!receive_more()) return false;
        }
        return true;
    }

    // True if the server closes now, and orderly, with nothing more to say.
    bool closed() {
        if (!received_.empty()) return false;
        char octet = 0;
        return (tls_ ? SSL_read(tls_.get(), &octet, 1) : ::recv(descriptor_, &octet, 1, 0)) == 0;
    }

  private:
    bool receive_more() {
        char buffer[16384];
        const ssize_t count = tls_ ? SSL_read(tls_.get(), buffer, sizeof buffer)
                                   : ::recv(descriptor_, buffer, sizeof buffer, 0);
        if (count <= 0) return false;
        received_.append(buffer, static_cast<std::size_t>(count));
        return true;
    }

    int descriptor_ = -1;
    bool connected_ = false;
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, &SSL_free};
    std::string received_;
};

// A server with the routes and options that a test sets before start().
class ServerTest : public testing::Test {
  protected:
    ServerTest() { options_.port = 0; }

    void get(std::string pattern, Handler handler, http::Run run = http::Run::on_worker) {
        router_.add(
            {.method = "GET", .pattern = std::move(pattern), .handler = std::move(handler), .run = run});
    }
    void post(std::string pattern, Handler handler, std::size_t body_limit = 1024) {
        router_.add({.method = "POST",
                     .pattern = std::move(pattern),
                     .handler = std::move(handler),
                     .body_limit = body_limit});
    }
    void start() {
        auto server = Server::start(options_, router_, filters_);
        ASSERT_TRUE(server) << server.error().message;
        server_ = std::move(*server);
    }
    TestClient client() { return TestClient(server_->port()); }
    // The answer to `request` on a connection of its own.
    Answer ask(std::string_view request) { return TestClient(server_->port()).ask(request); }

    ServerOptions options_;
    Router router_;
    Filters filters_;
    std::unique_ptr<Server> server_;
};

inline Response hello(const Request&) { return text_response(200, "hello"); }
inline Response echo(const Request& request) { return text_response(200, request.body); }

// A request that has nothing but what it must.
inline std::string plain(std::string_view method, std::string_view target) {
    return std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n\r\n";
}

}  // namespace garden::http
