#include "aws/chunks.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "aws/refusals.h"
#include "base/text.h"
#include "net/sigv4.h"

namespace garden::aws {
namespace {

constexpr std::uint64_t kLargestChunk = std::uint64_t{5} * 1024 * 1024 * 1024;  // of an object put at once
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kSignatureDigits = 64;
constexpr std::string_view kSignatureExtension = "chunk-signature=";
constexpr std::string_view kTrailerSignature = "x-amz-trailer-signature";

Refusal malformed() {
    return {400, "InvalidRequest", "The aws-chunked framing of the body is malformed.", {}};
}

Refusal wrong_signature(std::string_view text, std::string_view provided) {
    return {403,
            "SignatureDoesNotMatch",
            "The signature of a chunk that we calculated does not match the signature you provided. Check "
            "your key and "
            "signing method.",
            {{"StringToSign", std::string(text)}, {"SignatureProvided", std::string(provided)}}};
}

}  // namespace

std::optional<ChunkHead> parse_chunk_head(std::string_view line) {
    ChunkHead head;
    const auto parts = split(line, ';');
    const std::string_view size = trim(parts.front());
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), head.size, 16);
    if (error != std::errc{} || end != size.data() + size.size() || head.size > kLargestChunk)
        return std::nullopt;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::string_view extension = trim(parts[i]);
        if (!extension.starts_with(kSignatureExtension)) continue;
        if (!head.signature.empty()) return std::nullopt;
        head.signature = extension.substr(kSignatureExtension.size());
        if (head.signature.size() != kSignatureDigits) return std::nullopt;
    }
    return head;
}

std::optional<Refusal> ChunkReader::add(std::string_view octets, const Take& take) {
    while (!octets.empty()) {
        if (auto refusal = step(octets, take)) return refusal;
    }
    return std::nullopt;
}

std::optional<Refusal> ChunkReader::finish() const {
    if (state_ == State::done) return std::nullopt;
    return incomplete_body();
}

// Uses up at least one octet, or refuses.
std::optional<Refusal> ChunkReader::step(std::string_view& octets, const Take& take) {
    switch (state_) {
        case State::head:
            if (read_line(octets, kChunkLineLimit)) return begin_chunk();
            break;
        case State::data:
            return take_data(octets, take);
        case State::data_end:
        case State::last_end:
            if (read_line(octets, kLineEnd.size()) || line_.size() == kLineEnd.size()) return end_chunk();
            break;
        case State::trailer:
            if (read_line(octets, kTrailerLimit - trailer_octets_)) return trailer_line();
            if (!octets.empty()) return malformed_trailer();
            break;
        case State::done:
            break;
    }
    if (octets.empty()) return std::nullopt;
    return malformed();
}

// Moves octets into `line_` up to a line end, which is included. False: more are needed (all are used up), or
// the line is longer than `limit` (some are left).
bool ChunkReader::read_line(std::string_view& octets, std::size_t limit) {
    const std::size_t end = std::min(octets.find('\n'), octets.size() - 1) + 1;
    const std::size_t used = std::min(end, limit - std::min(limit, line_.size()));
    line_.append(octets.substr(0, used));
    octets.remove_prefix(used);
    return line_.ends_with('\n');
}

std::optional<Refusal> ChunkReader::begin_chunk() {
    const std::string line = std::exchange(line_, {});
    if (!line.ends_with(kLineEnd)) return malformed();
    const auto head = parse_chunk_head(std::string_view(line).substr(0, line.size() - kLineEnd.size()));
    if (!head || (signing_ && head->signature.empty())) return malformed();
    if (head->size > left_) {
        return body_too_long();
    }
    if (head->size == 0 && left_ > 0) return incomplete_body();
    left_ -= head->size;
    chunk_left_ = head->size;
    if (signing_) {
        chunk_signature_ = head->signature;
        chunk_hash_.emplace(HashKind::sha256);
    }
    if (chunk_left_ > 0) {
        state_ = State::data;
        return std::nullopt;
    }
    state_ = has_trailer_ ? State::trailer : State::last_end;
    return check_chunk();
}

std::optional<Refusal> ChunkReader::take_data(std::string_view& octets, const Take& take) {
    const std::string_view piece =
        octets.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(octets.size(), chunk_left_)));
    octets.remove_prefix(piece.size());
    chunk_left_ -= piece.size();
    if (signing_) chunk_hash_->add(piece);
    if (const auto taken = take(piece); !taken) return refusal_of(taken.error());
    if (chunk_left_ > 0) return std::nullopt;
    state_ = State::data_end;
    return check_chunk();
}

std::optional<Refusal> ChunkReader::end_chunk() {
    if (std::exchange(line_, {}) != kLineEnd) return malformed();
    state_ = state_ == State::last_end ? State::done : State::head;
    return std::nullopt;
}

std::optional<Refusal> ChunkReader::check_chunk() {
    if (!signing_) return std::nullopt;
    const std::string text =
        net::chunk_string_to_sign(signing_->context, signing_->previous, chunk_hash_->finish_hex());
    if (!equal_constant_time(net::sign(signing_->key, text), chunk_signature_)) {
        return wrong_signature(text, chunk_signature_);
    }
    signing_->previous = chunk_signature_;
    return std::nullopt;
}

// One line of the trailer. They end in CRLF or, as AWS itself describes signed trailers, in LF, and clients
// put an empty line before the signature: in a signed trailer only the one after it is the end.
std::optional<Refusal> ChunkReader::trailer_line() {
    trailer_octets_ += line_.size();
    const std::string line(trim(std::exchange(line_, {})));
    if (line.empty()) {
        if (!signing_ || trailer_signed_) state_ = State::done;
        return std::nullopt;
    }
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == std::string::npos || trailer_signed_) return malformed_trailer();
    const std::string name = to_lower(trim(std::string_view(line).substr(0, colon)));
    const std::string value(trim(std::string_view(line).substr(colon + 1)));
    if (signing_ && name == kTrailerSignature) {
        trailer_signed_ = true;
        return check_trailer(value);
    }
    trailer_block_ += name + ':' + value + '\n';
    if (!trailers_.emplace(name, value).second) return malformed_trailer();
    return std::nullopt;
}

std::optional<Refusal> ChunkReader::check_trailer(std::string_view signature) const {
    const std::string text =
        net::trailer_string_to_sign(signing_->context, signing_->previous, sha256_hex(trailer_block_));
    if (equal_constant_time(net::sign(signing_->key, text), signature)) return std::nullopt;
    return wrong_signature(text, signature);
}

}  // namespace garden::aws
