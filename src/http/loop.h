// Of this room alone: brings in Asio.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/thread_pool.h"
#include "http/body_limits.h"
#include "http/peer_count.h"
#include "http/server.h"

namespace garden::http {

namespace asio = boost::asio;
using SocketError = boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
template <typename T>
using Task = asio::awaitable<T, Executor>;
inline constexpr asio::use_awaitable_t<Executor> awaiting{};

using SteadyTime = std::chrono::steady_clock::time_point;

struct Loop;

// A connection as its loop sees it: something with a deadline. Only of the loop's thread. Deadlines are
// looked at a few times a second for all connections together, so that a request costs no timer.
class Watched {
  public:
    explicit Watched(Loop& loop);
    virtual ~Watched();
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    // Waits from now on until disarm() end at most `timeout` from now.
    void arm(std::chrono::milliseconds timeout) { arm_until(std::chrono::steady_clock::now() + timeout); }
    void arm_until(SteadyTime deadline) {
        deadline_ = deadline;
        expired_ = false;
    }
    void disarm() { deadline_ = SteadyTime::max(); }
    bool expired() const { return expired_; }
    // The server closes everything: begin no more waits.
    bool aborted() const { return aborted_; }

    void expire_if_due(SteadyTime now);
    void abort();
    // The server drains: a connection that waits for nothing but a next request ends.
    virtual void drain() = 0;

  protected:
    // Ends the waits on the socket.
    virtual void cancel() = 0;
    Loop& loop_;

  private:
    std::list<Watched*>::iterator place_;
    SteadyTime deadline_ = SteadyTime::max();
    bool expired_ = false;
    bool aborted_ = false;
};

// A thread and the connections that live on it.
struct Loop {
    asio::io_context context{1};
    std::list<Watched*> connections;
    std::thread thread;

    // The value of the Date field now; formatted once a second.
    std::string_view date();

  private:
    std::int64_t date_seconds_ = -1;
    std::string date_;
};

// What all connections of a server share.
struct Shared {
    Shared(const ServerOptions& server_options, const Router& server_router, Filters server_filters)
        : options(server_options),
          router(server_router),
          filters(std::move(server_filters)),
          body_budget(server_options.body_budget),
          peers(server_options.connections_per_address),
          pool(server_options.worker_threads, server_options.worker_queue) {}

    const ServerOptions options;
    const Router& router;
    const Filters filters;
    std::optional<asio::ssl::context> tls;
    bool local_listener = false;
    std::atomic<bool> draining = false;
    std::atomic<bool> aborting = false;  // everything is closed: begin no more handlers
    std::atomic<std::size_t> event_streams = 0;
    BodyBudget body_budget;
    PeerCount peers;

    // Counts open connections.
    void enter();
    void leave();
    std::size_t connections() const;
    // Waits until there are none; false when `deadline` came first.
    bool wait_until_empty(SteadyTime deadline);

    ThreadPool pool;

  private:
    mutable std::mutex mutex_;
    std::condition_variable empty_;
    std::size_t connections_ = 0;  // guarded by mutex_
};

// Who is at the other end; an IPv4 address that came mapped into IPv6 is IPv4's.
asio::ip::address peer_address(const Socket& socket, SocketError& error);

// Serves one accepted connection on its loop until it ends; closes it at once where its peer has too many.
void serve_connection(Shared& shared, Loop& loop, Socket socket);

}  // namespace garden::http
