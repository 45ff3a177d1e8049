#include "base/result.h"

namespace garden {

std::string_view describe(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_argument:
            return "the request is not valid";
        case ErrorCode::unsupported:
            return "this kind of input is not supported";
        case ErrorCode::too_large:
            return "the input is too large";
        case ErrorCode::not_found:
            return "there is no such thing";
        case ErrorCode::conflict:
            return "it exists already, or changed meanwhile";
        case ErrorCode::unauthenticated:
            return "credentials are missing or wrong";
        case ErrorCode::forbidden:
            return "this is not allowed";
        case ErrorCode::precondition:
            return "a condition of the request does not hold";
        case ErrorCode::cancelled:
            return "it was cancelled";
        case ErrorCode::busy:
            return "the server is busy, try again later";
        case ErrorCode::unavailable:
            return "something it needs is not available";
        case ErrorCode::corrupt:
            return "stored data is damaged";
        case ErrorCode::io:
            return "reading or writing failed";
        case ErrorCode::internal:
            return "an internal error";
    }
    return "an unknown error";
}

}  // namespace garden
