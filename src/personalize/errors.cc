#include "personalize/errors.h"

#include <fmt/format.h>

#include "aws/json_document.h"
#include "base/log.h"
#include "base/text.h"

namespace garden::personalize {
namespace {

std::unexpected<aws::Refusal> refused(unsigned status, std::string type, std::string message) {
    return std::unexpected(aws::Refusal{status, std::move(type), std::move(message), {}});
}

// Statuses of "Common errors" in the Amazon Personalize API reference.
unsigned status_of(const aws::Refusal& refusal) {
    if (refusal.code == "ThrottlingException") return 429;
    if (refusal.code == "InternalServerError") return 500;
    return refusal.status;
}

aws::Refusal translated(const http::Request& request, const aws::Refusal& refusal) {
    if (refusal.code == "EntityTooLarge") return invalid("the request is too long").error();
    if (auto said = aws::in_json_types(request, refusal)) {
        said->status = status_of(*said);
        return *said;
    }
    if (refusal.code.ends_with("Exception") || refusal.code == "InternalServerError") return refusal;
    return refusal.status < 500 ? malformed(refusal.message).error()
                                : aws::Refusal{500, "InternalServerError", refusal.message, {}};
}

}  // namespace

std::unexpected<aws::Refusal> invalid(std::string message) {
    return refused(400, "InvalidInputException", std::move(message));
}

std::unexpected<aws::Refusal> malformed(std::string message) {
    return refused(400, "SerializationException", std::move(message));
}

std::unexpected<aws::Refusal> not_found(std::string message) {
    return refused(404, "ResourceNotFoundException", std::move(message));
}

aws::Refusal access_denied(std::string message) {
    return {403, "AccessDeniedException", std::move(message), {}};
}

aws::Refusal refusal_of(const Error& error) {
    if (error.code == ErrorCode::invalid_argument || error.code == ErrorCode::too_large)
        return invalid(error.message).error();
    if (error.code == ErrorCode::busy || error.code == ErrorCode::unavailable)
        return {429, "ThrottlingException", error.message, {}};
    log::error("a personalize request failed", {{"reason", error.message}});
    return {500, "InternalServerError", "the request could not be carried out", {}};
}

http::Response refuse(const http::Request& request, const aws::Refusal& refusal) {
    const aws::Refusal said = translated(request, refusal);
    http::Response response =
        http::json_response(said.status, fmt::format(R"({{"message":{}}})", json_quote(said.message)));
    response.headers.set("x-amzn-ErrorType", said.code);
    return response;
}

}  // namespace garden::personalize
