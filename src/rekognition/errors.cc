#include "rekognition/errors.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"

namespace garden::rekognition {
namespace {

// Types of what S3's codes say. Sources: "Common errors" of the Amazon Rekognition API Reference, and its
// DetectFaces.
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

// Those that are none of S3's codes stay.
aws::Refusal translated(const http::Request& request, const aws::Refusal& refused) {
    if (refused.code == "AccessDenied" && !request.headers.has("Authorization")) {
        return refusal("MissingAuthenticationTokenException",
                       "the request is not signed: this service wants an Authorization header");
    }
    if (refused.code == "EntityTooLarge") return refusal("ImageTooLargeException", "the request is too long");
    const auto* known = std::ranges::find(kTypes, refused.code, &decltype(kTypes)::value_type::first);
    if (known != kTypes.end()) return refusal(known->second, refused.message);
    if (refused.code.ends_with("Exception") || refused.code == "InternalServerError") return refused;
    return refusal(refused.status < 500 ? "SerializationException" : "InternalServerError", refused.message);
}

}  // namespace

aws::Refusal refusal(std::string_view type, std::string message) {
    const bool ours = type == "InternalServerError" || type == "ThrottlingException";
    return {.status = ours ? 500u : 400u,
            .code = std::string(type),
            .message = std::move(message),
            .details = {}};
}

aws::Refusal refusal_of_photo(const Error& error) {
    switch (error.code) {
        case ErrorCode::invalid_argument:
        case ErrorCode::unsupported:
            return refusal("InvalidImageFormatException", error.message);
        case ErrorCode::too_large:
            return refusal("ImageTooLargeException", error.message);
        case ErrorCode::precondition:
            return refusal("InvalidParameterException", error.message);
        case ErrorCode::busy:
            return refusal("ThrottlingException", error.message);
        default:
            log::error("a rekognition request failed", {{"reason", error.message}});
            return refusal("InternalServerError", "the picture could not be analysed");
    }
}

http::Response refuse(const http::Request& request, const aws::Refusal& refused) {
    const aws::Refusal said = translated(request, refused);
    http::Response response = http::json_response(
        said.status,
        fmt::format(R"({{"__type":{},"Message":{}}})", json_quote(said.code), json_quote(said.message)));
    response.headers.set("Content-Type", "application/x-amz-json-1.1");
    return response;
}

}  // namespace garden::rekognition
