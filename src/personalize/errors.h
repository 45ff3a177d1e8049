#pragma once

#include <expected>
#include <string>

#include "aws/identity.h"
#include "base/result.h"
#include "http/message.h"

namespace garden::personalize {

// What was read, or why the request is refused.
template <typename T>
using Or = std::expected<T, aws::Refusal>;

// InvalidInputException, 400: a member is missing, out of its range, or says what nobody knows.
std::unexpected<aws::Refusal> invalid(std::string message);
// SerializationException, 400: no JSON, or a member of another type than the service model says.
std::unexpected<aws::Refusal> malformed(std::string message);
// ResourceNotFoundException, 404.
std::unexpected<aws::Refusal> not_found(std::string message);
// AccessDeniedException, 403.
aws::Refusal access_denied(std::string message);
// What a room below answered. What went wrong inside is logged, and stays inside.
aws::Refusal refusal_of(const Error& error);

// The answer in the shape of Amazon's REST services: {"message":…}, and the type as x-amzn-ErrorType. What
// the listener and the server refuse in S3's codes is said in those of Amazon's JSON services.
http::Response refuse(const http::Request& request, const aws::Refusal& refusal);

}  // namespace garden::personalize
