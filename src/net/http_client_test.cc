#include "net/http_client.h"

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

#include "net/test_server.h"

namespace garden::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::HasSubstr;

std::string ok(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nX-Kind:  Echo \r\n\r\n" + body;
}

// Answers every request with the request itself.
void echo(int connection) {
    for (std::string request; !(request = read_request(connection)).empty();)
        write_all(connection, ok(request));
}

HttpOrder order(std::string url) {
    HttpOrder order;
    order.url = std::move(url);
    order.whole_limit = milliseconds(5000);
    return order;
}

class HttpClientTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { std::signal(SIGPIPE, SIG_IGN); }

    HttpClient client_;
};

TEST_F(HttpClientTest, SendsMethodHeadersAndBody) {
    const TestServer server(echo);
    HttpOrder put = order(server.url("/a%20b?c=d"));
    put.method = "PUT";
    put.headers = {{"X-One", "1"}, {"X-Empty", ""}};
    put.body = std::string("x\0y", 3);
    const auto answer = client_.send(put);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->header("x-kind"), "Echo");
    EXPECT_EQ(answer->header("x-other"), std::nullopt);
    EXPECT_THAT(answer->body, testing::StartsWith("PUT /a%20b?c=d HTTP/1.1\r\n"));
    EXPECT_THAT(answer->body, HasSubstr("X-One: 1\r\n"));
    EXPECT_THAT(answer->body, HasSubstr("X-Empty:\r\n"));
    EXPECT_THAT(answer->body, testing::EndsWith(std::string("\r\n\r\nx\0y", 7)));
    EXPECT_THAT(answer->body, Not(HasSubstr("Expect:")));
    EXPECT_THAT(answer->body, Not(HasSubstr("Content-Type:")));
}

TEST_F(HttpClientTest, KeepsTheConnectionForTheNextRequest) {
    const TestServer server(echo);
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(client_.send(order(server.url())));
    EXPECT_EQ(server.accepted(), 1);
}

TEST_F(HttpClientTest, SeveralThreadsSendAtTheSameTime) {
    std::atomic<int> here = 0;
    const TestServer server([&](int connection) {
        const std::string request = read_request(connection);
        // Nobody is answered until all have asked.
        ++here;
        while (here < 8) std::this_thread::yield();
        write_all(connection, ok(request));
    });
    std::atomic<int> answered = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] { answered += client_.send(order(server.url())) ? 1 : 0; });
        }
    }
    EXPECT_EQ(answered, 8);
}

TEST_F(HttpClientTest, EveryStatusIsAnAnswerAndRedirectsAreFollowedOnlyWhenAsked) {
    const TestServer server([](int connection) {
        for (std::string request; !(request = read_request(connection)).empty();) {
            if (request.starts_with("GET /moved")) {
                write_all(connection, "HTTP/1.1 302 Found\r\nLocation: /here\r\nContent-Length: 0\r\n\r\n");
            } else if (request.starts_with("GET /file")) {
                write_all(connection,
                          "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n");
            } else {
                write_all(connection, "HTTP/1.1 500 No\r\nContent-Length: 4\r\nX-Last: 1\r\n\r\nhere");
            }
        }
    });
    const auto broken = client_.send(order(server.url("/here")));
    ASSERT_TRUE(broken);
    EXPECT_EQ(broken->status, 500);
    EXPECT_EQ(broken->body, "here");
    EXPECT_EQ(client_.send(order(server.url("/moved")))->status, 302);
    HttpOrder follow = order(server.url("/moved"));
    follow.most_redirects = 3;
    const auto followed = client_.send(follow);
    ASSERT_TRUE(followed);
    EXPECT_EQ(followed->body, "here");
    EXPECT_EQ(followed->header("location"), std::nullopt) << "the headers are those of the last answer";
    follow.url = server.url("/file");
    EXPECT_THAT(client_.send(follow).error().message, HasSubstr("neither http nor https"));
}

TEST_F(HttpClientTest, AnAnswerOverTheLimitIsCutOff) {
    const TestServer server([](int connection) {
        const std::string request = read_request(connection);
        const bool told = request.starts_with("GET /told");
        write_all(connection, told ? "HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n"
                                   : "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        const std::string block(64 * 1024, 'x');
        while (::send(connection, block.data(), block.size(), MSG_NOSIGNAL) > 0) {
        }
    });
    for (const char* path : {"/told", "/untold"}) {
        HttpOrder small = order(server.url(path));
        small.most_octets = 1'000'000;
        const auto answer = client_.send(small);
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::too_large);
        EXPECT_THAT(answer.error().message, HasSubstr("1000000 octets"));
    }
}

// An open file without a name.
class OpenFile {
  public:
    explicit OpenFile(const std::string& octets) : descriptor_(::memfd_create("file", MFD_CLOEXEC)) {
        EXPECT_EQ(::write(descriptor_, octets.data(), octets.size()), static_cast<ssize_t>(octets.size()));
    }
    ~OpenFile() { ::close(descriptor_); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    int descriptor() const { return descriptor_; }

  private:
    const int descriptor_;
};

TEST_F(HttpClientTest, APartOfAFileIsSent) {
    const TestServer server(echo);
    std::string octets(300'000, 'x');
    octets.replace(0, 4, "head").replace(octets.size() - 4, 4, "tail");
    const OpenFile file(octets);
    HttpOrder put = order(server.url());
    put.method = "PUT";
    put.file = FileOctets{file.descriptor(), 2, octets.size() - 4};
    const auto answer = client_.send(put);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_THAT(answer->body, testing::StartsWith("PUT / HTTP/1.1\r\n"));
    EXPECT_THAT(answer->body, HasSubstr("Content-Length: 299996\r\n"));
    EXPECT_THAT(answer->body, Not(HasSubstr("Expect:")));
    EXPECT_EQ(answer->body.substr(answer->body.find("\r\n\r\n") + 4), octets.substr(2, octets.size() - 4));

    put.file->length = octets.size();
    EXPECT_EQ(client_.send(put).error().code, ErrorCode::io) << "two octets fewer than were said";
}

TEST_F(HttpClientTest, AFileGoesOutAnewWhereAKeptConnectionIsClosed) {
    // Each connection answers one request, and closes when the next has come.
    const TestServer server([](int connection) {
        const std::string request = read_request(connection);
        write_all(connection, ok(request));
        read_request(connection);
        ::shutdown(connection, SHUT_RDWR);
    });
    const OpenFile file(std::string(300'000, 'y'));
    HttpOrder put = order(server.url());
    put.method = "PUT";
    put.file = FileOctets{file.descriptor(), 0, 300'000};
    for (int i = 0; i < 2; ++i) {
        const auto answer = client_.send(put);
        ASSERT_TRUE(answer) << answer.error().message;
        EXPECT_THAT(answer->body, testing::EndsWith(std::string(300'000, 'y')));
    }
    EXPECT_EQ(server.accepted(), 2);
}

TEST_F(HttpClientTest, AnAnswerIsTakenAsItComesButOnlyWhereAllIsWell) {
    const TestServer server([](int connection) {
        for (std::string request; !(request = read_request(connection)).empty();) {
            const bool good = request.starts_with("GET /good");
            write_all(connection, good ? ok(std::string(200'000, 'z'))
                                       : "HTTP/1.1 404 No\r\nContent-Length: 4\r\n\r\nnone");
        }
    });
    std::size_t taken = 0;
    HttpOrder get = order(server.url("/good"));
    get.most_octets = 1000;  // of what is kept in memory
    get.take = [&](BytesView octets) {
        taken += octets.size();
        return true;
    };
    const auto good = client_.send(get);
    ASSERT_TRUE(good) << good.error().message;
    EXPECT_EQ(good->body, "");
    EXPECT_EQ(taken, 200'000);
    get.url = server.url("/bad");
    EXPECT_EQ(client_.send(get)->body, "none");
    EXPECT_EQ(taken, 200'000);
    get.url = server.url("/good");
    get.take = [](BytesView) { return false; };
    EXPECT_EQ(client_.send(get).error().code, ErrorCode::cancelled);
}

TEST_F(HttpClientTest, HeadTellsTheLengthAndWaitsForNoBody) {
    const TestServer server([](int connection) {
        for (std::string request; !(request = read_request(connection)).empty();)
            write_all(connection, "HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n");
    });
    HttpOrder head = order(server.url());
    head.method = "HEAD";
    const auto answer = client_.send(head);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->header("content-length"), "5000000000");
}

TEST_F(HttpClientTest, WhoeverSaysNothingIsGivenUp) {
    const TestServer server([](int connection) {
        read_request(connection);
        write_all(connection, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
        read_request(connection);  // until the client goes
    });
    HttpOrder get = order(server.url());
    get.whole_limit = milliseconds(30'000);
    get.stall_limit = std::chrono::seconds(1);
    const auto begun = steady_clock::now();
    const auto answer = client_.send(get);
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().message, HasSubstr("sent and took nothing for 1 s"));
    EXPECT_LT(steady_clock::now() - begun, milliseconds(10'000));
}

TEST_F(HttpClientTest, HeadersWithoutEndAreCutOffToo) {
    const TestServer server([](int connection) {
        read_request(connection);
        write_all(connection, "HTTP/1.1 200 OK\r\n");
        const std::string header = "X-Filler: " + std::string(1000, 'x') + "\r\n";
        while (::send(connection, header.data(), header.size(), MSG_NOSIGNAL) > 0) {
        }
    });
    EXPECT_EQ(client_.send(order(server.url())).error().code, ErrorCode::too_large);
}

TEST_F(HttpClientTest, AStopEndsTheWaitWithinATenthOfASecond) {
    std::atomic<bool> asked = false;
    const TestServer server([&](int connection) {
        read_request(connection);
        asked = true;
        asked.notify_all();
        read_request(connection);  // until the client has gone
    });
    std::stop_source source;
    steady_clock::time_point stopped_at;
    const std::jthread stopping([&] {
        asked.wait(false);
        stopped_at = steady_clock::now();
        source.request_stop();
    });
    HttpOrder hanging = order(server.url());
    hanging.stop = source.get_token();
    const auto answer = client_.send(hanging);
    EXPECT_LT(steady_clock::now() - stopped_at, milliseconds(100));
    EXPECT_EQ(answer.error().code, ErrorCode::cancelled);
    EXPECT_EQ(client_.send(hanging).error().code, ErrorCode::cancelled) << "before it begins, too";
}

TEST_F(HttpClientTest, WithinItsGraceAnAnswerStillComesAfterAStop) {
    std::stop_source source;
    const TestServer server([&](int connection) {
        const std::string request = read_request(connection);
        if (!source.stop_requested()) source.request_stop();
        write_all(connection, ok(request));
        read_request(connection);
    });
    HttpOrder graceful = order(server.url());
    graceful.stop = source.get_token();
    graceful.stop_grace = milliseconds(4000);
    EXPECT_TRUE(client_.send(graceful));
}

TEST_F(HttpClientTest, WhatTheNetworkDoesIsToldPlainly) {
    const TestServer silent([](int connection) {
        while (!read_request(connection).empty()) continue;
    });
    HttpOrder hanging = order(silent.url("/secret-path?key=secret"));
    hanging.whole_limit = milliseconds(200);
    const auto late = client_.send(hanging);
    EXPECT_EQ(late.error().code, ErrorCode::unavailable);
    EXPECT_THAT(late.error().message,
                testing::MatchesRegex("127.0.0.1:[0-9]+ did not answer in full within 0.2 s"));

    const TestServer rude([](int connection) {
        read_request(connection);
        write_all(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        ::shutdown(connection, SHUT_RDWR);
    });
    EXPECT_THAT(client_.send(order(rude.url())).error().message, HasSubstr("broke off"));

    const TestServer babbling([](int connection) {
        read_request(connection);
        write_all(connection, "SSH-2.0-OpenSSH\r\n");
        ::shutdown(connection, SHUT_RDWR);
    });
    EXPECT_THAT(client_.send(order(babbling.url())).error().message, HasSubstr("does not speak HTTP"));
    EXPECT_THAT(client_.send(order("http://127.0.0.1:1/")).error().message,
                HasSubstr("does not accept connections"));
    const TestServer greeting([](int connection) {
        write_all(connection, "220 mail.example ESMTP\r\n");
        read_request(connection);
    });
    std::string tls = greeting.url();
    tls.replace(0, 4, "https");
    EXPECT_THAT(client_.send(order(tls)).error().message, HasSubstr("no secure connection"));
}

TEST_F(HttpClientTest, WhatIsNoRequestIsRefused) {
    for (const char* url :
         {"", "nowhere", "file:///etc/passwd", "ftp://example.org/", "http://", "http://a b/"}) {
        EXPECT_EQ(client_.send(order(url)).error().code, ErrorCode::invalid_argument) << url;
    }
    HttpOrder broken = order("http://127.0.0.1:1/");
    broken.headers = {{"X-A", "1\r\nX-B: 2"}};
    EXPECT_THAT(client_.send(broken).error().message, HasSubstr("X-A"));
    broken.headers = {{"X A", "1"}};
    EXPECT_EQ(client_.send(broken).error().code, ErrorCode::invalid_argument);
    broken.headers.clear();
    broken.method = "GET /x HTTP/1.1\r\n";
    EXPECT_EQ(client_.send(broken).error().code, ErrorCode::invalid_argument);
}

TEST(ShownUrl, MayHoldNoSecret) {
    EXPECT_EQ(shown_host("https://example.org/a?b=c"), "example.org:443");
    EXPECT_EQ(shown_host("no address"), "the address");
    EXPECT_TRUE(check_shown_url("https://example.org:8443/path"));
    EXPECT_TRUE(check_shown_url("http://[::1]:80"));
    for (const char* url :
         {"https://user@example.org", "https://user:pass@example.org", "https://example.org?key=1",
          "https://example.org/#a", "ftp://example.org", "example.org", "http://exa mple.org", ""}) {
        EXPECT_FALSE(check_shown_url(url)) << url;
    }
}

}  // namespace
}  // namespace garden::net
