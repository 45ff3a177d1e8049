#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/router.h"

namespace garden::http {

struct ServerOptions {
    std::string address = "127.0.0.1";  // an IP address, or a name that resolves to one
    unsigned short port = 8080;         // 0: any free one
    std::string certificate_file;       // PEM chain; with key_file: TLS 1.2 and 1.3 only
    std::string key_file;
    std::size_t socket_threads = 1;
    std::size_t worker_threads = 4;
    std::size_t worker_queue =
        256;  // requests that wait for a worker; more are answered 503 with Retry-After: 1
    std::size_t header_limit = std::size_t{16} * 1024;
    std::size_t connection_limit = 4096;
    // Connections of one peer address, more are closed at once; 0: no limit. Loopback is never counted.
    std::size_t connections_per_address = 256;
    std::chrono::milliseconds header_timeout{10'000};  // from the first octet to the last; TLS handshakes too
    // Without a single octet. Once it has passed since the first octet of a body, the body must also have
    // come at 4 KiB/s or more on average. Else 408.
    std::chrono::milliseconds body_timeout{60'000};
    // Octets of request bodies that the server holds at once, at least the largest Route::body_limit; a body
    // that does not fit in is answered 503 with Retry-After: 1.
    std::size_t body_budget = std::size_t{512} * 1024 * 1024;
    std::chrono::milliseconds idle_timeout{75'000};
    std::chrono::milliseconds write_timeout{60'000};  // without a single octet
    std::chrono::milliseconds drain_timeout{8'000};
    std::size_t event_stream_limit = 256;  // open at once, a thread each; more are answered 503
    std::chrono::milliseconds heartbeat{
        15'000};  // of event streams: a comment line, so that a lost client is noticed
};

// Seen before a route is looked for, and after its handler. But for authorize() they run on the socket's
// thread and must be quick. They run at the same time for different requests.
struct Filters {
    // A response here ends the request: Host and Origin, rate limits, CORS preflight. Null:
    // none. Called when the headers are there and before the body is read (request.body is empty).
    std::function<std::optional<Response>(const Request&)> before;
    // Whether authorize() is to be asked about what `before` let pass. Null: never.
    std::function<bool(const Request&)> needs_authorization;
    // As `before`, but on a worker, for it may wait for a database.
    std::function<std::optional<Response>(const Request&)> authorize;
    // Adds security headers and the like, to every response, errors of the server itself included. Null:
    // none.
    std::function<void(const Request&, Response&)> after;
    // One finished request, for metrics: route pattern ("" when none matched), status, seconds. Null: none.
    std::function<void(std::string_view pattern, unsigned status, double seconds)> observe;
};

// An HTTP/1.1 server: keep-alive, pipelining, Expect: 100-continue, limits and time-outs. Answers by itself
// 400 (malformed), 404, 405 with Allow, 408, 413, 431, 501 and 503, each with a sentence as text/plain;
// an exception in a handler is logged and answered 500. OPTIONS of a known path answers 204 with Allow.
// Thread-safe.
class Server {
  public:
    // Binds and listens; starts to answer at once. `unavailable` with the address when it cannot bind,
    // `invalid_argument` when the certificate or key cannot be used. `router` must outlive the server.
    static Result<std::unique_ptr<Server>> start(const ServerOptions& options, const Router& router,
                                                 Filters filters);
    // Drains, then waits for handlers and event streams that still run, however long; requests that wait for
    // a worker when everything is closed are not handled any more. Not to be called by one of them.
    virtual ~Server() = default;

    virtual unsigned short port() const = 0;

    // Stops accepting, closes idle connections, lets running requests finish (Connection: close) for at most
    // drain_timeout, ends event streams, then closes everything. May be called from any thread, once or more;
    // every call returns when the first one has done its work.
    virtual void drain() = 0;
};

}  // namespace garden::http
