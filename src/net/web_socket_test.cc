#include "net/web_socket.h"

#include <atomic>
#include <cstring>
#include <functional>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netdb.h>

namespace {

constexpr const char* kHangingName = "hanging.invalid";
std::atomic<int> looking_up = 0;  // threads that wait for it

}  // namespace

// In front of the C library's: a name server that does not answer for three seconds.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** found) {
    if (name != nullptr && std::strcmp(name, kHangingName) == 0) {
        ++looking_up;
        std::this_thread::sleep_for(std::chrono::seconds(3));
        --looking_up;
        looking_up.notify_all();
        return EAI_AGAIN;
    }
    static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    return real(name, service, hints, found);
}

namespace garden::net {
namespace {

using boost::asio::ip::tcp;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using Stream = boost::beast::websocket::stream<tcp::socket>;

// Accepts one connection on a free port of this machine, and gives it to `serve`.
class TestPeer {
  public:
    explicit TestPeer(std::function<void(Stream&)> serve)
        : acceptor_(io_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
          thread_([this, serve = std::move(serve)] {
              Stream stream(acceptor_.accept());
              boost::system::error_code gone;
              stream.accept(gone);
              if (!gone) serve(stream);
          }) {}

    WebSocketOrder order() const {
        return {.url = "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/ws?a=b"};
    }

  private:
    boost::asio::io_context io_;
    tcp::acceptor acceptor_;
    std::jthread thread_;
};

void wait_until_gone(Stream& stream) {
    boost::system::error_code gone;
    for (boost::beast::flat_buffer buffer; !gone;) stream.read(buffer, gone);
}

TEST(WebSocket, ReceivesTextsAndOctetsInTheirOrder) {
    const TestPeer peer([](Stream& stream) {
        stream.write(boost::asio::buffer(std::string("one")));
        stream.binary(true);
        stream.write(boost::asio::buffer(std::string("t\0o", 3)));
        wait_until_gone(stream);
    });
    const auto socket = WebSocket::open(peer.order());
    ASSERT_TRUE(socket) << socket.error().message;
    const auto one = (*socket)->receive(milliseconds(5000), {});
    ASSERT_TRUE(one && *one);
    EXPECT_FALSE((*one)->is_binary);
    EXPECT_EQ((*one)->octets, "one");
    const auto two = (*socket)->receive(milliseconds(5000), {});
    ASSERT_TRUE(two && *two);
    EXPECT_TRUE((*two)->is_binary);
    EXPECT_EQ((*two)->octets, std::string("t\0o", 3));
}

TEST(WebSocket, AMessageMayComeInPiecesWhileNobodyWaits) {
    std::atomic<bool> waited = false;
    const TestPeer peer([&](Stream& stream) {
        stream.write_some(false, boost::asio::buffer(std::string("first half, ")));
        waited.wait(false);
        stream.write_some(true, boost::asio::buffer(std::string("second half")));
        wait_until_gone(stream);
    });
    const auto socket = WebSocket::open(peer.order());
    ASSERT_TRUE(socket);
    const auto nothing = (*socket)->receive(milliseconds(50), {});
    ASSERT_TRUE(nothing);
    EXPECT_FALSE(*nothing);
    waited = true;
    waited.notify_all();
    const auto whole = (*socket)->receive(milliseconds(5000), {});
    ASSERT_TRUE(whole && *whole);
    EXPECT_EQ((*whole)->octets, "first half, second half");
}

TEST(WebSocket, AStopEndsTheWaitAtOnce) {
    const TestPeer peer(wait_until_gone);
    const auto socket = WebSocket::open(peer.order());
    ASSERT_TRUE(socket);
    std::stop_source source;
    steady_clock::time_point stopped_at;
    std::jthread stopping([&] {
        stopped_at = steady_clock::now();
        source.request_stop();
    });
    const auto stopped = (*socket)->receive(milliseconds(10'000), source.get_token());
    stopping.join();
    EXPECT_EQ(stopped.error().code, ErrorCode::cancelled);
    EXPECT_LT(steady_clock::now() - stopped_at, milliseconds(100));
}

TEST(WebSocket, WhoLeavesAndWhoIsNoneIsTold) {
    const TestPeer leaving([](Stream&) {});
    const auto socket = WebSocket::open(leaving.order());
    ASSERT_TRUE(socket);
    EXPECT_EQ((*socket)->receive(milliseconds(5000), {}).error().code, ErrorCode::unavailable);
    EXPECT_EQ((*socket)->receive(milliseconds(5000), {}).error().code, ErrorCode::unavailable)
        << "and stays so";

    const auto nobody = WebSocket::open({.url = "http://127.0.0.1:1/secret?key=secret"});
    EXPECT_EQ(nobody.error().message, "127.0.0.1:1: no WebSocket can be opened there");
    EXPECT_EQ(WebSocket::open({.url = "https://127.0.0.1/"}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(WebSocket::open({.url = "nowhere"}).error().code, ErrorCode::invalid_argument);
}

class HangingLookup : public testing::Test {
  protected:
    // The thread of a lookup that nobody waits for any more.
    void TearDown() override {
        for (int waiting = 0; (waiting = looking_up) > 0;) looking_up.wait(waiting);
    }

    WebSocketOrder order_{.url = std::string("http://") + kHangingName + "/ws"};
    const steady_clock::time_point begun_ = steady_clock::now();
};

TEST_F(HangingLookup, EndsAtTheLimit) {
    order_.connect_limit = milliseconds(200);
    const auto socket = WebSocket::open(order_);
    EXPECT_EQ(looking_up, 1);
    EXPECT_EQ(socket.error().message, "hanging.invalid:80: no WebSocket could be opened in time");
    EXPECT_LT(steady_clock::now() - begun_, milliseconds(2000));
}

TEST_F(HangingLookup, EndsAtAStop) {
    std::stop_source source;
    order_.stop = source.get_token();
    const std::jthread stopping([&] {
        while (looking_up == 0) std::this_thread::sleep_for(milliseconds(1));
        source.request_stop();
    });
    EXPECT_EQ(WebSocket::open(order_).error().code, ErrorCode::cancelled);
    EXPECT_LT(steady_clock::now() - begun_, milliseconds(2000));
}

TEST(WebSocket, AHostMayBeANameAndItsAddressOfEitherKind) {
    // "localhost" is ::1, where nobody listens, before 127.0.0.1 on many machines.
    const TestPeer peer(wait_until_gone);
    WebSocketOrder order = peer.order();
    order.url.replace(order.url.find("127.0.0.1"), 9, "localhost");
    EXPECT_TRUE(WebSocket::open(order));
}

TEST(WebSocket, AMessageOverTheLimitClosesIt) {
    const TestPeer peer([](Stream& stream) {
        stream.write(boost::asio::buffer(std::string(2000, 'x')));
        wait_until_gone(stream);
    });
    WebSocketOrder order = peer.order();
    order.most_octets = 1000;
    const auto socket = WebSocket::open(order);
    ASSERT_TRUE(socket);
    EXPECT_EQ((*socket)->receive(milliseconds(5000), {}).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace garden::net
