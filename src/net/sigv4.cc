#include "net/sigv4.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <map>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/hash.h"
#include "base/text.h"

namespace garden::net {
namespace {

constexpr std::string_view kTerminator = "aws4_request";
constexpr std::int64_t kLongestExpiry = 604'800;  // seconds: seven days
constexpr std::size_t kMostSignedHeaders = 256;   // 2 KiB of user metadata fit in
// SHA-256 of nothing: the second hash in a chunk's string to sign stands for headers that chunks do not have.
constexpr std::string_view kEmptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

constexpr std::string_view kMalformedCredential =
    R"(the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".)";

std::unexpected<Error> malformed(std::string_view what) {
    return fail(ErrorCode::invalid_argument, std::string(what));
}

// All of `text` as a decimal number.
std::optional<int> digits(std::string_view text) {
    int number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number;
}

// From the right, so that an access key may hold slashes.
Result<> parse_credential(std::string_view text, SignatureClaim& claim) {
    std::array<std::string_view, 4> ends;  // date, region, service, terminator
    for (std::size_t i = ends.size(); i-- > 0;) {
        const std::size_t slash = text.rfind('/');
        if (slash == std::string_view::npos) return malformed(kMalformedCredential);
        ends[i] = text.substr(slash + 1);
        text = text.substr(0, slash);
    }
    if (text.empty() || ends[0].size() != 8 || !digits(ends[0]) || ends[2].empty()) {
        return malformed(kMalformedCredential);
    }
    if (ends[3] != kTerminator) {
        return malformed(
            fmt::format("incorrect terminal \"{}\". This endpoint uses \"{}\".", ends[3], kTerminator));
    }
    claim.access_key = text;
    claim.scope = {std::string(ends[0]), std::string(ends[1]), std::string(ends[2])};
    return {};
}

// Octets that may be in a field name (RFC 9110 5.6.2), in lower case.
bool is_field_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

Result<> parse_signed_headers(std::string_view text, SignatureClaim& claim) {
    for (const std::string_view given : split(text, ';')) {
        std::string name = to_lower(given);
        // A name that came twice would have its value in the canonical request twice.
        if (!is_field_name(name) || claim.signed_headers.size() == kMostSignedHeaders ||
            std::ranges::find(claim.signed_headers, name) != claim.signed_headers.end()) {
            return malformed("the SignedHeaders are mal-formed.");
        }
        claim.signed_headers.push_back(std::move(name));
    }
    return {};
}

Result<SignatureClaim> make_claim(std::string_view credential, std::string_view headers,
                                  std::string_view signature) {
    SignatureClaim claim;
    if (const auto parsed = parse_credential(credential, claim); !parsed)
        return std::unexpected(parsed.error());
    if (const auto parsed = parse_signed_headers(headers, claim); !parsed)
        return std::unexpected(parsed.error());
    claim.signature = signature;
    return claim;
}

Result<std::int64_t> parse_expires(std::string_view text) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (end != text.data() + text.size() || text.empty() || error == std::errc::invalid_argument) {
        return malformed("X-Amz-Expires should be a number");
    }
    if (text.front() == '-') return malformed("X-Amz-Expires must be non-negative");
    if (error != std::errc{} || seconds > kLongestExpiry) {
        return malformed(
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be "
            "less "
            "than 604800 seconds");
    }
    if (seconds == 0) return malformed("X-Amz-Expires must be at least one second");
    return seconds;
}

std::string join(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ";")); }

std::vector<std::string> sorted_names(const Fields& headers) {
    std::vector<std::string> names;
    for (const auto& [name, value] : headers) names.push_back(to_lower(name));
    std::ranges::sort(names);
    const auto rest = std::ranges::unique(names);
    names.erase(rest.begin(), rest.end());
    return names;
}

}  // namespace

std::string Scope::text() const { return fmt::format("{}/{}/{}/{}", date, region, service, kTerminator); }

std::string amz_time(std::int64_t seconds) {
    const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::optional<std::int64_t> parse_amz_time(std::string_view text) {
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(4, 2));
    const auto day = digits(text.substr(6, 2));
    const auto hour = digits(text.substr(9, 2));
    const auto minute = digits(text.substr(11, 2));
    const auto second = digits(text.substr(13, 2));
    if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
    const auto days = std::chrono::sys_days(date).time_since_epoch();
    return std::chrono::seconds(days).count() + *hour * 3600 + *minute * 60 + *second;
}

std::string hmac_sha256(std::string_view key, std::string_view text) {
    std::array<unsigned char, 32> octets{};
    unsigned length = 0;
    // It fails only when memory runs out: there is nothing to hand to a caller.
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), octets.data(),
             &length) == nullptr) {
        std::abort();
    }
    return {reinterpret_cast<const char*>(octets.data()), length};
}

std::string signing_key(std::string_view secret_key, const Scope& scope) {
    std::string key = hmac_sha256("AWS4" + std::string(secret_key), scope.date);
    key = hmac_sha256(key, scope.region);
    key = hmac_sha256(key, scope.service);
    return hmac_sha256(key, kTerminator);
}

std::string string_to_sign(std::string_view time, const Scope& scope, std::string_view canonical_request) {
    return fmt::format("{}\n{}\n{}\n{}", kSigV4Algorithm, time, scope.text(), sha256_hex(canonical_request));
}

std::string sign(std::string_view signing_key, std::string_view string_to_sign) {
    return to_hex(hmac_sha256(signing_key, string_to_sign));
}

std::string chunk_context(std::string_view time, const Scope& scope) {
    return fmt::format("{}\n{}", time, scope.text());
}

std::string chunk_string_to_sign(std::string_view context, std::string_view previous,
                                 std::string_view sha256) {
    return fmt::format("AWS4-HMAC-SHA256-PAYLOAD\n{}\n{}\n{}\n{}", context, previous, kEmptySha256, sha256);
}

std::string trailer_string_to_sign(std::string_view context, std::string_view previous,
                                   std::string_view sha256) {
    return fmt::format("AWS4-HMAC-SHA256-TRAILER\n{}\n{}\n{}", context, previous, sha256);
}

Fields sign_headers(std::string_view method, std::string_view path, std::string_view raw_query,
                    const Fields& headers, std::string_view payload_hash, const KeyPair& keys,
                    const Scope& scope, std::string_view time, PathRule rule) {
    Fields added = {{"x-amz-date", std::string(time)}, {"x-amz-content-sha256", std::string(payload_hash)}};
    Fields all = headers;
    all.insert(all.end(), added.begin(), added.end());
    const auto names = sorted_names(all);
    const std::string canonical =
        canonical_request({method, path, raw_query, all, names, payload_hash, rule});
    const std::string signature =
        sign(signing_key(keys.secret_key, scope), string_to_sign(time, scope, canonical));
    added.emplace_back("Authorization",
                       fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kSigV4Algorithm,
                                   keys.access_key, scope.text(), join(names), signature));
    return added;
}

std::string presigned_query(std::string_view method, std::string_view host, std::string_view path,
                            std::string_view raw_query, const KeyPair& keys, const Scope& scope,
                            std::string_view time, std::int64_t expires_seconds) {
    const std::string credential = percent_encode_value(keys.access_key + '/' + scope.text());
    const std::string query = fmt::format(
        "{}{}X-Amz-Algorithm={}&X-Amz-Credential={}&X-Amz-Date={}&X-Amz-Expires={}&X-Amz-SignedHeaders=host",
        raw_query, raw_query.empty() ? "" : "&", kSigV4Algorithm, credential, time, expires_seconds);
    const Fields headers = {{"host", std::string(host)}};
    const std::vector<std::string> names = {"host"};
    const std::string canonical = canonical_request({method, path, query, headers, names, kUnsignedPayload});
    return fmt::format("{}&{}={}", query, kSignatureParameter,
                       sign(signing_key(keys.secret_key, scope), string_to_sign(time, scope, canonical)));
}

Result<SignatureClaim> parse_authorization(std::string_view value) {
    value = trim(value);
    const std::size_t space = std::min(value.find_first_of(" \t"), value.size());
    if (value.substr(0, space) != kSigV4Algorithm) {
        return fail(ErrorCode::unsupported, "another scheme than AWS4-HMAC-SHA256");
    }
    std::map<std::string_view, std::string_view> parts;
    for (const std::string_view piece : split(value.substr(space), ',')) {
        const std::string_view part = trim(piece);
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos ||
            !parts.emplace(part.substr(0, equals), part.substr(equals + 1)).second) {
            return malformed("expecting Credential, SignedHeaders and Signature, once each.");
        }
    }
    for (const std::string_view name : {"Credential", "SignedHeaders", "Signature"}) {
        if (!parts.contains(name) || parts[name].empty())
            return malformed(fmt::format("the {} is missing.", name));
    }
    return make_claim(parts["Credential"], parts["SignedHeaders"], parts["Signature"]);
}

bool is_presigned(const Fields& query) {
    return std::ranges::any_of(query, [](const Field& parameter) {
        return parameter.first == "X-Amz-Algorithm" || parameter.first == "X-Amz-Credential" ||
               parameter.first == kSignatureParameter;
    });
}

Result<PresignedClaim> parse_presigned(const Fields& query) {
    std::map<std::string_view, std::string_view> parts;
    for (const auto& [name, value] : query) {
        if (name.starts_with("X-Amz-") && !parts.emplace(name, value).second) {
            return malformed(fmt::format("{} must be given once only", name));
        }
    }
    for (const std::string_view name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires",
                                        "X-Amz-SignedHeaders", "X-Amz-Signature"}) {
        if (!parts.contains(name) || parts[name].empty()) {
            return malformed(
                "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
                "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
        }
    }
    if (parts["X-Amz-Algorithm"] != kSigV4Algorithm) {
        return malformed("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
    }
    const auto expires = parse_expires(parts["X-Amz-Expires"]);
    if (!expires) return std::unexpected(expires.error());
    auto claim =
        make_claim(parts["X-Amz-Credential"], parts["X-Amz-SignedHeaders"], parts["X-Amz-Signature"]);
    if (!claim) return std::unexpected(claim.error());
    return PresignedClaim{std::move(*claim), std::string(parts["X-Amz-Date"]), *expires,
                          std::string(parts["X-Amz-Content-Sha256"])};
}

}  // namespace garden::net
