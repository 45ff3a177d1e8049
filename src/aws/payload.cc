#include "aws/payload.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "aws/chunks.h"
#include "aws/refusals.h"
#include "base/hash.h"
#include "base/text.h"
#include "net/sigv4.h"

namespace garden::aws {
namespace {

bool is_chunked(PayloadKind kind) {
    return kind == PayloadKind::signed_chunks || kind == PayloadKind::signed_chunks_trailer ||
           kind == PayloadKind::unsigned_trailer;
}

std::vector<std::string> lower_list(const http::Headers& headers, std::string_view name) {
    std::vector<std::string> items;
    const auto value = net::canonical_value(headers.all(), name);
    if (!value) return items;
    for (const std::string_view item : split(*value, ',')) {
        if (!trim(item).empty()) items.push_back(to_lower(trim(item)));
    }
    return items;
}

std::expected<std::optional<std::uint64_t>, Refusal> length_of(const http::Request& request,
                                                               PayloadKind kind) {
    const std::string_view header = is_chunked(kind) ? "x-amz-decoded-content-length" : "content-length";
    const auto value = net::canonical_value(request.headers.all(), header);
    if (!value) {
        return refuse(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
    }
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), length);
    if (error != std::errc{} || end != value->data() + value->size()) {
        return refuse(400, "InvalidArgument", std::string(header) + " is not a length.",
                      {{"ArgumentName", std::string(header)}, {"ArgumentValue", *value}});
    }
    return std::optional(length);
}

std::optional<ChunkReader::Signing> signing_of(const Identity& identity) {
    if (identity.payload == PayloadKind::unsigned_trailer) return std::nullopt;
    return ChunkReader::Signing{identity.signing_key, identity.chunk_scope, identity.seed_signature};
}

// What the framing of a body is. SDKs send aws-chunked framing as the body of HTTP, whether HTTP delimits
// that by Content-Length or (botocore over TLS) by its own chunks. A client may as well let the chunks of
// HTTP be the framing, with the checksum in the trailer of HTTP.
enum class Framing {
    undecided,
    aws,   // in the body
    http,  // none in the body any more
};

// What the framing of a body of this decoded length is that begins so. A first line that can be a chunk's is
// taken for one; a client whose objects begin like that says with a Trailer header that the framing is
// HTTP's.
Framing framing_of(std::string_view begin, std::uint64_t length) {
    const std::size_t line_end = begin.find('\n');
    const std::string_view line = begin.substr(0, line_end);
    const std::size_t digits = line.find_first_not_of("0123456789abcdefABCDEF");
    const auto size = parse_chunk_head(line.substr(0, digits));
    if (!size || size->size > length || line.size() > kChunkLineLimit) return Framing::http;
    if (line_end == std::string_view::npos) {
        const bool goes_on =
            digits == std::string_view::npos || std::string_view("\r; \t").contains(line[digits]);
        return goes_on ? Framing::undecided : Framing::http;
    }
    const bool is_head = line.ends_with('\r') && parse_chunk_head(line.substr(0, line.size() - 1)) &&
                         (size->size == 0) == (length == 0);
    return is_head ? Framing::aws : Framing::http;
}

// Before any octet of the body.
Framing declared_framing(const http::Request& request, PayloadKind kind,
                         const std::vector<std::string>& announced) {
    if (!is_chunked(kind)) return Framing::http;
    if (kind != PayloadKind::unsigned_trailer || !request.headers.has("Transfer-Encoding"))
        return Framing::aws;
    for (const std::string& name : lower_list(request.headers, "trailer")) {
        if (std::ranges::find(announced, name) != announced.end()) return Framing::http;
    }
    return Framing::undecided;
}

}  // namespace

class Payload::Implementation {
  public:
    Implementation(const http::Request& request, const Identity& identity, bool hashed_elsewhere)
        : identity_(identity),
          announced_(lower_list(request.headers, "x-amz-trailer")),
          length_(length_of(request, identity.payload)),
          framing_(declared_framing(request, identity.payload, announced_)) {
        if (identity.payload == PayloadKind::hashed && !hashed_elsewhere) hash_.emplace(HashKind::sha256);
        if (!is_chunked(identity.payload)) return;
        if (!length_) {
            refused_ = length_.error();
            return;
        }
        left_ = *length_;
        chunks_.emplace(signing_of(identity), identity.payload != PayloadKind::signed_chunks, *left_);
    }

    const std::expected<std::optional<std::uint64_t>, Refusal>& length() const { return length_; }

    std::optional<Refusal> add(std::string_view octets, const Take& take) {
        if (!refused_) refused_ = next(octets, take);
        return refused_;
    }

    std::expected<std::map<std::string, std::string>, Refusal> finish(const http::Headers& trailers,
                                                                      std::string_view sha256) {
        if (!refused_) refused_ = end(sha256);
        if (refused_) return std::unexpected(*refused_);
        return fields(trailers);
    }

  private:
    std::optional<Refusal> next(std::string_view octets, const Take& take) {
        if (framing_ == Framing::aws) return chunks_->add(octets, take);
        if (framing_ == Framing::http) return take_plain(octets, take);
        begin_ += octets;
        framing_ = framing_of(begin_, *left_);
        if (framing_ == Framing::undecided) return std::nullopt;
        return next(std::exchange(begin_, {}), take);
    }

    std::optional<Refusal> take_plain(std::string_view octets, const Take& take) {
        if (left_ && octets.size() > *left_) {
            return body_too_long();
        }
        if (left_) *left_ -= octets.size();
        if (hash_) hash_->add(octets);
        if (const auto taken = take(octets); !taken) return refusal_of(taken.error());
        return std::nullopt;
    }

    std::optional<Refusal> end(std::string_view sha256) {
        if (framing_ == Framing::aws) return chunks_->finish();
        if (!begin_.empty() || left_.value_or(0) > 0) return incomplete_body();
        if (identity_.payload != PayloadKind::hashed) return std::nullopt;
        std::string computed = hash_ ? hash_->finish_hex() : std::string(sha256);
        if (computed == identity_.payload_sha256) return std::nullopt;
        return content_sha256_mismatch(identity_.payload_sha256, std::move(computed));
    }

    // Those of the framing must be announced; of HTTP's, others may be there that are not for us.
    std::expected<std::map<std::string, std::string>, Refusal> fields(const http::Headers& trailers) const {
        std::map<std::string, std::string> found;
        if (framing_ == Framing::aws) found = chunks_->trailers();
        for (const auto& [name, value] : found) {
            if (std::ranges::find(announced_, name) == announced_.end())
                return std::unexpected(malformed_trailer());
        }
        for (const std::string& name : announced_) {
            const auto value = net::canonical_value(trailers.all(), name);
            if (framing_ != Framing::aws && value) found.emplace(name, *value);
            if (!found.contains(name)) return std::unexpected(malformed_trailer());
        }
        return found;
    }

    const Identity& identity_;
    const std::vector<std::string> announced_;  // of x-amz-trailer, lower case
    const std::expected<std::optional<std::uint64_t>, Refusal> length_;
    Framing framing_;
    std::string begin_;                  // of the body, while the framing is undecided
    std::optional<ChunkReader> chunks_;  // of a chunked kind
    std::optional<std::uint64_t> left_;  // of a chunked kind: decoded octets that are to come without framing
    std::optional<Hasher> hash_;         // of the whole, where it is ours to compute
    std::optional<Refusal> refused_;     // for good
};

Payload::Payload(const http::Request& request, const Identity& identity, bool hashed_elsewhere)
    : implementation_(std::make_unique<Implementation>(request, identity, hashed_elsewhere)) {}
Payload::~Payload() = default;

std::expected<std::optional<std::uint64_t>, Refusal> Payload::length() const {
    return implementation_->length();
}

std::optional<Refusal> Payload::add(std::string_view octets, const Take& take) {
    return implementation_->add(octets, take);
}

std::expected<std::map<std::string, std::string>, Refusal> Payload::finish(const http::Headers& trailers,
                                                                           std::string_view sha256) {
    return implementation_->finish(trailers, sha256);
}

}  // namespace garden::aws
