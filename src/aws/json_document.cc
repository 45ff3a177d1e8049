#include "aws/json_document.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json_document.h"

namespace garden::aws {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kTypes = {{
    {"AccessDenied", "AccessDeniedException"},
    {"InvalidAccessKeyId", "UnrecognizedClientException"},
    {"SignatureDoesNotMatch", "InvalidSignatureException"},
    {"RequestTimeTooSkewed", "InvalidSignatureException"},
    {"XAmzContentSHA256Mismatch", "InvalidSignatureException"},
    {"AuthorizationHeaderMalformed", "IncompleteSignatureException"},
    {"InvalidArgument", "IncompleteSignatureException"},
    {"InvalidRequest", "IncompleteSignatureException"},
    {"MethodNotAllowed", "UnknownOperationException"},
    {"SlowDown", "ThrottlingException"},
    {"ServiceUnavailable", "ThrottlingException"},
    {"InternalError", "InternalServerError"},
}};

}  // namespace

Result<nlohmann::json> parse_json_document(std::string_view body) {
    return parse_json_object(body, {.depth = 16, .values = 1000});
}

std::optional<Refusal> in_json_types(const http::Request& request, const Refusal& refusal) {
    Refusal said = refusal;
    if (refusal.code == "AccessDenied" && !request.headers.has("Authorization")) {
        said.code = "MissingAuthenticationTokenException";
        said.message = "the request is not signed: this service wants an Authorization header";
        return said;
    }
    const auto* known = std::ranges::find(kTypes, refusal.code, &decltype(kTypes)::value_type::first);
    if (known == kTypes.end()) return std::nullopt;
    said.code = known->second;
    return said;
}

}  // namespace garden::aws
