#include "aws/authenticator.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "aws/refusals.h"
#include "base/hash.h"
#include "base/iso_time.h"
#include "base/text.h"
#include "net/sigv4.h"

namespace garden::aws {
namespace {

constexpr std::int64_t kMostSkew = 15 * 60;  // seconds
// Octets of what a wrong signature was compared with that are sent back: an answer is not to be many times as
// long as its request.
constexpr std::size_t kMostExplanation = 8 * 1024;
constexpr std::string_view kContentSha256 = "x-amz-content-sha256";
constexpr std::string_view kS3 = "s3";

template <typename T>
using Or = std::expected<T, Refusal>;

// What a request says of its signature, wherever it says it.
struct Claim {
    net::SignatureClaim signature;
    std::string time;  // as it was signed: "20130524T000000Z"
    std::int64_t seconds = 0;
    std::optional<std::int64_t> expires_seconds;  // of a presigned one
    std::string payload_hash;                     // as it stands in the canonical request
};

std::string iso_seconds(std::int64_t seconds) { return iso_time(Timestamp(std::chrono::seconds(seconds))); }

std::size_t count(const http::Headers& headers, std::string_view name) {
    return static_cast<std::size_t>(std::ranges::count_if(
        headers.all(), [&](const auto& field) { return to_lower(field.first) == name; }));
}

// --- where the claim is

// Of a request whose signature is in its header: x-amz-date, or else Date.
std::optional<std::int64_t> signing_time(const http::Headers& headers) {
    if (const auto given = net::canonical_value(headers.all(), "x-amz-date"))
        return net::parse_amz_time(*given);
    const std::string_view date = trim(headers.get("Date"));
    if (const auto seconds = net::parse_amz_time(date)) return seconds;
    // Botocore writes the zone of mail (RFC 5322 3.3) where HTTP has GMT.
    constexpr std::string_view zone = "-0000";
    if (!date.ends_with(zone)) return http::parse_http_date(date);
    return http::parse_http_date(std::string(date.substr(0, date.size() - zone.size())) + "GMT");
}

Or<Claim> read_header(const http::Request& request, std::string_view body_sha256) {
    if (count(request.headers, "authorization") > 1) {
        return refuse(400, "AuthorizationHeaderMalformed",
                      "The authorization header is malformed; it must be given once only.");
    }
    auto parsed = net::parse_authorization(request.headers.get("Authorization"));
    if (!parsed && parsed.error().code == ErrorCode::unsupported) {
        return refuse(
            400, "InvalidRequest",
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
    }
    if (!parsed) {
        return refuse(400, "AuthorizationHeaderMalformed",
                      "The authorization header is malformed; " + parsed.error().message);
    }
    const auto seconds = signing_time(request.headers);
    if (!seconds)
        return refuse(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header");
    auto payload = body_sha256.empty() ? net::canonical_value(request.headers.all(), kContentSha256)
                                       : std::optional(std::string(body_sha256));
    if (!payload) {
        return refuse(400, "InvalidRequest",
                      "Missing required header for this request: x-amz-content-sha256");
    }
    return Claim{std::move(*parsed), net::amz_time(*seconds), *seconds, std::nullopt, *payload};
}

Or<Claim> read_query(const http::Request& request) {
    auto parsed = net::parse_presigned(request.query);
    if (!parsed) return refuse(400, "AuthorizationQueryParametersError", parsed.error().message);
    const auto seconds = net::parse_amz_time(parsed->time);
    if (!seconds) {
        return refuse(400, "AuthorizationQueryParametersError",
                      R"(X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'")");
    }
    std::string payload = std::move(parsed->payload_hash);
    if (payload.empty()) {
        payload = net::canonical_value(request.headers.all(), kContentSha256)
                      .value_or(std::string(net::kUnsignedPayload));
    }
    return Claim{std::move(parsed->claim), std::move(parsed->time), *seconds, parsed->expires_seconds,
                 std::move(payload)};
}

Or<Claim> read_claim(const http::Request& request, std::string_view body_sha256) {
    const bool in_header = request.headers.has("Authorization");
    const bool in_query = net::is_presigned(request.query);
    if (in_header && in_query) {
        return refuse(
            400, "InvalidArgument",
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query "
            "string parameter or the Authorization header should be specified",
            {{"ArgumentName", "Authorization"}});
    }
    if (in_header) return read_header(request, body_sha256);
    if (in_query) return read_query(request);
    if (request.query_value("AWSAccessKeyId")) {  // a URL presigned by version 2
        return refuse(
            400, "InvalidRequest",
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
    }
    return refuse(403, "AccessDenied", "Access Denied");
}

// --- what must hold whoever signed

std::optional<Refusal> check_scope(const Claim& claim) {
    const std::string_view date = std::string_view(claim.time).substr(0, 8);
    if (claim.signature.scope.date == date) return std::nullopt;
    const std::string message =
        fmt::format("Invalid credential date \"{}\". This date is not the same as X-Amz-Date: \"{}\".",
                    claim.signature.scope.date, date);
    if (claim.expires_seconds) return Refusal{400, "AuthorizationQueryParametersError", message, {}};
    return Refusal{
        400, "AuthorizationHeaderMalformed", "The authorization header is malformed; " + message, {}};
}

// Host and everything that means something to AWS must be signed.
std::optional<Refusal> check_signed_headers(const http::Request& request, const Claim& claim) {
    const auto& names = claim.signature.signed_headers;
    std::vector<std::string> unsigned_names;
    const auto want = [&](const std::string& name) {
        if (std::ranges::find(names, name) == names.end()) unsigned_names.push_back(name);
    };
    want("host");
    for (const auto& [field, value] : request.headers.all()) {
        const std::string name = to_lower(field);
        if (name.starts_with("x-amz-")) want(name);
    }
    if (unsigned_names.empty()) return std::nullopt;
    return Refusal{403,
                   "AccessDenied",
                   "There were headers present in the request which were not signed",
                   {{"HeadersNotSigned", fmt::format("{}", fmt::join(unsigned_names, ", "))}}};
}

std::optional<Refusal> check_time(const Claim& claim, std::int64_t now) {
    if (!claim.expires_seconds) {
        if (std::abs(claim.seconds - now) <= kMostSkew) return std::nullopt;
        return Refusal{403,
                       "RequestTimeTooSkewed",
                       "The difference between the request time and the current time is too large.",
                       {{"RequestTime", claim.time},
                        {"ServerTime", iso_seconds(now)},
                        {"MaxAllowedSkewMilliseconds", std::to_string(kMostSkew * 1000)}}};
    }
    if (claim.seconds > now + kMostSkew) {
        return Refusal{403, "AccessDenied", "Request is not yet valid", {{"ServerTime", iso_seconds(now)}}};
    }
    if (now <= claim.seconds + *claim.expires_seconds) return std::nullopt;
    return Refusal{403,
                   "AccessDenied",
                   "Request has expired",
                   {{"X-Amz-Expires", std::to_string(*claim.expires_seconds)},
                    {"Expires", iso_seconds(claim.seconds + *claim.expires_seconds)},
                    {"ServerTime", iso_seconds(now)}}};
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

Or<PayloadKind> payload_kind(std::string_view hash) {
    constexpr std::array<std::pair<std::string_view, PayloadKind>, 4> words = {{
        {net::kUnsignedPayload, PayloadKind::unsigned_body},
        {"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", PayloadKind::signed_chunks},
        {"STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", PayloadKind::signed_chunks_trailer},
        {"STREAMING-UNSIGNED-PAYLOAD-TRAILER", PayloadKind::unsigned_trailer},
    }};
    if (is_sha256(hash)) return PayloadKind::hashed;
    for (const auto& [word, kind] : words) {
        if (hash == word) return kind;
    }
    return refuse(
        400, "InvalidArgument",
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 "
        "value.",
        {{"ArgumentName", std::string(kContentSha256)}, {"ArgumentValue", std::string(hash)}});
}

std::optional<Refusal> check_said_hash(const http::Request& request, std::string_view body_sha256) {
    const auto said = net::canonical_value(request.headers.all(), kContentSha256);
    if (!said || *said == body_sha256) return std::nullopt;
    return content_sha256_mismatch(*said, std::string(body_sha256));
}

// --- the signature itself

Or<access::AccessKey> key_of(const FindKey& find_key, const std::string& access_key) {
    auto found = find_key(access_key);
    if (!found) {
        return std::unexpected(refusal_of(found.error()));
    }
    if (!*found) {
        return refuse(403, "InvalidAccessKeyId",
                      "The AWS Access Key Id you provided does not exist in our records.",
                      {{"AWSAccessKeyId", access_key}});
    }
    return std::move(**found);
}

net::PathRule path_rule(const net::Scope& scope) {
    return scope.service == kS3 ? net::PathRule::encoded_once : net::PathRule::normalised_twice;
}

std::optional<Refusal> check_signature(const http::Request& request, const Claim& claim,
                                       std::string_view key) {
    const net::Scope& scope = claim.signature.scope;
    const std::string canonical =
        net::canonical_request({request.method, request.path, request.raw_query, request.headers.all(),
                                claim.signature.signed_headers, claim.payload_hash, path_rule(scope)});
    const std::string text = net::string_to_sign(claim.time, scope, canonical);
    if (equal_constant_time(net::sign(key, text), claim.signature.signature)) return std::nullopt;
    Refusal refusal{
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and "
        "signing method.",
        {{"AWSAccessKeyId", claim.signature.access_key}, {"SignatureProvided", claim.signature.signature}}};
    for (const auto& [name, value] :
         {std::pair("StringToSign", &text), std::pair("CanonicalRequest", &canonical)}) {
        if (value->size() <= kMostExplanation) refusal.details.emplace_back(name, *value);
    }
    return refusal;
}

}  // namespace

// A request of which everything is verified but its signature.
struct Authenticator::Checked {
    Claim claim;
    PayloadKind payload = PayloadKind::hashed;
    access::AccessKey key;
};

auto Authenticator::check(const http::Request& request, std::string_view body_sha256) const
    -> std::expected<Checked, Refusal> {
    auto claim = read_claim(request, body_sha256);
    if (!claim) return std::unexpected(std::move(claim.error()));
    if (auto refusal = check_scope(*claim)) return std::unexpected(std::move(*refusal));
    if (auto refusal = check_signed_headers(request, *claim)) return std::unexpected(std::move(*refusal));
    if (auto refusal = check_time(*claim, to_seconds(clock_.now())))
        return std::unexpected(std::move(*refusal));
    const auto kind = payload_kind(claim->payload_hash);
    if (!kind) return std::unexpected(kind.error());
    auto key = key_of(find_key_, claim->signature.access_key);
    if (!key) return std::unexpected(std::move(key.error()));
    return Checked{std::move(*claim), *kind, std::move(*key)};
}

std::optional<Refusal> Authenticator::refuse_early(const http::Request& request) const {
    const auto checked = check(request, sha256_hex(""));  // in place of the one that is not known yet
    if (checked) return std::nullopt;
    return checked.error();
}

std::expected<Identity, Refusal> Authenticator::authenticate(const http::Request& request,
                                                             std::string_view body_sha256) const {
    const auto checked = check(request, body_sha256);
    if (!checked) return std::unexpected(checked.error());
    const auto& [claim, payload, key] = *checked;
    if (!body_sha256.empty()) {
        if (auto refusal = check_said_hash(request, body_sha256)) return std::unexpected(std::move(*refusal));
    }

    const net::Scope& scope = claim.signature.scope;
    Identity identity;
    identity.signing_key = net::signing_key(key.secret_key, scope);
    if (auto refusal = check_signature(request, claim, identity.signing_key)) {
        return std::unexpected(std::move(*refusal));
    }
    identity.access_key = key.access_key;
    identity.permission = key.permission;
    identity.service = scope.service;
    identity.region = scope.region;
    identity.presigned = claim.expires_seconds.has_value();
    identity.payload = payload;
    if (payload == PayloadKind::hashed) identity.payload_sha256 = to_lower(claim.payload_hash);
    identity.chunk_scope = net::chunk_context(claim.time, scope);
    identity.seed_signature = claim.signature.signature;
    return identity;
}

}  // namespace garden::aws
