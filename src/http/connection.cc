#include "http/connection.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <fmt/format.h>

#include "base/id.h"
#include "base/log.h"
#include "http/response_head.h"
#include "http/transport.h"
#include "http/worker_call.h"

namespace garden::http {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t header_read = 8 * 1024;
constexpr std::size_t body_read = 64 * 1024;
// Bodies up to this size are copied behind their head, so that both leave in one piece and with pipelined
// neighbours.
constexpr std::size_t small_body = 16 * 1024;
constexpr std::size_t output_limit = 64 * 1024;
// An unwanted body up to this size is read and dropped, so that the connection lives on.
constexpr std::uint64_t droppable_body = 64 * 1024;
// What is read and dropped of a larger one, so that a client that reads only after it has sent everything
// sees the answer; as nginx does (lingering_close).
constexpr std::uint64_t linger_octets = 256 * 1024 * 1024;
constexpr auto linger_silence = 2s;
// The same where everything that came was read: only what crosses our last answer on its way may still come.
constexpr auto short_linger_silence = 200ms;
constexpr auto linger_time = 30s;

// Ids that differ from each other, and from those of another start.
std::uint64_t next_id() {
    static const std::uint64_t first = std::uint64_t{random_seed()} << 32;
    static std::atomic<std::uint64_t> count = 0;
    return first + count.fetch_add(1);
}

std::string to_upper_hex(std::uint64_t number) { return fmt::format("{:016X}", number); }

// What a handler or a filter says of a request.
template <typename Called>
std::optional<Response> answer_of(const Called& called, const Request& request) {
    try {
        return called(request);
    } catch (const std::exception& error) {
        log::error("a handler or a filter threw", {{"path", request.path}, {"error", error.what()}});
    } catch (...) {
        log::error("a handler or a filter threw something that is no exception", {{"path", request.path}});
    }
    return status_response(500);
}

template <typename Transport>
Task<void> serve(Shared& shared, Loop& loop, Socket socket, asio::ip::address peer) {
    try {
        Connection<Transport> connection(shared, loop, std::move(socket), peer.to_string());
        co_await connection.run();
    } catch (const std::exception& error) {
        log::error("a connection ended early", {{"error", error.what()}});
    }
    shared.peers.leave(peer);
    shared.leave();
}

}  // namespace

template <typename Transport>
Connection<Transport>::Connection(Shared& shared, Loop& loop, Socket socket, std::string peer_address)
    : Watched(loop),
      shared_(shared),
      transport_(shared, std::move(socket)),
      peer_address_(std::move(peer_address)),
      body_share_(shared.body_budget),
      parser_(shared.options.header_limit) {}

template <typename Transport>
Task<void> Connection<Transport>::run() {
    arm(shared_.options.header_timeout);
    waits_for_request_ = true;
    const bool opened = co_await transport_.open(*this);
    waits_for_request_ = false;
    disarm();
    Outcome outcome = opened ? Outcome::good : Outcome::gone;
    while (outcome == Outcome::good) outcome = co_await serve_one();
    if (outcome == Outcome::closing) co_await close();
}

template <typename Transport>
void Connection<Transport>::cancel() {
    SocketError ignored;
    transport_.socket().cancel(ignored);
    if (events_) {
        events_->close();
        wake_events_();
    }
}

template <typename Transport>
void Connection<Transport>::drain() {
    if (waits_for_request_) cancel();
    if (events_) {
        events_->drain();
        wake_events_();
    }
}

template <typename Transport>
auto Connection<Transport>::serve_one() -> Task<Outcome> {
    begin_request();
    Outcome outcome = co_await read_head();
    if (outcome == Outcome::gone || outcome == Outcome::closing) co_return outcome;
    if (outcome == Outcome::good) outcome = co_await admit();
    if (outcome == Outcome::good && route_->stream) {
        outcome = co_await stream_body();
    } else {
        if (outcome == Outcome::good && body_pending_) outcome = co_await read_body();
        if (outcome == Outcome::good) co_await call_handler();
    }
    if (outcome == Outcome::gone) co_return outcome;
    outcome = co_await respond();
    release_body();
    if (outcome == Outcome::good && body_pending_) outcome = co_await drop_body();
    co_return outcome;
}

template <typename Transport>
void Connection<Transport>::begin_request() {
    request_.id = to_upper_hex(next_id());
    request_.method.clear();
    request_.raw_path.clear();
    request_.path.clear();
    request_.raw_query.clear();
    request_.query.clear();
    request_.headers.clear();
    release_body();
    request_.peer_address = peer_address_;
    request_.secure = Transport::secure;
    request_.local_listener = shared_.local_listener;
    parser_.start(request_);
    answer_.reset();
    route_ = nullptr;
    body_pending_ = false;
    streamed_octets_ = 0;
}

template <typename Transport>
void Connection<Transport>::release_body() {
    request_.body = Bytes{};
    body_share_.give_back();
}

// Idle connections are many: they hold no more than they need for a usual request.
template <typename Transport>
void Connection<Transport>::release_large_buffers() {
    if (input_.capacity() > 2 * header_read) input_ = InputBuffer();
    if (output_.capacity() > 2 * small_body) output_ = std::string();
}

template <typename Transport>
Task<std::size_t> Connection<Transport>::receive(std::size_t size) {
    if (aborted()) co_return 0;
    char* const room = input_.prepare(size);
    const std::size_t count = co_await transport_.read_some(room, size);
    input_.commit(count);
    co_return count;
}

template <typename Transport>
auto Connection<Transport>::read_head() -> Task<Outcome> {
    bool begun = false;
    SteadyTime deadline{};
    while (true) {
        // An empty line before a request is let pass (RFC 9112 2.2).
        while (!begun && !input_.empty() && (input_.view()[0] == '\r' || input_.view()[0] == '\n'))
            input_.consume(1);
        if (!input_.empty()) {
            if (!begun) {
                begun = true;
                started_ = std::chrono::steady_clock::now();
                deadline = started_ + shared_.options.header_timeout;
            }
            const RequestParser::Progress progress = parser_.feed(input_.view());
            input_.consume(progress.consumed);
            if (progress.state == RequestParser::State::failed) co_return refuse(parser_.failure());
            body_pending_ = progress.state == RequestParser::State::header;
            // Without a body there is nothing to wait for, but clients that expect it wait for it all the
            // same, and some take a final answer alone for none.
            if (progress.state == RequestParser::State::complete) say_continue();
            if (progress.state != RequestParser::State::need_more) co_return Outcome::good;
        }
        const bool flushed = co_await flush();
        if (!flushed) co_return Outcome::gone;
        waits_for_request_ = !begun;
        if (waits_for_request_) {
            if (shared_.draining) co_return Outcome::gone;
            release_large_buffers();
        }
        if (begun) {
            arm_until(deadline);
        } else {
            arm(shared_.options.idle_timeout);
        }
        const std::size_t count = co_await receive(header_read);
        disarm();
        waits_for_request_ = false;
        if (count > 0) continue;
        if (begun && expired()) co_return refuse(408);
        co_return Outcome::gone;
    }
}

template <typename Transport>
auto Connection<Transport>::refuse(unsigned status) -> Outcome {
    framing_lost_ = true;
    release_body();
    answer_ = status_response(status);
    return Outcome::refused;
}

template <typename Transport>
Task<bool> Connection<Transport>::passes_filters() {
    const Filters& filters = shared_.filters;
    if (filters.before) answer_ = answer_of(filters.before, request_);
    if (!answer_ && filters.needs_authorization && filters.needs_authorization(request_))
        co_await answer_on_worker([&] { return answer_of(filters.authorize, request_); });
    co_return !answer_;
}

template <typename Transport>
auto Connection<Transport>::admit() -> Task<Outcome> {
    const bool passes = co_await passes_filters();
    if (!passes) co_return Outcome::refused;
    const Match match = shared_.router.find(request_.method, request_.path);
    route_ = match.route;
    if (route_ == nullptr) {
        const bool options = request_.method == "OPTIONS" && (!match.allowed.empty() || request_.path == "*");
        answer_ = options ? Response{} : status_response(match.allowed.empty() ? 404 : 405);
        if (options) answer_->status = 204;
        if (!match.allowed.empty()) answer_->headers.add("Allow", match.allowed);
        co_return Outcome::refused;
    }
    if (parser_.content_length().value_or(0) > route_->body_limit) {
        answer_ = status_response(413);
        co_return Outcome::refused;
    }
    co_return Outcome::good;
}

template <typename Transport>
auto Connection<Transport>::read_body() -> Task<Outcome> {
    if (!shared_.body_budget.has(parser_.content_length().value_or(0))) {
        answer_ = status_response(503);
        co_return Outcome::refused;
    }
    parser_.limit_body(route_->body_limit);
    if (input_.empty()) say_continue();
    BodyPace pace(shared_.options.body_timeout);
    while (true) {
        const RequestParser::Progress progress = parser_.feed(input_.view());
        input_.consume(progress.consumed);
        if (progress.state == RequestParser::State::failed) co_return refuse(parser_.failure());
        if (!body_share_.grow_to(request_.body.size())) co_return refuse(503);
        if (progress.state == RequestParser::State::complete) {
            body_pending_ = false;
            co_return Outcome::good;
        }
        const Outcome received = co_await receive_body(pace, request_.body.size());
        if (received != Outcome::good) co_return received;
    }
}

template <typename Transport>
void Connection<Transport>::say_continue() {
    if (parser_.expects_continue() && !parser_.is_http_1_0()) output_ += "HTTP/1.1 100 Continue\r\n\r\n";
}

template <typename Transport>
auto Connection<Transport>::receive_body(BodyPace& pace, std::uint64_t so_far) -> Task<Outcome> {
    const bool flushed = co_await flush();
    if (!flushed) co_return Outcome::gone;
    const SteadyTime now = std::chrono::steady_clock::now();
    pace.note(so_far, now);
    const SteadyTime deadline = pace.deadline(now);
    if (deadline <= now) co_return refuse(408);
    arm_until(deadline);
    const std::size_t count = co_await receive(body_read);
    disarm();
    if (count > 0) co_return Outcome::good;
    co_return expired() ? refuse(408) : Outcome::gone;
}

template <typename Transport>
auto Connection<Transport>::drop_body() -> Task<Outcome> {
    parser_.discard_body();
    BodyPace pace(shared_.options.body_timeout);
    std::uint64_t dropped = 0;
    while (true) {
        const RequestParser::Progress progress = parser_.feed(input_.view());
        input_.consume(progress.consumed);
        if (progress.state == RequestParser::State::failed) co_return Outcome::closing;
        if (progress.state == RequestParser::State::complete) co_return Outcome::good;
        dropped += progress.consumed;
        const Outcome received = co_await receive_body(pace, dropped);
        if (received != Outcome::good) co_return Outcome::gone;
    }
}

template <typename Transport>
Task<void> Connection<Transport>::call_handler() {
    if (route_->run == Run::on_socket) {
        answer_ = answer_of(route_->handler, request_);
    } else {
        co_await answer_on_worker([this] { return answer_of(route_->handler, request_); });
    }
}

template <typename Transport>
template <typename Work>
Task<void> Connection<Transport>::answer_on_worker(Work work) {
    // Earlier answers do not wait for this one. A client that is gone is noticed when this one is sent.
    co_await flush();
    // What still waits for a worker when the server closes everything must not hold it up.
    auto unless_closed = [this, &work] { answer_ = shared_.aborting ? status_response(503) : work(); };
    const bool ran = co_await run_on_pool(shared_.pool, loop_.context.get_executor(), unless_closed);
    if (!ran) answer_ = status_response(503);
}

template <typename Transport>
bool Connection<Transport>::may_keep_alive() const {
    if (framing_lost_ || shared_.draining || !parser_.keep_alive()) return false;
    if (!body_pending_) return true;
    // A client that waits for 100 Continue may send the body or not: the next octets could be either.
    if (parser_.expects_continue()) return false;
    return parser_.content_length() && *parser_.content_length() <= droppable_body;
}

template <typename Transport>
void Connection<Transport>::finish_request(unsigned status) {
    if (!shared_.filters.observe) return;
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - started_;
    try {
        shared_.filters.observe(route_ != nullptr ? route_->pattern : std::string_view{}, status,
                                seconds.count());
    } catch (const std::exception& error) {
        log::error("the observer of requests threw", {{"error", error.what()}});
    }
}

template <typename Transport>
auto Connection<Transport>::respond() -> Task<Outcome> {
    const bool head = request_.method == "HEAD";
    const bool streams = std::holds_alternative<EventStream>(answer_->body) && !head;
    const bool slot = streams && take_event_slot();
    if (streams && !slot) answer_ = status_response(503);
    if (shared_.filters.after) {
        try {
            shared_.filters.after(request_, *answer_);
        } catch (const std::exception& error) {
            log::error("the filter after requests threw", {{"path", request_.path}, {"error", error.what()}});
        }
    }
    const Response& answer = *answer_;
    const bool keep_alive = !slot && may_keep_alive();
    const bool old = !framing_lost_ && parser_.is_http_1_0();
    append_head(output_, answer, {loop_.date(), body_length(answer.body), head, keep_alive, old});
    Outcome outcome = Outcome::good;
    if (slot) {
        outcome = co_await send_events(std::get<EventStream>(answer.body));
        shared_.event_streams.fetch_sub(1);
    } else if (!head && status_has_body(answer.status)) {
        outcome = co_await send_body(answer.body);
    }
    if (outcome == Outcome::good && (!keep_alive || output_.size() > output_limit)) {
        const bool flushed = co_await flush();
        if (!flushed) outcome = Outcome::gone;
    }
    finish_request(answer.status);
    co_return outcome == Outcome::good && !keep_alive ? Outcome::closing : outcome;
}

template <typename Transport>
auto Connection<Transport>::send_body(const Body& body) -> Task<Outcome> {
    std::string_view octets;
    if (const auto* bytes = std::get_if<Bytes>(&body)) octets = *bytes;
    if (const auto* fixed = std::get_if<StaticBody>(&body)) octets = fixed->octets;
    const FileBody* const file = std::get_if<FileBody>(&body);
    if (file == nullptr && octets.size() <= small_body) {
        output_ += octets;
        co_return Outcome::good;
    }
    const bool more = file != nullptr && !file->parts.empty();
    const bool written =
        co_await transport_.write(*this, shared_.options.write_timeout, output_, octets, more);
    output_.clear();
    if (!written) co_return Outcome::gone;
    if (!more) co_return Outcome::good;
    for (FilePart part : file->parts) {
        if (!part.descriptor && part.open) {
            // Whatever the queue holds: what is sent already would be broken off otherwise.
            const auto opens = [&part] { open_file(part); };
            const bool asked =
                co_await run_on_pool(shared_.pool, loop_.context.get_executor(), opens, Admit::always);
            if (!asked || aborted()) co_return Outcome::gone;
        }
        const bool sent = co_await transport_.send_file(*this, shared_.options.write_timeout, part);
        if (!sent) co_return Outcome::gone;
    }
    co_return Outcome::good;
}

template <typename Transport>
Task<bool> Connection<Transport>::flush() {
    if (output_.empty()) co_return true;
    const bool written = co_await transport_.write(*this, shared_.options.write_timeout, output_, {}, false);
    output_.clear();
    co_return written;
}

template <typename Transport>
Task<void> Connection<Transport>::close() {
    if (aborted()) co_return;
    const bool unread = body_pending_ || framing_lost_ || !input_.empty();
    const std::chrono::milliseconds silence = unread ? linger_silence : short_linger_silence;
    arm(silence);
    co_await transport_.say_goodbye();
    const SteadyTime end = std::chrono::steady_clock::now() + linger_time;
    const auto dropped = std::make_unique_for_overwrite<char[]>(body_read);
    std::uint64_t left = linger_octets;
    while (left > 0 && !aborted() && std::chrono::steady_clock::now() < end) {
        arm(silence);
        SocketError error;
        const std::size_t count = co_await transport_.socket().async_read_some(
            asio::buffer(dropped.get(), body_read), asio::redirect_error(awaiting, error));
        if (error) co_return;
        left -= std::min<std::uint64_t>(left, count);
    }
}

// Whole, for connection_stream.cc and connection_events.cc have the rest of its members.
template class Connection<PlainTransport>;
template class Connection<TlsTransport>;

void serve_connection(Shared& shared, Loop& loop, Socket socket) {
    SocketError gone;
    const asio::ip::address peer = peer_address(socket, gone);
    if (gone || !shared.peers.enter(peer)) return;
    shared.enter();
    if (shared.tls) {
        asio::co_spawn(loop.context, serve<TlsTransport>(shared, loop, std::move(socket), peer),
                       asio::detached);
    } else {
        asio::co_spawn(loop.context, serve<PlainTransport>(shared, loop, std::move(socket), peer),
                       asio::detached);
    }
}

}  // namespace garden::http
