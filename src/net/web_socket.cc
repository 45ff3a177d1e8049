#include "net/web_socket.h"

#include <algorithm>
#include <cerrno>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/curl.h"
#include "net/http_client.h"

namespace garden::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using std::chrono::steady_clock;

constexpr std::string_view kLate = "no WebSocket could be opened in time";
constexpr std::string_view kRefused = "no WebSocket can be opened there";

// The path of the URL with its query.
std::string target_of(const std::string& url) {
    const Url parsed = parse_url(url);
    std::string target = part(parsed, CURLUPART_PATH).value_or("/");
    if (const auto query = part(parsed, CURLUPART_QUERY)) target += "?" + *query;
    return target;
}

}  // namespace

// Everything runs in receive() and open(), on the thread of their caller.
class WebSocket::Connection {
  public:
    explicit Connection(const WebSocketOrder& order) : order_(order) {}

    Result<> open();
    Result<std::optional<WebSocketMessage>> receive(std::chrono::milliseconds wait,
                                                    const std::stop_token& stop);

  private:
    // A connection to the host, which is the caller's to close.
    Result<int> connected_socket() const;
    Result<> connect();
    // Starts `operation` with a handler, and waits for that.
    template <typename Operation>
    Result<> step(steady_clock::time_point deadline, const Operation& operation);
    // Until `done_` is set; false when time ran out or there was a stop.
    bool run(steady_clock::time_point deadline, const std::stop_token& stop);
    static std::unexpected<Error> stopped() {
        return fail(ErrorCode::cancelled, "the connection was stopped");
    }
    std::unexpected<Error> unavailable(std::string_view what) const {
        return fail(ErrorCode::unavailable, fmt::format("{}: {}", shown_host(order_.url), what));
    }

    const WebSocketOrder order_;
    asio::io_context io_;
    beast::websocket::stream<beast::tcp_stream> stream_{io_};
    beast::flat_buffer buffer_;
    bool is_reading_ = false;
    std::optional<error_code> done_;  // how the operation under way ended
};

bool WebSocket::Connection::run(steady_clock::time_point deadline, const std::stop_token& stop) {
    const std::stop_callback wake(stop, [this] { asio::post(io_, [] {}); });
    io_.restart();
    while (!done_ && !stop.stop_requested() && steady_clock::now() < deadline) io_.run_one_until(deadline);
    return done_.has_value();
}

template <typename Operation>
Result<> WebSocket::Connection::step(steady_clock::time_point deadline, const Operation& operation) {
    done_.reset();
    operation();
    if (!run(deadline, order_.stop)) {
        return order_.stop.stop_requested() ? stopped() : unavailable(kLate);
    }
    if (*done_) return unavailable(kRefused);
    return {};
}

// Through libcurl: Asio would wait for a name that is looked up, whatever the limit, even after a stop.
Result<int> WebSocket::Connection::connected_socket() const {
    if (!curl_ready()) return unavailable(kRefused);
    const Multi multi(curl_multi_init());
    const Easy easy(curl_easy_init());
    if (!multi || !easy) return unavailable(kRefused);
    curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_URL, order_.url.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(easy.get(), CURLOPT_CONNECT_ONLY, 1L);
    // 0 would be curl's own limit.
    curl_easy_setopt(easy.get(), CURLOPT_CONNECTTIMEOUT_MS,
                     std::max(1L, static_cast<long>(order_.connect_limit.count())));
    if (curl_multi_add_handle(multi.get(), easy.get()) != CURLM_OK) return unavailable(kRefused);
    const std::optional<CURLcode> code = transfer(multi.get(), order_.stop);
    curl_socket_t connected = CURL_SOCKET_BAD;
    // The handle closes its own; the duplicate stays.
    if (code == CURLE_OK && curl_easy_getinfo(easy.get(), CURLINFO_ACTIVESOCKET, &connected) == CURLE_OK)
        connected = ::fcntl(connected, F_DUPFD_CLOEXEC, 0);
    curl_multi_remove_handle(multi.get(), easy.get());
    if (!code) return stopped();
    if (code == CURLE_OPERATION_TIMEDOUT) return unavailable(kLate);
    if (connected < 0) return unavailable(kRefused);
    return connected;
}

Result<> WebSocket::Connection::connect() {
    const auto connected = connected_socket();
    if (!connected) return std::unexpected(connected.error());
    sockaddr_storage own = {};
    socklen_t size = sizeof own;
    error_code error;
    if (::getsockname(*connected, reinterpret_cast<sockaddr*>(&own), &size) != 0)
        error = error_code(errno, boost::system::system_category());
    const auto protocol = own.ss_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
    if (!error) beast::get_lowest_layer(stream_).socket().assign(protocol, *connected, error);
    if (!error) return {};
    ::close(*connected);
    return unavailable(kRefused);
}

Result<> WebSocket::Connection::open() {
    const auto deadline = steady_clock::now() + order_.connect_limit;
    if (auto connected = connect(); !connected) return connected;
    stream_.read_message_max(order_.most_octets);
    stream_.set_option(
        beast::websocket::stream_base::decorator([this](beast::websocket::request_type& request) {
            for (const auto& [name, value] : order_.headers) request.set(name, value);
        }));
    const std::string host = shown_host(order_.url);
    return step(deadline, [&] {
        stream_.async_handshake(host, target_of(order_.url),
                                [this](const error_code& error) { done_ = error; });
    });
}

Result<std::optional<WebSocketMessage>> WebSocket::Connection::receive(std::chrono::milliseconds wait,
                                                                       const std::stop_token& stop) {
    // A read goes on from one call to the next: a message may come in pieces.
    if (!is_reading_) {
        done_.reset();
        is_reading_ = true;
        stream_.async_read(buffer_, [this](const error_code& error, std::size_t) { done_ = error; });
    }
    if (!run(steady_clock::now() + wait, stop)) {
        if (stop.stop_requested()) return fail(ErrorCode::cancelled, "waiting for a message was stopped");
        return std::nullopt;
    }
    if (*done_) return unavailable("the WebSocket was closed");
    is_reading_ = false;
    WebSocketMessage message{stream_.got_binary(), beast::buffers_to_string(buffer_.data())};
    buffer_.consume(buffer_.size());
    return message;
}

WebSocket::WebSocket(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
WebSocket::~WebSocket() = default;

Result<std::unique_ptr<WebSocket>> WebSocket::open(const WebSocketOrder& order) {
    if (!order.url.starts_with("http://") || !parse_url(order.url))
        return fail(ErrorCode::invalid_argument, "a WebSocket needs an address that begins with http://");
    auto connection = std::make_unique<Connection>(order);
    if (const auto opened = connection->open(); !opened) return std::unexpected(opened.error());
    return std::unique_ptr<WebSocket>(new WebSocket(std::move(connection)));
}

Result<std::optional<WebSocketMessage>> WebSocket::receive(std::chrono::milliseconds wait,
                                                           const std::stop_token& stop) {
    return connection_->receive(wait, stop);
}

}  // namespace garden::net
