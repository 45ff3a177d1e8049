// Of this room alone: the aws-chunked framing of a body.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "aws/identity.h"
#include "base/hash.h"
#include "base/result.h"

namespace garden::aws {

// What a chunk begins with: "400;chunk-signature=…". Other extensions are ignored.
struct ChunkHead {
    std::uint64_t size = 0;
    std::string_view signature;  // empty: none
};
// `line` without its line end; nothing if it is none, or larger than an object may be.
std::optional<ChunkHead> parse_chunk_head(std::string_view line);

// Octets of the line that a chunk begins with, its signature and line end included, at most.
inline constexpr std::size_t kChunkLineLimit = 1024;
// Octets of all trailer fields at most.
inline constexpr std::size_t kTrailerLimit = 8192;

// Takes aws-chunked framing off a body. Source: "Transferring payload in multiple chunks" and "Including
// trailing headers" of the Amazon S3 API Reference. Octets of a chunk are handed on before its signature has
// come out right, so that a chunk of any size takes constant memory; whoever takes them keeps nothing unless
// finish() accepts the whole. After a refusal this is of no use.
class ChunkReader {
  public:
    using Take = std::function<Result<>(std::string_view octets)>;

    struct Signing {
        std::string key;       // octets of the signing key
        std::string context;   // net::chunk_context()
        std::string previous;  // signature of the request, then of each chunk
    };

    // `signing`: nothing if chunks are not signed. `length`: of the decoded body.
    ChunkReader(std::optional<Signing> signing, bool has_trailer, std::uint64_t length)
        : signing_(std::move(signing)), has_trailer_(has_trailer), left_(length) {}

    std::optional<Refusal> add(std::string_view octets, const Take& take);
    // Refuses a body that ends before its last chunk and trailer do.
    std::optional<Refusal> finish() const;
    // By lower-case name, without the signature.
    const std::map<std::string, std::string>& trailers() const { return trailers_; }

  private:
    enum class State { head, data, data_end, last_end, trailer, done };

    std::optional<Refusal> step(std::string_view& octets, const Take& take);
    bool read_line(std::string_view& octets, std::size_t limit);
    std::optional<Refusal> begin_chunk();
    std::optional<Refusal> take_data(std::string_view& octets, const Take& take);
    std::optional<Refusal> end_chunk();
    std::optional<Refusal> check_chunk();
    std::optional<Refusal> trailer_line();
    std::optional<Refusal> check_trailer(std::string_view signature) const;

    std::optional<Signing> signing_;
    const bool has_trailer_;
    std::uint64_t left_;  // decoded octets that are still to come
    State state_ = State::head;
    std::string line_;
    std::uint64_t chunk_left_ = 0;
    std::string chunk_signature_;
    std::optional<Hasher> chunk_hash_;
    std::size_t trailer_octets_ = 0;
    std::string trailer_block_;  // "name:value\n" of each field
    bool trailer_signed_ = false;
    std::map<std::string, std::string> trailers_;
};

}  // namespace garden::aws
