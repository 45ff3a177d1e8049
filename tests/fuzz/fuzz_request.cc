// HTTP requests, octet by octet and all at once: the parser reads both alike, and never accepts more than was
// sent.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "http/request_parser.h"

namespace {

using garden::http::Request;
using garden::http::RequestParser;

constexpr std::size_t kHeaderLimit = 4096;
constexpr std::size_t kBodyLimit = 10'000;

void must(bool promise) {
    if (!promise) std::abort();
}

struct Outcome {
    RequestParser::State state = RequestParser::State::need_more;
    unsigned failure = 0;
    std::string path, body;

    bool operator==(const Outcome&) const = default;
};

// Reads one request, `step` octets more at a time.
Outcome read(std::string_view octets, std::size_t step) {
    Request request;
    RequestParser parser(kHeaderLimit);
    parser.start(request);
    std::string waiting;
    Outcome outcome;
    for (std::size_t sent = 0; sent < octets.size() || !waiting.empty();) {
        const std::size_t more = std::min(step, octets.size() - sent);
        waiting.append(octets.substr(sent, more));
        sent += more;
        const auto progress = parser.feed(waiting);
        must(progress.consumed <= waiting.size());
        waiting.erase(0, progress.consumed);
        outcome.state = progress.state;
        if (progress.state == RequestParser::State::header) {
            parser.limit_body(kBodyLimit);
            continue;
        }
        if (progress.state != RequestParser::State::need_more) break;
        if (sent == octets.size()) break;
    }
    if (outcome.state == RequestParser::State::failed) {
        outcome.failure = parser.failure();
        must(outcome.failure >= 400 && outcome.failure < 600);
        return outcome;
    }
    if (outcome.state == RequestParser::State::complete) {
        must(request.body.size() <= kBodyLimit && request.body.size() <= octets.size());
        must(garden::is_utf8(request.path) && request.path.find('\0') == std::string::npos);
        outcome.path = request.path;
        outcome.body = request.body;
    }
    return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    const Outcome whole = read(octets, size + 1);
    const Outcome dripping = read(octets, 1);
    if (whole.state == RequestParser::State::complete) must(whole == dripping);
    return 0;
}
