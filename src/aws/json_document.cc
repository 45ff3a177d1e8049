#include "aws/json_document.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace garden::aws {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kTypes = {{
    {"AccessDenied", "AccessDeniedException"},
    {"InvalidAccessKeyId", "UnrecognizedClientException"},
    {"SignatureDoesNotMatch", "InvalidSignatureException"},
    {"RequestTimeTooSkewed", "InvalidSignatureException"},
    {"XAmzContentSHA256Mismatch", "InvalidSignatureException"},
    {"AuthorizationHeaderMalformed", "IncompleteSignatureException"},
    {"InvalidArgument", "IncompleteSignatureException"},
    {"InvalidRequest", "IncompleteSignatureException"},
    {"MethodNotAllowed", "UnknownOperationException"},
    {"SlowDown", "ThrottlingException"},
    {"ServiceUnavailable", "ThrottlingException"},
    {"InternalError", "InternalServerError"},
}};

}  // namespace

Result<json> parse_json_document(std::string_view body, const JsonLimits& limits) {
    int values = 0;
    const auto count = [&](int depth, json::parse_event_t, const json&) {
        if (depth > limits.depth || ++values > limits.values) throw std::length_error("too many values");
        return true;
    };
    try {
        json parsed = json::parse(body, count);
        if (parsed.is_object()) return parsed;
    } catch (const json::parse_error& error) {
        // Its own words quote what was read.
        return fail(ErrorCode::invalid_argument,
                    fmt::format("the body is not valid JSON (at octet {})", error.byte));
    } catch (const std::exception&) {
        return fail(ErrorCode::invalid_argument, "the body holds more than a request can");
    }
    return fail(ErrorCode::invalid_argument, "the body must be a JSON object");
}

std::optional<Refusal> in_json_types(const http::Request& request, const Refusal& refusal) {
    Refusal said = refusal;
    if (refusal.code == "AccessDenied" && !request.headers.has("Authorization")) {
        said.code = "MissingAuthenticationTokenException";
        said.message = "the request is not signed: this service wants an Authorization header";
        return said;
    }
    const auto* known = std::ranges::find(kTypes, refusal.code, &decltype(kTypes)::value_type::first);
    if (known == kTypes.end()) return std::nullopt;
    said.code = known->second;
    return said;
}

}  // namespace garden::aws
