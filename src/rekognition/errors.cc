#include "rekognition/errors.h"

#include <fmt/format.h>

#include "aws/json_document.h"
#include "base/log.h"
#include "base/text.h"

namespace garden::rekognition {
namespace {

// Those that are none of S3's codes stay.
aws::Refusal translated(const http::Request& request, const aws::Refusal& refused) {
    if (refused.code == "EntityTooLarge") return refusal("ImageTooLargeException", "the request is too long");
    if (const auto said = aws::in_json_types(request, refused)) return refusal(said->code, said->message);
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
