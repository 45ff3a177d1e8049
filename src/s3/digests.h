// Of this room alone: what a request says of its body's digests.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "aws/identity.h"
#include "base/checksum.h"
#include "http/message.h"
#include "store/object_info.h"

namespace garden::s3 {

struct ExpectedDigests {
    std::optional<std::string> md5;         // of Content-MD5, in lower-case hexadecimal
    std::optional<ChecksumKind> algorithm;  // of x-amz-checksum-* or x-amz-trailer
    std::optional<std::string> value;       // its octets, big-endian; nothing where they come in the trailer
};

// Reads Content-MD5, x-amz-checksum-*, x-amz-sdk-checksum-algorithm and x-amz-trailer. Refuses, as S3: a
// Content-MD5 that is none (InvalidDigest); two checksums, one that cannot be a value of its algorithm, an
// algorithm that S3 has not, or that is named without a value (InvalidRequest).
std::expected<ExpectedDigests, aws::Refusal> expected_digests(const http::Request& request);

// The name of a field with a value of this algorithm: "x-amz-checksum-crc32".
std::string checksum_field(ChecksumKind kind);

std::string upper_name(ChecksumKind kind);  // "CRC32"

// "COMPOSITE" or "FULL_OBJECT".
std::string_view checksum_type(const store::Checksum& checksum);

// Runs beside a body, and compares at its end. One thread at a time.
class DigestCheck {
  public:
    // Where the request names no checksum, the one of `otherwise` is computed; nothing: none is.
    explicit DigestCheck(ExpectedDigests expected, std::optional<ChecksumKind> otherwise = std::nullopt);

    void add(std::string_view octets);
    // After the last octet, once. `md5`: of all octets, in lower-case hexadecimal; looked at only where the
    // request has a Content-MD5. The trailer fields are by lower-case name. Gives the checksum of what came,
    // to be kept with it; nothing where none was computed. Refuses with BadDigest, or InvalidRequest for a
    // trailer that is no value.
    std::expected<std::optional<store::Checksum>, aws::Refusal> finish(
        std::string_view md5, const std::map<std::string, std::string>& trailers);

  private:
    ExpectedDigests expected_;
    std::optional<ChecksumKind> kind_;
    std::optional<ChecksumStream> stream_;
};

// All of this for a body that is whole.
std::optional<aws::Refusal> verify_digests(const http::Request& request, std::string_view body,
                                           const std::map<std::string, std::string>& trailers);

}  // namespace garden::s3
