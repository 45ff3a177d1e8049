#include "http/server.h"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>

#include "base/log.h"
#include "http/loop.h"

namespace garden::http {
namespace {

using namespace std::chrono_literals;

// How long a forced close may take to run through the loops before drain() returns without it.
constexpr auto abort_grace = 250ms;

Result<asio::ssl::context> load_tls(const ServerOptions& options) {
    asio::ssl::context context(asio::ssl::context::tls_server);
    SocketError error;
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_mode(context.native_handle(), SSL_MODE_RELEASE_BUFFERS);
    context.set_options(asio::ssl::context::single_dh_use | asio::ssl::context::no_compression, error);
    context.use_certificate_chain_file(options.certificate_file, error);
    if (error) {
        return fail(ErrorCode::invalid_argument, fmt::format("the certificate {} cannot be used: {}",
                                                             options.certificate_file, error.message()));
    }
    context.use_private_key_file(options.key_file, asio::ssl::context::pem, error);
    if (error) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("the key {} cannot be used: {}", options.key_file, error.message()));
    }
    return context;
}

// The sweep that ends overdue waits comes several times within the shortest time-out.
std::chrono::milliseconds sweep_period(const ServerOptions& options) {
    const auto shortest =
        std::min({options.header_timeout, options.body_timeout, options.idle_timeout, options.write_timeout});
    return std::clamp<std::chrono::milliseconds>(shortest / 8, 5ms, 250ms);
}

Task<void> sweep(Loop& loop, std::chrono::milliseconds period) {
    asio::steady_timer::rebind_executor<Executor>::other timer(loop.context);
    while (true) {
        timer.expires_after(period);
        co_await timer.async_wait(awaiting);
        const SteadyTime now = std::chrono::steady_clock::now();
        for (Watched* connection : loop.connections) connection->expire_if_due(now);
    }
}

void run_loop(Loop& loop) {
    // sendfile() on a socket whose client is gone raises SIGPIPE, and unlike send() has no flag against it.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    loop.context.run();
}

class AsioServer final : public Server {
  public:
    AsioServer(const ServerOptions& options, const Router& router, Filters filters)
        : shared_(options, router, std::move(filters)) {
        for (std::size_t i = 0; i < std::max<std::size_t>(options.socket_threads, 1); ++i) {
            loops_.push_back(std::make_unique<Loop>());
        }
        acceptor_.emplace(loops_.front()->context);
    }

    ~AsioServer() override {
        drain();
        shared_.pool.stop();
        shared_.wait_until_empty(SteadyTime::max());
        for (const auto& loop : loops_) loop->context.stop();
        for (const auto& loop : loops_) {
            if (loop->thread.joinable()) loop->thread.join();
        }
    }

    Result<> listen() {
        const ServerOptions& options = shared_.options;
        if (!options.certificate_file.empty() || !options.key_file.empty()) {
            Result<asio::ssl::context> tls = load_tls(options);
            if (!tls) return std::unexpected(tls.error());
            shared_.tls.emplace(std::move(*tls));
        }
        SocketError error;
        asio::ip::tcp::resolver resolver(loops_.front()->context);
        const auto found = resolver.resolve(options.address, std::to_string(options.port),
                                            asio::ip::tcp::resolver::passive, error);
        if (error || found.empty()) return cannot_listen(error);
        const asio::ip::tcp::endpoint endpoint = found.begin()->endpoint();
        const auto step = [&error](auto action) {
            if (!error) action();
        };
        step([&] { acceptor_->open(endpoint.protocol(), error); });
        step([&] { acceptor_->set_option(asio::socket_base::reuse_address(true), error); });
        step([&] { acceptor_->bind(endpoint, error); });
        step([&] { acceptor_->listen(asio::socket_base::max_listen_connections, error); });
        if (error) return cannot_listen(error);
        port_ = acceptor_->local_endpoint(error).port();
        shared_.local_listener = endpoint.address().is_loopback();
        return {};
    }

    void begin() {
        const std::chrono::milliseconds period = sweep_period(shared_.options);
        asio::co_spawn(loops_.front()->context, accept_all(), asio::detached);
        for (const auto& loop : loops_) {
            asio::co_spawn(loop->context, sweep(*loop, period), asio::detached);
            loop->thread = std::thread([&loop = *loop] { run_loop(loop); });
        }
    }

    unsigned short port() const override { return port_; }

    void drain() override {
        std::call_once(drained_, [this] { drain_once(); });
    }

  private:
    std::unexpected<Error> cannot_listen(const SocketError& error) const {
        return fail(ErrorCode::unavailable,
                    fmt::format("cannot listen on {} port {}: {}", shared_.options.address,
                                shared_.options.port, error.message()));
    }

    Task<void> accept_all() {
        std::size_t turn = 0;
        asio::steady_timer::rebind_executor<Executor>::other pause(loops_.front()->context);
        while (true) {
            Loop& loop = *loops_[turn++ % loops_.size()];
            Socket socket(loop.context);
            SocketError error;
            co_await acceptor_->async_accept(socket, asio::redirect_error(awaiting, error));
            if (shared_.draining || error == asio::error::operation_aborted) co_return;
            if (!error) {
                take(loop, std::move(socket));
                continue;
            }
            if (error == asio::error::connection_aborted) continue;
            // Out of descriptors or memory: trying at once would only burn time.
            log::warning("accepting a connection failed", {{"error", error.message()}});
            pause.expires_after(100ms);
            co_await pause.async_wait(awaiting);
        }
    }

    void take(Loop& loop, Socket socket) {
        SocketError ignored;
        if (shared_.connections() >= shared_.options.connection_limit) {
            turn_away(socket);
            return;
        }
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
        serve_connection(shared_, loop, std::move(socket));
    }

    // Nothing here may wait: the answer is small enough for any socket's buffer.
    void turn_away(Socket& socket) {
        constexpr std::string_view answer =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: "
            "close\r\n\r\n";
        const int descriptor = socket.native_handle();
        if (!shared_.tls) ::send(descriptor, answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        ::shutdown(descriptor, SHUT_WR);
        char dropped[4096];
        while (::recv(descriptor, dropped, sizeof dropped, MSG_DONTWAIT) > 0) {
        }
    }

    void for_each_connection(void (*action)(Watched&)) {
        for (const auto& loop : loops_) {
            asio::post(loop->context, [&loop = *loop, action] {
                for (Watched* connection : loop.connections) action(*connection);
            });
        }
    }

    void drain_once() {
        shared_.draining = true;
        asio::post(loops_.front()->context, [this] {
            SocketError ignored;
            acceptor_->close(ignored);
        });
        for_each_connection([](Watched& connection) { connection.drain(); });
        const SteadyTime deadline = std::chrono::steady_clock::now() + shared_.options.drain_timeout;
        if (shared_.wait_until_empty(deadline)) return;
        log::warning("closing connections that did not finish in time",
                     {{"connections", shared_.connections()}});
        shared_.aborting = true;
        for_each_connection([](Watched& connection) { connection.abort(); });
        shared_.wait_until_empty(std::chrono::steady_clock::now() + abort_grace);
    }

    Shared shared_;
    std::vector<std::unique_ptr<Loop>> loops_;
    std::optional<Acceptor> acceptor_;
    unsigned short port_ = 0;
    std::once_flag drained_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, const Router& router,
                                              Filters filters) {
    try {
        auto server = std::make_unique<AsioServer>(options, router, std::move(filters));
        const Result<> listening = server->listen();
        if (!listening) return std::unexpected(listening.error());
        server->begin();
        return server;
    } catch (const std::exception& error) {
        return fail(ErrorCode::unavailable, fmt::format("the server cannot start: {}", error.what()));
    }
}

}  // namespace garden::http
