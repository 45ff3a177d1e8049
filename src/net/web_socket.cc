#include "net/web_socket.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <curl/curl.h>
#include <fmt/format.h>

#include "net/http_client.h"

namespace garden::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using std::chrono::steady_clock;

struct Target {
    std::string host;
    std::string port;
    std::string path;  // with its query
};

std::string part(CURLU* url, CURLUPart what, unsigned flags) {
    char* text = nullptr;
    if (curl_url_get(url, what, &text, flags) != CURLUE_OK) return {};
    const std::unique_ptr<char, void (*)(void*)> owner(text, curl_free);
    return text;
}

std::optional<Target> target_of(const std::string& text) {
    const std::unique_ptr<CURLU, void (*)(CURLU*)> url(curl_url(), curl_url_cleanup);
    if (!url || !text.starts_with("http://") ||
        curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
        return std::nullopt;
    Target target{part(url.get(), CURLUPART_HOST, 0), part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT),
                  part(url.get(), CURLUPART_PATH, 0)};
    if (target.host.starts_with('[')) target.host = target.host.substr(1, target.host.size() - 2);
    if (const std::string query = part(url.get(), CURLUPART_QUERY, 0); !query.empty())
        target.path += "?" + query;
    return target;
}

}  // namespace

// Everything runs in receive() and open(), on the thread of their caller.
class WebSocket::Connection {
  public:
    explicit Connection(const WebSocketOrder& order) : order_(order) {}

    Result<> open(const Target& target);
    Result<std::optional<WebSocketMessage>> receive(std::chrono::milliseconds wait,
                                                    const std::stop_token& stop);

  private:
    // Starts `operation` with a handler, and waits for that.
    template <typename Operation>
    Result<> step(steady_clock::time_point deadline, const Operation& operation);
    // Until `done_` is set; false when time ran out or there was a stop.
    bool run(steady_clock::time_point deadline, const std::stop_token& stop);
    std::unexpected<Error> unavailable(std::string_view what) const {
        return fail(ErrorCode::unavailable, fmt::format("{}: {}", shown_host(order_.url), what));
    }

    const WebSocketOrder order_;
    asio::io_context io_;
    asio::ip::tcp::resolver resolver_{io_};
    asio::ip::tcp::resolver::results_type addresses_;
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
        if (order_.stop.stop_requested()) return fail(ErrorCode::cancelled, "the connection was stopped");
        return unavailable("no WebSocket could be opened in time");
    }
    if (*done_) return unavailable("no WebSocket can be opened there");
    return {};
}

Result<> WebSocket::Connection::open(const Target& target) {
    const auto deadline = steady_clock::now() + order_.connect_limit;
    auto opened = step(deadline, [&] {
        resolver_.async_resolve(target.host, target.port,
                                [this](const error_code& error, const auto& addresses) {
                                    addresses_ = addresses;
                                    done_ = error;
                                });
    });
    if (!opened) return opened;
    opened = step(deadline, [&] {
        beast::get_lowest_layer(stream_).async_connect(
            addresses_, [this](const error_code& error, const auto&) { done_ = error; });
    });
    if (!opened) return opened;
    stream_.read_message_max(order_.most_octets);
    stream_.set_option(
        beast::websocket::stream_base::decorator([this](beast::websocket::request_type& request) {
            for (const auto& [name, value] : order_.headers) request.set(name, value);
        }));
    const std::string host = shown_host(order_.url);
    return step(deadline, [&] {
        stream_.async_handshake(host, target.path, [this](const error_code& error) { done_ = error; });
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
    const auto target = target_of(order.url);
    if (!target)
        return fail(ErrorCode::invalid_argument, "a WebSocket needs an address that begins with http://");
    auto connection = std::make_unique<Connection>(order);
    if (const auto opened = connection->open(*target); !opened) return std::unexpected(opened.error());
    return std::unique_ptr<WebSocket>(new WebSocket(std::move(connection)));
}

Result<std::optional<WebSocketMessage>> WebSocket::receive(std::chrono::milliseconds wait,
                                                           const std::stop_token& stop) {
    return connection_->receive(wait, stop);
}

}  // namespace garden::net
