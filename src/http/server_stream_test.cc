// Bodies that come to their handler piece by piece.
#include <gtest/gtest.h>

#include "http/server_test_client.h"

namespace garden::http {
namespace {

struct Seen {
    std::atomic<std::size_t> octets = 0;
    std::atomic<std::size_t> pieces = 0;
    std::atomic<std::size_t> largest = 0;
    std::atomic<bool> finished = false;
    std::atomic<bool> destroyed = false;
};

// Counts, refuses from `limit` octets on, and answers with the count and a trailer.
class CountingSink final : public BodySink {
  public:
    CountingSink(Seen& seen, std::size_t limit) : seen_(seen), limit_(limit) {}
    ~CountingSink() override { seen_.destroyed = true; }

    std::optional<Response> add(std::string_view octets) override {
        seen_.octets += octets.size();
        seen_.largest = std::max(seen_.largest.load(), octets.size());
        ++seen_.pieces;
        if (seen_.octets > limit_) return text_response(403, "enough");
        return std::nullopt;
    }
    Response finish(const Headers& trailers) override {
        seen_.finished = true;
        return text_response(200, std::to_string(seen_.octets) + std::string(trailers.get("X-Sum")));
    }

  private:
    Seen& seen_;
    const std::size_t limit_;
};

class StreamTest : public ServerTest {
  protected:
    void start_counting(std::size_t limit = SIZE_MAX) {
        router_.add({.method = "PUT",
                     .pattern = "/*",
                     .handler = {},
                     .body_limit = 64 * 1024 * 1024,
                     .stream = [this, limit](const Request& request) -> Admission {
                         EXPECT_EQ(request.body, "");
                         if (request.path == "/no") return text_response(404, "no");
                         return std::make_unique<CountingSink>(seen_, limit);
                     }});
        start();
    }
    ~StreamTest() override { server_.reset(); }

    Seen seen_;
};

TEST_F(StreamTest, ASmallBodyIsOnePiece) {
    start_counting();
    EXPECT_EQ(ask("PUT /a HTTP/1.1\r\nHost: t\r\nContent-Length: 4\r\n\r\nbody").body, "4");
    EXPECT_EQ(seen_.pieces, 1u);
    EXPECT_EQ(ask("PUT /a HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n").body, "4");
    EXPECT_EQ(seen_.pieces, 1u);
    EXPECT_TRUE(seen_.destroyed);
}

TEST_F(StreamTest, ALargeBodyIsNeverWhole) {
    start_counting();
    TestClient client(server_->port());
    const std::string body(8'000'000, 'x');
    for (int i = 0; i < 2; ++i) {
        seen_.octets = 0;
        client.send("PUT /a HTTP/1.1\r\nHost: t\r\nContent-Length: 8000000\r\n\r\n");
        ASSERT_TRUE(client.send(body));
        EXPECT_EQ(client.receive().body, "8000000");
        EXPECT_LT(seen_.largest, 1'000'000u);
    }
}

TEST_F(StreamTest, TrailersComeAtTheEnd) {
    start_counting();
    TestClient client(server_->port());
    client.send("PUT /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send("4\r\nbody\r\n3\r\nand\r\n");
    client.send("0\r\nX-Sum: !\r\n\r\n");
    EXPECT_EQ(client.receive().body, "7!");
    EXPECT_EQ(client.ask("PUT /a HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\n\r\nx").body, "8");
}

TEST_F(StreamTest, ARefusalComesBeforeTheBody) {
    start_counting();
    const std::string head = "HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";
    TestClient refused(server_->port());
    EXPECT_EQ(refused.ask("PUT /no " + head).status, 404u);
    EXPECT_TRUE(refused.closed());
    TestClient welcome(server_->port());
    EXPECT_EQ(welcome.ask("PUT /a " + head).status, 100u);
    EXPECT_EQ(welcome.ask("body").body, "4");
}

TEST_F(StreamTest, ARefusalInTheMiddleIsRead) {
    start_counting(1'000'000);
    TestClient client(server_->port());
    client.send("PUT /a HTTP/1.1\r\nHost: t\r\nContent-Length: 8000000\r\n\r\n");
    client.send(std::string(8'000'000, 'x'));
    EXPECT_EQ(client.receive().body, "enough");
    EXPECT_FALSE(seen_.finished);
}

TEST_F(StreamTest, AClientThatGoesAwayLeavesNothing) {
    start_counting();
    {
        TestClient client(server_->port());
        client.send("PUT /a HTTP/1.1\r\nHost: t\r\nContent-Length: 8000000\r\n\r\n" +
                    std::string(500'000, 'x'));
        while (seen_.octets == 0) std::this_thread::yield();
    }
    while (!seen_.destroyed) std::this_thread::yield();
    EXPECT_FALSE(seen_.finished);
}

}  // namespace
}  // namespace garden::http
