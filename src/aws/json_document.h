#pragma once

#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "aws/identity.h"
#include "base/result.h"

// What services have in common whose requests are JSON documents.
namespace garden::aws {

// Far more than any request has; values cost many times the octets that they are written in. Beginnings and
// names count as values do.
struct JsonLimits {
    int depth = 16;
    int values = 1000;
};

// The JSON object that `body` is, in time and memory that grow with its length. `invalid_argument` with a
// sentence that has no part of the body: no JSON, no object, or beyond the limits.
Result<nlohmann::json> parse_json_document(std::string_view body, const JsonLimits& limits = {});

// What the listener or the server refuses in S3's codes, with the type that JSON services give it for code:
// UnrecognizedClientException, InvalidSignatureException, ThrottlingException and the like; the status stays.
// Nothing for a code that has no such type, EntityTooLarge among them, whose type is the service's own.
// Source: "Common errors" of the API references of Amazon Rekognition and Amazon Personalize.
std::optional<Refusal> in_json_types(const http::Request& request, const Refusal& refusal);

}  // namespace garden::aws
