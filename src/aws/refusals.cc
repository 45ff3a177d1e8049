#include "aws/refusals.h"

#include "base/log.h"

namespace garden::aws {

Refusal refusal_of(const Error& error) {
    switch (error.code) {
        case ErrorCode::invalid_argument:
        case ErrorCode::cancelled:
            return {400, "InvalidRequest", error.message, {}};
        case ErrorCode::unsupported:
            return {501, "NotImplemented", error.message, {}};
        case ErrorCode::too_large:
            return {400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {}};
        case ErrorCode::not_found:
            return {404, "NoSuchKey", "The specified key does not exist.", {}};
        case ErrorCode::conflict:
            return {409,
                    "OperationAborted",
                    "A conflicting conditional operation is currently in progress against this resource. Try "
                    "again.",
                    {}};
        case ErrorCode::unauthenticated:
        case ErrorCode::forbidden:
            return {403, "AccessDenied", "Access Denied", {}};
        case ErrorCode::precondition:
            return {412,
                    "PreconditionFailed",
                    "At least one of the pre-conditions you specified did not hold",
                    {}};
        case ErrorCode::busy:
            return {503, "SlowDown", "Please reduce your request rate.", {}};
        case ErrorCode::unavailable:
            return {503, "ServiceUnavailable", "Reduce your request rate.", {}};
        case ErrorCode::corrupt:
        case ErrorCode::io:
        case ErrorCode::internal:
            break;
    }
    log::error("an aws request failed", {{"reason", error.message}});
    return {500, "InternalError", "We encountered an internal error. Please try again.", {}};
}

Refusal incomplete_body() {
    return {400,
            "IncompleteBody",
            "You did not provide the number of bytes specified by the Content-Length HTTP header",
            {}};
}

Refusal body_too_long() {
    return {400, "InvalidRequest", "The body is longer than x-amz-decoded-content-length says.", {}};
}

Refusal malformed_trailer() {
    return {400,
            "MalformedTrailerError",
            "The request contained trailing data that was not well-formed or did not conform to our "
            "published schema.",
            {}};
}

Refusal content_sha256_mismatch(std::string said, std::string computed) {
    return {
        400,
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        {{"ClientComputedContentSHA256", std::move(said)}, {"S3ComputedContentSHA256", std::move(computed)}}};
}

}  // namespace garden::aws
