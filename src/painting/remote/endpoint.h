#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/json_document.h"
#include "base/result.h"
#include "net/http_client.h"
#include "net/web_socket.h"
#include "painting/painter.h"
#include "painting/painter_spec.h"
#include "painting/remote/mask.h"

namespace garden::painting::remote {

// Of a server's answers: far more than what one lists of itself, in no more memory than the longest of them.
inline constexpr JsonLimits kAnswerLimits{.depth = 64, .values = 1'000'000};

enum class KeyForm {
    bearer,  // Authorization: Bearer KEY
    basic,   // the key is user:password
};

// What is particular of a dialect.
struct Dialect {
    std::string_view server;  // for messages: "an AUTOMATIC1111 web UI that was started with --api"
    KeyForm key_form = KeyForm::bearer;
    std::string_view accept = "application/json";
};

// How long one call may take, and what ends it early.
struct Call {
    std::chrono::milliseconds limit;
    std::stop_token stop = {};
    std::chrono::milliseconds grace{0};  // how long the answer is still waited for after a stop
};

// The server of one spec: adds its key, and turns all that can go wrong into an error that is fit to be
// shown, in which the key never stands, even if the server says it. What it answers comes as it is, and texts
// of it must go through shown() or sentence_of() on their way to people. Thread-safe.
class Endpoint {
  public:
    Endpoint(const PainterSpec& spec, const Dialect& dialect);

    // `invalid_argument` when the key that the spec names is missing, empty or no key.
    Result<> check_key() const;

    // The JSON that the server answers with a status of 200–299; `path` is put after the spec's URL.
    Result<nlohmann::json> get(std::string_view path, const Call& call);
    Result<nlohmann::json> post(std::string_view path, const nlohmann::json& body, const Call& call);

    // The octets of an answer that is no JSON.
    Result<Bytes> get_octets(std::string_view path, const Call& call);

    // The octets at an address that the server has named; the key is not sent there.
    Result<Bytes> fetch(const std::string& url, const Call& call);

    // Its WebSocket. None over https or a proxy: `unsupported`.
    Result<std::unique_ptr<net::WebSocket>> listen(std::string_view path, const Call& call);

    // Whether the server answers a GET of `path`. `lenient`: also with a 4xx status but 401, 407 and
    // 429, for servers that may have nothing cheap to ask for, or forbid it to a key that may paint.
    Result<> probe(std::string_view path, bool lenient, const std::stop_token& stop);

    // A text that the server has said, without the keys that were sent to it.
    std::string shown(std::string text) const;
    // remote::sentence_of() of an answer, shown.
    std::string sentence_of(const nlohmann::json& answer) const;

  private:
    // Whatever its status.
    Result<net::HttpAnswer> send(const std::string& method, std::string_view path, Bytes body,
                                 const Call& call);
    Result<std::string> read_key() const;
    // The key to send now, which no text shows from then on.
    Result<std::string> key_to_send();
    // Empty without a key.
    std::string authorization(const std::string& key) const;
    Error refusal(const net::HttpAnswer& answer) const;
    Result<nlohmann::json> json_of(const Result<net::HttpAnswer>& answer) const;

    const PainterSpec spec_;
    const Dialect dialect_;
    net::HttpClient client_;
    mutable std::mutex mutex_;
    Mask mask_;  // guarded by mutex_
};

// The painter, unless its key is missing, empty or no key.
template <typename RemotePainter>
Result<std::unique_ptr<Painter>> checked(std::unique_ptr<RemotePainter> painter) {
    if (const auto key = painter->check_key(); !key) return std::unexpected(key.error());
    return painter;
}

// Waits, or returns `cancelled` at once after a stop.
Result<> pause(std::chrono::milliseconds time, const std::stop_token& stop);

// The sentence in which an answer says what was wrong: of "error", "detail" or "message" the text, or the one
// in the object or list that stands there, masked; at most 300 octets, printable; empty if there is none.
std::string sentence_of(const nlohmann::json& answer, const Mask& mask);

}  // namespace garden::painting::remote
