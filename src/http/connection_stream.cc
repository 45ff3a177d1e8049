// The part of a connection that hands a body to its sink piece by piece.
#include <boost/asio/post.hpp>

#include "base/log.h"
#include "http/connection.h"
#include "http/response_head.h"
#include "http/transport.h"
#include "http/worker_call.h"

namespace garden::http {
namespace {

// A streamed body goes on to its sink in pieces of about this size: enough that the visits to a worker cost
// little.
constexpr std::size_t streamed_piece = 256 * 1024;

}  // namespace

// What a body that goes to a sink is at: kept here over the waits for its octets.
template <typename Transport>
struct Connection<Transport>::Streamed {
    std::unique_ptr<BodySink> sink;  // null: not asked for yet
    Bytes piece;
    bool last = false;  // `piece` is the end
};

// The body comes in pieces to the sink, each with one visit to a worker; a body that is here already with one
// for everything.
template <typename Transport>
auto Connection<Transport>::stream_body() -> Task<Outcome> {
    Streamed streamed;
    const Outcome outcome = co_await pour(streamed);
    if (streamed.sink) {
        // It may have large files to remove: not on the thread of all sockets.
        auto drop = [&streamed] { streamed.sink.reset(); };
        co_await run_on_pool(shared_.pool, loop_.context.get_executor(), drop, Admit::always);
    }
    co_return outcome;
}

template <typename Transport>
auto Connection<Transport>::pour(Streamed& streamed) -> Task<Outcome> {
    parser_.limit_body(route_->body_limit);
    streamed.last = !body_pending_;
    if (body_pending_) {
        const Outcome fed = feed_piece(streamed);
        if (fed != Outcome::good) co_return fed;
    }
    Outcome outcome = co_await pass_on(streamed);
    if (outcome != Outcome::good || streamed.last) co_return outcome;
    if (!answer_ && input_.empty() && streamed_octets_ == 0) say_continue();
    BodyPace pace(shared_.options.body_timeout);
    while (true) {
        const Outcome received = co_await receive_body(pace, streamed_octets_);
        if (received != Outcome::good) co_return received;
        const Outcome fed = feed_piece(streamed);
        if (fed != Outcome::good) co_return fed;
        if (!streamed.last && streamed.piece.size() < streamed_piece) continue;
        outcome = co_await pass_on(streamed);
        if (outcome != Outcome::good || streamed.last) co_return outcome;
    }
}

template <typename Transport>
auto Connection<Transport>::feed_piece(Streamed& streamed) -> Outcome {
    request_.body.swap(streamed.piece);
    const std::size_t before = request_.body.size();
    const RequestParser::Progress progress = parser_.feed(input_.view());
    input_.consume(progress.consumed);
    streamed_octets_ += request_.body.size() - before;
    request_.body.swap(streamed.piece);
    if (progress.state == RequestParser::State::failed) return refuse(parser_.failure());
    if (!body_share_.grow_to(streamed.piece.size())) return refuse(503);
    streamed.last = progress.state == RequestParser::State::complete;
    body_pending_ = !streamed.last;
    return Outcome::good;
}

// `refused` where answer_ is there before the end of the body.
template <typename Transport>
auto Connection<Transport>::pass_on(Streamed& streamed) -> Task<Outcome> {
    const bool flushed = co_await flush();
    if (!flushed) co_return Outcome::gone;
    auto work = [this, &streamed] {
        if (shared_.aborting) {
            answer_ = status_response(503);
        } else {
            run_sink(streamed);
        }
        // On a worker, for it may have files to remove.
        if (answer_) streamed.sink.reset();
    };
    // A body that was begun is not broken off because others wait.
    const Admit admit = streamed.sink ? Admit::always : Admit::if_room;
    const bool ran = co_await run_on_pool(shared_.pool, loop_.context.get_executor(), work, admit);
    if (!ran) answer_ = status_response(503);
    streamed.piece = Bytes{};
    body_share_.give_back();
    co_return answer_ ? Outcome::refused : Outcome::good;
}

template <typename Transport>
void Connection<Transport>::run_sink(Streamed& streamed) {
    try {
        if (!streamed.sink) {
            Admission admission = route_->stream(request_);
            if (auto* response = std::get_if<Response>(&admission)) {
                answer_ = std::move(*response);
                return;
            }
            streamed.sink = std::move(std::get<std::unique_ptr<BodySink>>(admission));
        }
        if (!streamed.piece.empty()) answer_ = streamed.sink->add(streamed.piece);
        if (!answer_ && streamed.last) answer_ = streamed.sink->finish(parser_.trailers());
    } catch (const std::exception& error) {
        log::error("a handler threw", {{"path", request_.path}, {"error", error.what()}});
        answer_ = status_response(500);
    }
}

template Task<Connection<PlainTransport>::Outcome> Connection<PlainTransport>::stream_body();
template Task<Connection<TlsTransport>::Outcome> Connection<TlsTransport>::stream_body();

}  // namespace garden::http
