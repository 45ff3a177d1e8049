#pragma once

#include <string>
#include <string_view>

#include "aws/identity.h"
#include "base/result.h"
#include "http/message.h"

namespace garden::rekognition {

// An error of this type, which becomes its __type, with the status that Amazon's API reference gives it: 500
// for InternalServerError and ThrottlingException, 400 for all others.
aws::Refusal refusal(std::string_view type, std::string message);

// Why a picture was not read: InvalidImageFormatException, ImageTooLargeException, InvalidParameterException
// (too few pixels), ThrottlingException. What went wrong inside is logged, and stays inside.
aws::Refusal refusal_of_photo(const Error& error);

// The answer, {"__type":…,"Message":…}. What the listener and the server refuse in S3's codes is said in
// those of Amazon's JSON services: UnrecognizedClientException, InvalidSignatureException,
// MissingAuthenticationTokenException and the like.
http::Response refuse(const http::Request& request, const aws::Refusal& refusal);

}  // namespace garden::rekognition
