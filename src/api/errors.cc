#include "api/errors.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"

namespace garden::api {
namespace {

// What the client is told. Our own faults are logged: their details are no business of a client.
std::string public_message(const Error& error) {
    const unsigned status = status_of(error.code);
    if (status == 500) log::error("a request failed", {{"reason", error.message}});
    if (status == 500 || error.message.empty()) return std::string(describe(error.code));
    return error.message;
}

http::Response with_retry(ErrorCode code, http::Response response) {
    if (status_of(code) == 503) response.headers.set("Retry-After", "1");
    if (code == ErrorCode::unauthenticated)
        response.headers.set("WWW-Authenticate", "Bearer realm=\"Emotion Garden\"");
    return response;
}

}  // namespace

unsigned status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_argument:
            return 400;
        case ErrorCode::unsupported:
            return 415;
        case ErrorCode::too_large:
            return 413;
        case ErrorCode::not_found:
            return 404;
        case ErrorCode::conflict:
            return 409;
        case ErrorCode::unauthenticated:
            return 401;
        case ErrorCode::forbidden:
            return 403;
        case ErrorCode::precondition:
            return 412;
        case ErrorCode::cancelled:
        case ErrorCode::busy:
        case ErrorCode::unavailable:
            return 503;
        case ErrorCode::corrupt:
        case ErrorCode::io:
        case ErrorCode::internal:
            return 500;
    }
    return 500;
}

http::Response error_response(const Error& error) {
    return with_retry(error.code, http::text_response(status_of(error.code), public_message(error)));
}

http::Response json_error_response(const Error& error) {
    return with_retry(
        error.code, http::json_response(status_of(error.code),
                                        fmt::format("{{\"error\":{}}}", json_quote(public_message(error)))));
}

}  // namespace garden::api
