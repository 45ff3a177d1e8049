#pragma once

#include <string>
#include <string_view>

#include "aws/identity.h"
#include "base/result.h"
#include "http/message.h"

namespace garden::s3 {

// A refusal with S3's status and default message for this code; `message` replaces that. A code that is not
// in the table is a defect: InternalError.
aws::Refusal refusal(std::string_view code, std::string message = {});
// What an error of the rooms below means to a client of S3, where nothing better is known.
aws::Refusal refusal(const Error& error);
// InvalidArgument, with the name of the parameter or field and its value.
aws::Refusal invalid_argument(std::string message, std::string_view name, std::string_view value);

// The answer: XML with Code, Message, the details, Resource, RequestId and HostId; no body to HEAD.
http::Response refuse(const http::Request& request, const aws::Refusal& refusal);

}  // namespace garden::s3
