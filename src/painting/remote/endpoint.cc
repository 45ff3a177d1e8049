#include "painting/remote/endpoint.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

#include "base/base64.h"
#include "base/text.h"
#include "base/wait.h"

namespace garden::painting::remote {
namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds kConnectLimit(5'000);
constexpr std::chrono::milliseconds kProbeLimit(5'000);
// A PNG of 4096x4096 pixels in base64.
constexpr std::size_t kMostOctets = std::size_t{96} * 1024 * 1024;
constexpr std::size_t kMostKey = 16 * 1024;
constexpr std::size_t kMostSentence = 300;
constexpr int kMostRedirects = 3;  // of a picture's address

bool is_success(int status) { return status >= 200 && status < 300; }

bool is_page(const net::HttpAnswer& answer) {
    return answer.header("content-type").value_or("").starts_with("text/html") ||
           trim(answer.body).starts_with('<');
}

// Without control characters and not too long; no character is cut in two.
std::string presentable(std::string text) {
    if (!is_utf8(text)) return {};
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    text = trim(text);
    if (text.size() <= kMostSentence) return text;
    std::size_t end = kMostSentence;
    while ((static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
    return text.substr(0, end) + "…";
}

// `depth`: lists and objects that may stand in each other.
std::string sentence_in(const json& value, const Mask& mask, int depth) {
    // Masked while it is whole: half a key, where the sentence is cut, would not be found.
    if (value.is_string()) return presentable(mask.apply(value.get<std::string>()));
    if (depth == 0) return {};
    if (value.is_array() && !value.empty()) return sentence_in(value.front(), mask, depth - 1);
    if (!value.is_object()) return {};
    // "errors" is AUTOMATIC1111's, beside a class name as "error"; "msg" that of FastAPI.
    for (const char* name : {"errors", "message", "error", "detail", "msg", "exception_message"}) {
        const auto found = value.find(name);
        if (found == value.end()) continue;
        if (std::string sentence = sentence_in(*found, mask, depth - 1); !sentence.empty()) return sentence;
    }
    return {};
}

}  // namespace

std::string sentence_of(const json& answer, const Mask& mask) { return sentence_in(answer, mask, 4); }

Result<> pause(std::chrono::milliseconds time, const std::stop_token& stop) {
    if (!sleep_for(time, stop)) return fail(ErrorCode::cancelled, "the painting was stopped");
    return {};
}

Endpoint::Endpoint(const PainterSpec& spec, const Dialect& dialect)
    : spec_(spec), dialect_(dialect), client_({.proxy = spec.proxy, .ca_file = spec.ca_file}) {}

// Empty where none is needed.
Result<std::string> Endpoint::read_key() const {
    std::string key;
    std::string place;
    if (!spec_.key_env.empty()) {
        place = fmt::format("the environment variable {}", spec_.key_env);
        const char* value = std::getenv(spec_.key_env.c_str());
        if (value == nullptr) return fail(ErrorCode::invalid_argument, fmt::format("{} is not set", place));
        key = value;
    } else if (!spec_.key_file.empty()) {
        place = fmt::format("the file {}", spec_.key_file);
        std::ifstream file(spec_.key_file, std::ios::binary);
        key.resize(kMostKey + 1);
        file.read(key.data(), static_cast<std::streamsize>(key.size()));
        if (file.gcount() <= 0)
            return fail(ErrorCode::invalid_argument, fmt::format("{} cannot be read, or is empty", place));
        key.resize(static_cast<std::size_t>(file.gcount()));
    } else {
        return key;
    }
    key = trim(key);
    if (key.empty() || key.size() > kMostKey || !is_printable(key)) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("{} does not hold a key: one line of at most 16 KiB", place));
    }
    if (dialect_.key_form == KeyForm::basic && key.find(':') == std::string::npos) {
        return fail(ErrorCode::invalid_argument, fmt::format("{} must hold user:password", place));
    }
    return key;
}

Result<std::string> Endpoint::key_to_send() {
    auto key = read_key();
    if (!key) return key;
    const std::lock_guard lock(mutex_);
    mask_.add(*key);
    return key;
}

std::string Endpoint::shown(std::string text) const {
    const std::lock_guard lock(mutex_);
    return mask_.apply(std::move(text));
}

std::string Endpoint::sentence_of(const json& answer) const {
    const std::lock_guard lock(mutex_);
    return remote::sentence_of(answer, mask_);
}

std::string Endpoint::authorization(const std::string& key) const {
    if (key.empty()) return {};
    return dialect_.key_form == KeyForm::basic ? "Basic " + encode_base64(key) : "Bearer " + key;
}

Result<> Endpoint::check_key() const {
    const auto key = read_key();
    if (!key) return std::unexpected(key.error());
    return {};
}

Result<net::HttpAnswer> Endpoint::send(const std::string& method, std::string_view path, Bytes body,
                                       const Call& call) {
    const auto key = key_to_send();
    // It was there at the start: whoever took it away may bring it back.
    if (!key) return fail(ErrorCode::unavailable, key.error().message);
    net::HttpOrder order{.method = method, .url = spec_.url + std::string(path), .headers = {}};
    order.headers.emplace_back("Accept", dialect_.accept);
    if (!body.empty()) order.headers.emplace_back("Content-Type", "application/json");
    if (!key->empty()) order.headers.emplace_back("Authorization", authorization(*key));
    order.body = std::move(body);
    order.connect_limit = kConnectLimit;
    order.whole_limit = call.limit;
    order.most_octets = kMostOctets;
    order.stop = call.stop;
    order.stop_grace = call.grace;
    auto answer = client_.send(order);
    if (!answer) {
        if (answer.error().code == ErrorCode::cancelled)
            return fail(ErrorCode::cancelled, "the painting was stopped");
        return fail(ErrorCode::unavailable, answer.error().message);  // an answer that is too large included
    }
    return answer;
}

// What an answer without success means.
Error Endpoint::refusal(const net::HttpAnswer& answer) const {
    const std::string host = net::shown_host(spec_.url);
    const std::string sentence = sentence_of(parse_json(answer.body, kAnswerLimits).value_or(json()));
    const std::string said = sentence.empty() ? "" : fmt::format(": {}", sentence);
    const int status = answer.status;
    switch (status) {
        case 400:
        case 413:
        case 414:
        case 422:
            return {ErrorCode::invalid_argument,
                    fmt::format("{} refuses the order (HTTP {}){}", host, status, said)};
        case 401:
        case 403:
        case 407:
            return {ErrorCode::unavailable,
                    fmt::format("{} wants another key (HTTP {}){}: see key_env and key_file of this painter",
                                host, status, said)};
        case 404:
        case 405:
        case 410:
            return {
                ErrorCode::unavailable,
                fmt::format("{} does not know what it was asked for (HTTP {}){}; is this the address of {}?",
                            host, status, said, dialect_.server)};
        case 429:
        case 503:
            return {ErrorCode::unavailable, fmt::format("{} is busy (HTTP {}){}", host, status, said)};
        default:
            if (status >= 300 && status < 400) {
                return {ErrorCode::unavailable,
                        fmt::format("{} sends to another address (HTTP {}): give that one", host, status)};
            }
            return {ErrorCode::unavailable, fmt::format("{} failed (HTTP {}){}", host, status, said)};
    }
}

Result<json> Endpoint::json_of(const Result<net::HttpAnswer>& answer) const {
    if (!answer) return std::unexpected(answer.error());
    if (!is_success(answer->status)) return std::unexpected(refusal(*answer));
    const std::string host = net::shown_host(spec_.url);
    if (is_page(*answer)) {
        return fail(
            ErrorCode::unavailable,
            fmt::format("{} answers with a web page; is this the address of {}?", host, dialect_.server));
    }
    auto value = parse_json(answer->body, kAnswerLimits, "the answer");
    if (!value) {
        return fail(ErrorCode::unavailable,
                    fmt::format("{} answers with JSON that is cut off or too large, or with none: {}", host,
                                value.error().message));
    }
    return value;
}

Result<json> Endpoint::get(std::string_view path, const Call& call) {
    return json_of(send("GET", path, {}, call));
}

Result<json> Endpoint::post(std::string_view path, const json& body, const Call& call) {
    return json_of(send("POST", path, body.dump(-1, ' ', false, json::error_handler_t::replace), call));
}

Result<Bytes> Endpoint::get_octets(std::string_view path, const Call& call) {
    auto answer = send("GET", path, {}, call);
    if (!answer) return std::unexpected(answer.error());
    if (!is_success(answer->status)) return std::unexpected(refusal(*answer));
    return std::move(answer->body);
}

Result<Bytes> Endpoint::fetch(const std::string& url, const Call& call) {
    net::HttpOrder order{.url = url, .headers = {}};
    order.connect_limit = kConnectLimit;
    order.whole_limit = call.limit;
    order.most_octets = kMostOctets;
    order.most_redirects = kMostRedirects;
    order.stop = call.stop;
    auto answer = client_.send(order);
    if (!answer) {
        const bool stopped = answer.error().code == ErrorCode::cancelled;
        return fail(
            stopped ? ErrorCode::cancelled : ErrorCode::unavailable,
            stopped ? "the painting was stopped" : "fetching the picture: " + shown(answer.error().message));
    }
    if (!is_success(answer->status)) {
        return fail(ErrorCode::unavailable, fmt::format("fetching the picture: {} answers with HTTP {}",
                                                        shown(net::shown_host(url)), answer->status));
    }
    return std::move(answer->body);
}

Result<std::unique_ptr<net::WebSocket>> Endpoint::listen(std::string_view path, const Call& call) {
    if (!spec_.url.starts_with("http://") || !spec_.proxy.empty())
        return fail(ErrorCode::unsupported, "a WebSocket is opened over plain http alone");
    const auto key = key_to_send();
    if (!key) return std::unexpected(key.error());
    net::WebSocketOrder order{.url = spec_.url + std::string(path)};
    if (!key->empty()) order.headers.emplace_back("Authorization", authorization(*key));
    order.connect_limit = std::min(call.limit, kConnectLimit);
    order.stop = call.stop;
    return net::WebSocket::open(order);
}

Result<> Endpoint::probe(std::string_view path, bool lenient, const std::stop_token& stop) {
    const auto answer = send("GET", path, {}, {kProbeLimit, stop});
    if (!answer) return std::unexpected(answer.error());
    const int status = answer->status;
    const bool is_lent = lenient && status >= 400 && status < 500;
    if (is_success(status) || (is_lent && status != 401 && status != 407 && status != 429)) {
        return {};
    }
    return fail(ErrorCode::unavailable, refusal(*answer).message);
}

}  // namespace garden::painting::remote
