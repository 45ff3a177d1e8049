#pragma once

#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "aws/identity.h"
#include "base/result.h"

// What services have in common whose requests are JSON documents.
namespace garden::aws {

// The JSON object that `body` is (base/json_document.h), within limits that are far more than any request
// has.
Result<nlohmann::json> parse_json_document(std::string_view body);

// What the listener or the server refuses in S3's codes, with the type that JSON services give it for code:
// UnrecognizedClientException, InvalidSignatureException, ThrottlingException and the like; the status stays.
// Nothing for a code that has no such type, EntityTooLarge among them, whose type is the service's own.
// Source: "Common errors" of the API references of Amazon Rekognition and Amazon Personalize.
std::optional<Refusal> in_json_types(const http::Request& request, const Refusal& refusal);

}  // namespace garden::aws
