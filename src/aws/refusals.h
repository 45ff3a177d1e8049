// Of this room alone: refusals that several of its files answer.
#pragma once

#include <expected>
#include <string>
#include <utility>

#include "aws/identity.h"
#include "base/result.h"

namespace garden::aws {

inline std::unexpected<Refusal> refuse(unsigned status, std::string code, std::string message,
                                       std::vector<std::pair<std::string, std::string>> details = {}) {
    return std::unexpected(Refusal{status, std::move(code), std::move(message), std::move(details)});
}

// The code of S3 for what a room below answered. What went wrong inside is logged, and stays inside.
Refusal refusal_of(const Error& error);

// Of a body: it ends too early, holds more than x-amz-decoded-content-length says, or its trailer is not as
// announced.
Refusal incomplete_body();
Refusal body_too_long();
Refusal malformed_trailer();
// What x-amz-content-sha256 says is not the hash of the body.
Refusal content_sha256_mismatch(std::string said, std::string computed);

}  // namespace garden::aws
