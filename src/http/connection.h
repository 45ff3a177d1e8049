// Of this room alone: one connection, from its first octet to its last.
#pragma once

#include "http/body_limits.h"
#include "http/event_queue.h"
#include "http/input_buffer.h"
#include "http/loop.h"
#include "http/request_parser.h"

namespace garden::http {

// Transport is PlainTransport or TlsTransport. Only of its loop's thread, but for the handler while it runs
// on a worker.
template <typename Transport>
class Connection final : public Watched {
  public:
    Connection(Shared& shared, Loop& loop, Socket socket, std::string peer_address);

    Task<void> run();
    void drain() override;

  private:
    // How a request, or one step of it, left the connection.
    enum class Outcome {
        good,     // go on
        refused,  // answer_ says why; go on with sending it
        closing,  // answered for the last time: close so that the client can read the answer
        gone,     // nothing more can be sent
    };

    void cancel() override;

    Task<Outcome> serve_one();
    void begin_request();
    Task<Outcome> read_head();
    Task<Outcome> admit();
    // Whether these filters let the request pass; else answer_ says why not.
    Task<bool> passes_filters();
    Task<Outcome> read_body();
    struct Streamed;
    Task<Outcome> stream_body();
    Task<Outcome> pour(Streamed& streamed);
    Outcome feed_piece(Streamed& streamed);
    Task<Outcome> pass_on(Streamed& streamed);
    void run_sink(Streamed& streamed);
    void say_continue();
    Task<Outcome> drop_body();
    // More of a body of which `so_far` octets came.
    Task<Outcome> receive_body(BodyPace& pace, std::uint64_t so_far);
    void release_body();
    Task<void> call_handler();
    // On a worker: answer_ is what it returns, or 503 where there is no room for it.
    template <typename Work>
    Task<void> answer_on_worker(Work work);
    Task<Outcome> respond();
    Task<Outcome> send_body(const Body& body);
    Task<Outcome> send_events(const EventStream& stream);
    Task<bool> flush();
    Task<void> close();

    // Reads into input_; 0 when nothing comes any more.
    Task<std::size_t> receive(std::size_t size);
    void release_large_buffers();
    Outcome refuse(unsigned status);
    // Whether another request can follow the answer that is about to be sent.
    bool may_keep_alive() const;
    bool take_event_slot();
    void finish_request(unsigned status);

    Shared& shared_;
    Transport transport_;
    const std::string peer_address_;
    InputBuffer input_;
    std::string output_;    // answers, or their heads, that were not sent yet
    BodyShare body_share_;  // what request_.body takes
    RequestParser parser_;

    Request request_;
    std::optional<Response> answer_;
    const Route* route_ = nullptr;
    SteadyTime started_{};
    bool waits_for_request_ = false;  // or for a TLS handshake: nothing is lost when the connection ends now
    bool body_pending_ = false;       // the request has a body that was not read to its end
    std::uint64_t streamed_octets_ = 0;   // of the body, to its sink
    bool framing_lost_ = false;           // where the next request begins cannot be known
    std::shared_ptr<EventQueue> events_;  // while they are sent
    std::function<void()> wake_events_;
};

}  // namespace garden::http
