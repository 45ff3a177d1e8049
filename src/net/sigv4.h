// AWS Signature Version 4: pure functions over plain data, for the server that verifies and the client that
// signs. Source: "AWS Signature Version 4 for API requests" (IAM User Guide) and "Authenticating Requests"
// (Amazon S3 API Reference). Everything here is thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace garden::net {

inline constexpr std::string_view kSigV4Algorithm = "AWS4-HMAC-SHA256";
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";
inline constexpr std::string_view kSignatureParameter = "X-Amz-Signature";

// Names and values as they are on the wire or, of a query, decoded.
using Field = std::pair<std::string, std::string>;
using Fields = std::vector<Field>;

// How a path gets into the canonical request.
enum class PathRule {
    encoded_once,      // S3: every octet of the key counts
    normalised_twice,  // all other services: without dot segments and doubled slashes, percent-encoded twice
};

// "20130524/us-east-1/s3/aws4_request", where a signing key is good.
struct Scope {
    std::string date;  // "20130524"
    std::string region;
    std::string service;

    std::string text() const;
    bool operator==(const Scope&) const = default;
};

struct KeyPair {
    std::string access_key;
    std::string secret_key;
};

// What a request says of its signature, in the Authorization header or in the query.
struct SignatureClaim {
    std::string access_key;
    Scope scope;
    std::vector<std::string> signed_headers;  // lower case, each once, in the order given
    std::string signature;                    // as given
};

// The parts of a request that a signature covers.
struct SignedParts {
    std::string_view method;
    std::string_view path;       // decoded
    std::string_view raw_query;  // without "?", percent-encoded
    const Fields& headers;
    const std::vector<std::string>& signed_headers;  // lower case; sorted in the canonical request
    std::string_view payload_hash;  // SHA-256 in hexadecimal, or one of the words that stand for it
    PathRule path_rule = PathRule::encoded_once;
};

// --- canonical form

std::string canonical_path(std::string_view decoded_path, PathRule rule);
// Every parameter decoded (`+` is a space), encoded again, sorted by encoded name, then value; one without
// `=` has an empty value. `excluded` is the name of one to leave out. An escape that is none stands for
// itself.
std::string canonical_query(std::string_view raw_query, std::string_view excluded = {});
// The values of all fields of this name (in any case), trimmed, runs of spaces as one, joined with commas;
// nothing if there is no such field.
std::optional<std::string> canonical_value(const Fields& headers, std::string_view name);
// X-Amz-Signature is never part of it. A signed header that the request has not counts as empty.
std::string canonical_request(const SignedParts& parts);

// --- signing

// "20130524T000000Z", and back; nothing if it is not exactly that or no date.
std::string amz_time(std::int64_t seconds);
std::optional<std::int64_t> parse_amz_time(std::string_view text);

std::string hmac_sha256(std::string_view key, std::string_view text);      // 32 octets
std::string signing_key(std::string_view secret_key, const Scope& scope);  // 32 octets
// `time` as amz_time() writes it.
std::string string_to_sign(std::string_view time, const Scope& scope, std::string_view canonical_request);
// HMAC in lower-case hexadecimal: the signature.
std::string sign(std::string_view signing_key, std::string_view string_to_sign);

// "<time>\n<scope>" is what all chunks of a body have in common.
std::string chunk_context(std::string_view time, const Scope& scope);
// Of a chunk of a signed stream. `previous` is the signature before it, the request's for the first.
std::string chunk_string_to_sign(std::string_view context, std::string_view previous,
                                 std::string_view sha256);
// Of the trailer fields, whose hash is that of "name:value\n" for each.
std::string trailer_string_to_sign(std::string_view context, std::string_view previous,
                                   std::string_view sha256);

// The fields that a client adds to sign a request: x-amz-date, x-amz-content-sha256 and Authorization.
// `headers` are what it sends otherwise, Host among them; all of them are signed. `path` is decoded.
Fields sign_headers(std::string_view method, std::string_view path, std::string_view raw_query,
                    const Fields& headers, std::string_view payload_hash, const KeyPair& keys,
                    const Scope& scope, std::string_view time, PathRule rule = PathRule::encoded_once);

// The query, encoded, of a presigned S3 URL of this host, good for `expires_seconds`. `raw_query` is its own
// part.
std::string presigned_query(std::string_view method, std::string_view host, std::string_view path,
                            std::string_view raw_query, const KeyPair& keys, const Scope& scope,
                            std::string_view time, std::int64_t expires_seconds);

// --- reading

// The Authorization header. `unsupported`: another scheme than AWS4-HMAC-SHA256; `invalid_argument` with a
// sentence in the words of AWS: malformed.
Result<SignatureClaim> parse_authorization(std::string_view value);

struct PresignedClaim {
    SignatureClaim claim;
    std::string time;                  // X-Amz-Date as sent
    std::int64_t expires_seconds = 0;  // 1 to 604800
    std::string payload_hash;          // X-Amz-Content-Sha256, or empty
};

// True if the decoded query holds a parameter of a presigned URL.
bool is_presigned(const Fields& query);
// Errors as of parse_authorization(); each parameter may come once only.
Result<PresignedClaim> parse_presigned(const Fields& query);

}  // namespace garden::net
