// Bodies in aws-chunked framing, signed and not: read alike whole and octet by octet; never more octets than
// were announced, and all of them where the end is accepted. A signed body that was altered yields no other
// octets.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "aws/payload.h"
#include "base/hash.h"
#include "net/sigv4.h"

namespace {

using garden::aws::Identity;
using garden::aws::Payload;
using garden::aws::PayloadKind;
using garden::http::Request;
namespace net = garden::net;

const std::string kKey = "a signing key";
const std::string kContext = "20130524T000000Z\n20130524/us-east-1/s3/aws4_request";
const std::string kSeed(64, '0');
constexpr std::string_view kTrailerName = "x-amz-checksum-crc32";

void must(bool promise) {
    if (!promise) std::abort();
}

struct Outcome {
    bool accepted = false;
    std::string code, octets;
    std::map<std::string, std::string> trailers;

    bool operator==(const Outcome&) const = default;
};

Outcome receive(const Request& request, const Identity& identity, std::string_view body, std::size_t step) {
    Payload payload(request, identity, false);
    Outcome outcome;
    const Payload::Take take = [&](std::string_view octets) -> garden::Result<> {
        must(!octets.empty());
        outcome.octets += octets;
        return {};
    };
    for (; !body.empty(); body.remove_prefix(std::min(step, body.size()))) {
        if (const auto refused = payload.add(body.substr(0, step), take)) {
            outcome.code = refused->code;
            return outcome;
        }
    }
    garden::http::Headers trailers;
    trailers.add(std::string(kTrailerName), "of http");
    auto finished = payload.finish(trailers);
    outcome.accepted = finished.has_value();
    if (finished) {
        outcome.trailers = std::move(*finished);
    } else {
        outcome.code = finished.error().code;
    }
    return outcome;
}

// Chunks of `size` octets with their signatures, and a signed trailer.
std::string signed_body(std::string_view octets, std::size_t size) {
    std::string body, previous = kSeed;
    while (true) {
        const std::string_view piece = octets.substr(0, size);
        octets.remove_prefix(piece.size());
        previous = net::sign(kKey, net::chunk_string_to_sign(kContext, previous, garden::sha256_hex(piece)));
        body += fmt::format("{:x};chunk-signature={}\r\n{}", piece.size(), previous, piece);
        if (piece.empty()) break;
        body += "\r\n";
    }
    const std::string line = std::string(kTrailerName) + ":AAAAAA==\n";
    return body + line + "x-amz-trailer-signature:" +
           net::sign(kKey, net::trailer_string_to_sign(kContext, previous, garden::sha256_hex(line))) +
           "\r\n\r\n";
}

Request make_request(std::size_t length, bool announced, bool chunked_by_http, bool trailer_of_http) {
    Request request;
    request.method = "PUT";
    request.path = "/b/k";
    request.headers.add("x-amz-decoded-content-length", std::to_string(length));
    if (announced) request.headers.add("x-amz-trailer", std::string(kTrailerName));
    if (chunked_by_http) request.headers.add("Transfer-Encoding", "chunked");
    if (trailer_of_http) request.headers.add("Trailer", std::string(kTrailerName));
    return request;
}

Identity make_identity(PayloadKind kind) {
    Identity identity;
    identity.payload = kind;
    identity.signing_key = kKey;
    identity.chunk_scope = kContext;
    identity.seed_signature = kSeed;
    return identity;
}

void check_any_body(std::string_view body, std::size_t length, unsigned flags) {
    constexpr PayloadKind kinds[] = {PayloadKind::unsigned_trailer, PayloadKind::unsigned_trailer,
                                     PayloadKind::signed_chunks, PayloadKind::signed_chunks_trailer};
    const Identity identity = make_identity(kinds[flags & 3]);
    const bool has_trailer = identity.payload != PayloadKind::signed_chunks;
    const Request request = make_request(length, has_trailer, (flags & 4) != 0, (flags & 8) != 0);
    const Outcome whole = receive(request, identity, body, body.size() + 1);
    const Outcome dripping = receive(request, identity, body, 1);
    must(whole.accepted == dripping.accepted && whole.octets.size() <= length &&
         dripping.octets.size() <= length);
    if (!whole.accepted) return;
    must(whole == dripping && whole.octets.size() == length &&
         whole.trailers.size() == (has_trailer ? 1 : 0));
}

void check_altered_body(std::string_view octets, std::size_t at, unsigned char by) {
    const Request request = make_request(octets.size(), true, false, false);
    const Identity identity = make_identity(PayloadKind::signed_chunks_trailer);
    std::string body = signed_body(octets, 1 + octets.size() / 8 + at % 50);  // few, since each takes time
    const Outcome honest = receive(request, identity, body, 7);
    must(honest.accepted && honest.octets == octets);
    char& altered = body[at % body.size()];
    altered = static_cast<char>(altered ^ by);
    const Outcome outcome = receive(request, identity, body, 11);
    if (outcome.accepted) must(outcome.octets == octets && outcome.trailers == honest.trailers);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 3) return 0;
    const unsigned flags = data[0];
    const std::size_t number = data[1] + std::size_t{256} * data[2];
    const std::string_view body(reinterpret_cast<const char*>(data) + 3, size - 3);
    check_any_body(body, number, flags);
    if (body.size() < 500) check_altered_body(body, number, static_cast<unsigned char>(flags));
    return 0;
}
