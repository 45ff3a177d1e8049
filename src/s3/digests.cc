#include "s3/digests.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/base64.h"
#include "base/hash.h"
#include "base/text.h"
#include "s3/errors.h"

namespace garden::s3 {
namespace {

constexpr std::string_view kPrefix = "x-amz-checksum-";
constexpr std::size_t kMd5Size = 16;

using Refused = std::unexpected<aws::Refusal>;

Refused invalid_request(std::string message) {
    return Refused(refusal("InvalidRequest", std::move(message)));
}

std::optional<std::string> checksum_value(ChecksumKind kind, std::string_view text) {
    std::optional<std::string> octets = decode_base64(trim(text));
    if (octets && octets->size() != checksum_size(kind)) return std::nullopt;
    return octets;
}

// Fields that begin alike and hold no value.
bool is_setting(std::string_view field) {
    return field == "x-amz-checksum-algorithm" || field == "x-amz-checksum-type" ||
           field == "x-amz-checksum-mode";
}

// An algorithm of S3 in the end of a field's name.
std::optional<ChecksumKind> kind_of_field(std::string_view field) {
    return field.starts_with(kPrefix) ? checksum_kind(field.substr(kPrefix.size())) : std::nullopt;
}

std::optional<aws::Refusal> read_md5(const http::Headers& headers, ExpectedDigests& digests) {
    if (!headers.has("content-md5")) return std::nullopt;
    const auto octets = decode_base64(trim(headers.get("content-md5")));
    if (!octets || octets->size() != kMd5Size) return refusal("InvalidDigest");
    digests.md5 = to_hex(*octets);
    return std::nullopt;
}

std::optional<aws::Refusal> read_checksum(const http::Headers& headers, ExpectedDigests& digests) {
    for (const auto& [sent, text] : headers.all()) {
        const std::string field = to_lower(sent);
        if (!field.starts_with(kPrefix) || is_setting(field)) continue;
        const auto kind = kind_of_field(field);
        if (!kind) {
            return refusal("InvalidRequest",
                           "The algorithm type you specified in x-amz-checksum- header is invalid.");
        }
        if (digests.algorithm) {
            return refusal(
                "InvalidRequest",
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
        }
        digests.algorithm = kind;
        digests.value = checksum_value(*kind, text);
        if (!digests.value) {
            return refusal("InvalidRequest", fmt::format("Value for {} header is invalid.", field));
        }
    }
    return std::nullopt;
}

std::optional<aws::Refusal> read_trailer(const http::Headers& headers, ExpectedDigests& digests) {
    if (!headers.has("x-amz-trailer")) return std::nullopt;
    const auto kind = kind_of_field(to_lower(trim(headers.get("x-amz-trailer"))));
    if (!kind) {
        return refusal("InvalidRequest", "The value specified in the x-amz-trailer header is not supported");
    }
    if (digests.algorithm) return refusal("InvalidRequest", "Expecting a single x-amz-checksum- header");
    digests.algorithm = kind;
    return std::nullopt;
}

std::optional<aws::Refusal> check_sdk_algorithm(const http::Headers& headers,
                                                const ExpectedDigests& digests) {
    if (!headers.has("x-amz-sdk-checksum-algorithm")) return std::nullopt;
    const auto kind = checksum_kind(trim(headers.get("x-amz-sdk-checksum-algorithm")));
    if (!kind || (digests.algorithm && digests.algorithm != kind)) {
        return refusal("InvalidRequest", "Value for x-amz-sdk-checksum-algorithm header is invalid.");
    }
    if (digests.algorithm) return std::nullopt;
    return refusal(
        "InvalidRequest",
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer "
        "headers were found.");
}

}  // namespace

std::expected<ExpectedDigests, aws::Refusal> expected_digests(const http::Request& request) {
    ExpectedDigests digests;
    if (auto refused = read_md5(request.headers, digests)) return Refused(*std::move(refused));
    if (auto refused = read_checksum(request.headers, digests)) return Refused(*std::move(refused));
    if (auto refused = read_trailer(request.headers, digests)) return Refused(*std::move(refused));
    if (auto refused = check_sdk_algorithm(request.headers, digests)) return Refused(*std::move(refused));
    return digests;
}

std::string checksum_field(ChecksumKind kind) { return fmt::format("{}{}", kPrefix, name(kind)); }

std::string upper_name(ChecksumKind kind) {
    std::string upper(name(kind));
    std::ranges::transform(upper, upper.begin(), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return upper;
}

std::string_view checksum_type(const store::Checksum& checksum) {
    return checksum.composite ? "COMPOSITE" : "FULL_OBJECT";
}

DigestCheck::DigestCheck(ExpectedDigests expected, std::optional<ChecksumKind> otherwise)
    : expected_(std::move(expected)), kind_(expected_.algorithm ? expected_.algorithm : otherwise) {
    if (kind_) stream_.emplace(*kind_);
}

void DigestCheck::add(std::string_view octets) {
    if (stream_) stream_->add(octets);
}

std::expected<std::optional<store::Checksum>, aws::Refusal> DigestCheck::finish(
    std::string_view md5, const std::map<std::string, std::string>& trailers) {
    if (expected_.md5 && *expected_.md5 != md5) {
        aws::Refusal refused = refusal("BadDigest");
        refused.details = {{"ExpectedDigest", *expected_.md5}, {"CalculatedDigest", std::string(md5)}};
        return Refused(std::move(refused));
    }
    if (!kind_) return std::nullopt;
    const std::string field = checksum_field(*kind_);
    if (expected_.algorithm && !expected_.value) {  // aws::Payload has refused a trailer that is missing
        const auto sent = trailers.find(field);
        if (sent != trailers.end()) expected_.value = checksum_value(*kind_, sent->second);
        if (!expected_.value) {
            return invalid_request(fmt::format("Value for {} trailing header is invalid.", field));
        }
    }
    const std::string octets = stream_->finish();
    if (expected_.value && *expected_.value != octets) {
        return Refused(refusal(
            "BadDigest",
            fmt::format("The {} you specified did not match the calculated checksum.", upper_name(*kind_))));
    }
    return store::Checksum{
        .algorithm = std::string(name(*kind_)), .value = encode_base64(octets), .composite = false};
}

std::optional<aws::Refusal> verify_digests(const http::Request& request, std::string_view body,
                                           const std::map<std::string, std::string>& trailers) {
    auto expected = expected_digests(request);
    if (!expected) return expected.error();
    DigestCheck check(*std::move(expected));
    check.add(body);
    if (auto checksum = check.finish(md5_hex(body), trailers); !checksum) return checksum.error();
    return std::nullopt;
}

}  // namespace garden::s3
