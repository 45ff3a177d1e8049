#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace garden {

// Bytes of a picture, a request or a blob. std::string because every library here (Beast, SQLite, OpenSSL)
// takes it without a copy; it may hold any octet, NUL included.
using Bytes = std::string;
using BytesView = std::string_view;

// What went wrong, in words that every room shares. `api` alone maps them to HTTP statuses.
enum class ErrorCode {
    invalid_argument,  // the caller's input is malformed or out of range
    unsupported,       // a format or feature this program does not handle
    too_large,         // a size, count or pixel limit is exceeded
    not_found,         // the named thing does not exist
    conflict,          // the named thing exists already, or changed meanwhile
    unauthenticated,   // no valid credentials
    forbidden,         // valid credentials, or none needed, but not allowed
    precondition,      // a condition that the caller stated does not hold
    cancelled,         // the caller asked to stop
    busy,              // a queue is full; try again later
    unavailable,       // something this depends on is missing or not ready
    corrupt,           // stored data is not what was written
    io,                // the operating system refused a read or write
    internal,          // a defect of this program or of a library
};

// One sentence for people who meet the code without a message; ends without a full stop.
std::string_view describe(ErrorCode code);

// An expected failure. `message` is one or two sentences: what was wrong and, where it is known, what to do.
// It never holds a secret, a face or a part of a photograph.
struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;

    bool operator==(const Error&) const = default;
};

// The answer of every function that can fail and is called from another room.
template <typename T = void>
using Result = std::expected<T, Error>;

// `return fail(ErrorCode::not_found, "no picture with this key")`.
inline std::unexpected<Error> fail(ErrorCode code, std::string message) {
    return std::unexpected(Error{code, std::move(message)});
}

// Whether it went well, where what came of it does not matter.
template <typename T>
Result<> only_error(const Result<T>& result) {
    if (!result) return std::unexpected(result.error());
    return {};
}

// The same failure with `context` before it: "opening the catalog: disk I/O error".
inline std::unexpected<Error> fail_within(std::string_view context, const Error& error) {
    return std::unexpected(Error{error.code, std::string(context) + ": " + error.message});
}

}  // namespace garden
