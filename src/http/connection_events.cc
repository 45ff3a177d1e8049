// The part of a connection that sends events for as long as its client listens.
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/connection.h"
#include "http/transport.h"
#include "http/worker_call.h"

namespace garden::http {
namespace {

using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

}  // namespace

template <typename Transport>
bool Connection<Transport>::take_event_slot() {
    if (shared_.event_streams.fetch_add(1) < shared_.options.event_stream_limit && !shared_.draining)
        return true;
    shared_.event_streams.fetch_sub(1);
    return false;
}

template <typename Transport>
auto Connection<Transport>::send_events(const EventStream& stream) -> Task<Outcome> {
    const auto timer = std::make_shared<Timer>(loop_.context);
    const auto wake = [timer, executor = loop_.context.get_executor()] {
        asio::post(executor, [timer] { timer->cancel(); });
    };
    const auto queue = std::make_shared<EventQueue>(wake);
    wake_events_ = wake;
    events_ = queue;
    // A client sends nothing after its request: what can be read is the end of the stream.
    transport_.socket().async_wait(Socket::wait_read, [queue, wake](const SocketError&) {
        queue->close();
        wake();
    });
    bool intact = true;
    {
        const EventThread thread(*queue, stream);
        while (true) {
            output_ += queue->take();
            if (!output_.empty()) {
                intact = co_await flush();
                if (!intact) queue->close();
                continue;
            }
            if (queue->finished()) break;
            SocketError cancelled;
            timer->expires_after(stream.every.count() > 0 ? stream.every : shared_.options.heartbeat);
            co_await timer->async_wait(asio::redirect_error(awaiting, cancelled));
            if (!cancelled && queue->open()) output_ += stream.heartbeat;
        }
    }
    events_.reset();
    co_return intact && !aborted() ? Outcome::good : Outcome::gone;
}

template bool Connection<PlainTransport>::take_event_slot();
template bool Connection<TlsTransport>::take_event_slot();
template Task<Connection<PlainTransport>::Outcome> Connection<PlainTransport>::send_events(
    const EventStream&);
template Task<Connection<TlsTransport>::Outcome> Connection<TlsTransport>::send_events(const EventStream&);

}  // namespace garden::http
