#include "http/request_parser.h"

#include <limits>

#include <boost/beast/http/basic_parser.hpp>

#include "http/target.h"
#include "http/text_compare.h"

namespace garden::http {
namespace {

namespace beast = boost::beast;
using BeastError = beast::error_code;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

// An unconsumed rest of a chunked body is one chunk header line; longer than this it is none that we want.
constexpr std::size_t chunk_header_limit = 4096;
// "0\r\n\r\n"
constexpr std::size_t shortest_last_chunk = 5;
// Most of a body that is allocated on the word of its Content-Length alone.
constexpr std::uint64_t trusted_length = 256 * 1024;

unsigned status_of(const BeastError& error) {
    if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow) return 431;
    if (error == beast::http::error::body_limit) return 413;
    return 400;
}

}  // namespace

// Beast's parser with our Request as its message: fields are copied once, from the socket's buffer.
class RequestParser::Implementation final : public beast::http::basic_parser<true> {
  public:
    Implementation(std::size_t header_limit_octets, Request& request)
        : request_(&request), header_left_(header_limit_octets) {
        // One over ours, so that ours is the one that decides.
        header_limit(static_cast<std::uint32_t>(
            std::min<std::size_t>(header_limit_octets + 1, std::numeric_limits<std::uint32_t>::max())));
        body_limit(boost::none);
    }

    Progress feed(std::string_view octets) {
        Progress progress;
        while (failure_ == 0) {
            step(octets, progress);
            if (progress.state != State::need_more || stalled_) return progress;
        }
        progress.state = State::failed;
        return progress;
    }

    void limit_body(std::uint64_t octets) { body_left_ = octets; }
    void discard() { discard_ = true; }

    unsigned failure_ = 0;
    bool expects_continue_ = false;
    Headers trailers_;
    bool http_1_0_ = false;

  private:
    // One call of Beast's parser, and what it means.
    void step(std::string_view octets, Progress& progress) {
        stalled_ = false;
        const bool in_header = !is_header_done();
        const std::string_view rest = octets.substr(progress.consumed);
        // Beast asserts that a body of the last chunk alone, begun with three octets, goes on with five.
        const bool too_few =
            is_header_done() && chunked() && !chunk_seen_ && rest.size() < shortest_last_chunk;
        if (rest.empty() || too_few) {
            stalled_ = true;
            return;
        }
        BeastError error;
        const std::size_t used = put(boost::asio::const_buffer(rest.data(), rest.size()), error);
        progress.consumed += used;
        if (error == beast::http::error::need_more) {
            stalled_ = true;
            error = {};
            check_pending(in_header, used, rest.size());
        } else if (error) {
            if (failure_ == 0) failure_ = status_of(error);
        } else if (in_header && is_header_done()) {
            count_header(used);
        }
        if (failure_ != 0) return;
        if (is_done()) {
            progress.state = State::complete;
        } else if (in_header && is_header_done()) {
            progress.state = State::header;
        }
    }

    void count_header(std::size_t octets) {
        if (octets > header_left_) failure_ = 431;
        header_left_ -= std::min(octets, header_left_);
    }

    void check_pending(bool in_header, std::size_t used, std::size_t available) {
        if (in_header) {
            count_header(used);
            if (available - used >= header_left_) failure_ = 431;
        } else if (chunked() && available - used > chunk_header_limit) {
            failure_ = 400;
        }
    }

    void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                         BeastError&) override {
        request_->method = view(method);
        target_ = view(target);
        http_1_0_ = version == 10;
    }
    void on_response_impl(int, beast::string_view, int, BeastError&) override {}

    void on_field_impl(beast::http::field field, beast::string_view name, beast::string_view value,
                       BeastError&) override {
        if (is_header_done()) {
            trailers_.add(std::string(view(name)), std::string(view(value)));
            return;
        }
        request_->headers.add(std::string(view(name)), std::string(view(value)));
        if (field == beast::http::field::host) ++hosts_;
        if (field == beast::http::field::transfer_encoding) transfer_coding(view(value));
        // Any other expectation may be ignored (RFC 9110 10.1.1).
        if (field == beast::http::field::expect && equal_ignoring_case(view(value), "100-continue")) {
            expects_continue_ = true;
        }
    }

    // Only `chunked` alone is understood. Anything else makes the length of the body unknown (RFC
    // 9112 6.1, 6.3).
    void transfer_coding(std::string_view value) {
        ++transfer_codings_;
        if (!equal_ignoring_case(value, "chunked")) unknown_coding_ = true;
    }

    void on_header_impl(BeastError& error) override {
        const bool bad_host = hosts_ > 1 || (hosts_ == 0 && !http_1_0_);
        const bool bad_coding =
            transfer_codings_ > 1 || (transfer_codings_ > 0 && (content_length() || http_1_0_));
        if (bad_host || bad_coding || !http::parse_target(target_, *request_)) {
            failure_ = 400;
        } else if (unknown_coding_) {
            failure_ = 501;
        }
        if (failure_ != 0) error = beast::http::error::bad_value;
    }

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, BeastError&) override {
        if (!discard_ && length)
            request_->body.reserve(static_cast<std::size_t>(std::min(*length, trusted_length)));
    }
    std::size_t on_body_impl(beast::string_view body, BeastError& error) override {
        return keep(body, error);
    }
    void on_chunk_header_impl(std::uint64_t size, beast::string_view, BeastError& error) override {
        chunk_seen_ = true;
        if (size > body_left_) error = beast::http::error::body_limit;
    }
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, BeastError& error) override {
        return keep(body, error);
    }
    void on_finish_impl(BeastError&) override {}

    std::size_t keep(beast::string_view body, BeastError& error) {
        if (body.size() > body_left_) {
            error = beast::http::error::body_limit;
            return 0;
        }
        body_left_ -= body.size();
        if (!discard_) request_->body.append(body.data(), body.size());
        return body.size();
    }

    Request* const request_;
    std::string target_;
    std::size_t header_left_;
    std::uint64_t body_left_ = std::numeric_limits<std::uint64_t>::max();
    unsigned hosts_ = 0;
    unsigned transfer_codings_ = 0;
    bool unknown_coding_ = false;
    bool chunk_seen_ = false;
    bool discard_ = false;
    bool stalled_ = false;
};

RequestParser::RequestParser(std::size_t header_limit) : header_limit_(header_limit) {}
RequestParser::~RequestParser() = default;

void RequestParser::start(Request& request) {
    implementation_ = std::make_unique<Implementation>(header_limit_, request);
}

RequestParser::Progress RequestParser::feed(std::string_view octets) { return implementation_->feed(octets); }
unsigned RequestParser::failure() const { return implementation_->failure_; }
bool RequestParser::keep_alive() const { return implementation_->keep_alive(); }
bool RequestParser::expects_continue() const { return implementation_->expects_continue_; }
bool RequestParser::is_http_1_0() const { return implementation_->http_1_0_; }
std::optional<std::uint64_t> RequestParser::content_length() const {
    const auto length = implementation_->content_length();
    return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}
void RequestParser::limit_body(std::uint64_t octets) { implementation_->limit_body(octets); }
void RequestParser::discard_body() { implementation_->discard(); }
const Headers& RequestParser::trailers() const { return implementation_->trailers_; }

}  // namespace garden::http
