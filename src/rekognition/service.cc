#include "rekognition/service.h"

#include <fmt/format.h>

#include "base/text.h"
#include "rekognition/answer.h"
#include "rekognition/errors.h"

namespace garden::rekognition {
namespace {

constexpr int kMostFaces = 100;
constexpr int kLeastSide = 80;  // pixels; "Guidelines and quotas in Amazon Rekognition"
constexpr std::string_view kTarget = "RekognitionService";
constexpr std::string_view kContentType = "application/x-amz-json-1.1";
// The largest picture in base64, and what is around it.
constexpr std::size_t kBodyLimit = (kMostBytes + 2) / 3 * 4 + std::size_t{64} * 1024;

using Refused = std::optional<aws::Refusal>;

Refused refuse_operation(const http::Request& request) {
    const std::string_view type = request.headers.get("Content-Type");
    if (request.method != "POST" || request.path != "/" ||
        trim(type.substr(0, type.find(';'))) != kContentType) {
        return refusal("UnknownOperationException",
                       fmt::format("this service takes POST / of {}", kContentType));
    }
    if (request.headers.get("X-Amz-Target") == fmt::format("{}.DetectFaces", kTarget)) return std::nullopt;
    return refusal(
        "UnknownOperationException",
        fmt::format("only {}.DetectFaces is answered here: X-Amz-Target says another operation, or none",
                    kTarget));
}

// What S3 refused, in the words of Rekognition. Which of the reasons it is, who may not read the object does
// not learn.
aws::Refusal refusal_of_object(const aws::Refusal& s3) {
    if (s3.code == "EntityTooLarge") {
        return refusal("ImageTooLargeException",
                       fmt::format("a picture in a bucket may have at most {} octets", kMostObject));
    }
    if (s3.code == "InternalError") return refusal("InternalServerError", "the object could not be read");
    if (s3.status >= 500) return refusal("ThrottlingException", s3.message);
    return refusal(
        "InvalidS3ObjectException",
        "there is no such object, or this access key may not read it: check bucket, name, version and "
        "permissions");
}

std::expected<Bytes, aws::Refusal> octets_of(const Context& context, const http::Request& request,
                                             const aws::Identity& identity, Order& order) {
    if (auto* bytes = std::get_if<Bytes>(&order.image)) return std::move(*bytes);
    auto octets = context.read_object(request, identity, std::get<S3Object>(order.image), kMostObject);
    if (!octets) return std::unexpected(refusal_of_object(octets.error()));
    if (octets->empty()) {
        return std::unexpected(refusal("InvalidImageFormatException", "the object is empty"));
    }
    return octets;
}

http::Response handle(const Context& context, const http::Request& request, const aws::Identity& identity,
                      std::string_view body) {
    if (const auto refused = refuse_operation(request)) return refuse(request, *refused);
    auto order = read_order(body);
    if (!order) return refuse(request, order.error());
    const auto octets = octets_of(context, request, identity, *order);
    if (!octets) return refuse(request, octets.error());
    auto faces = context.photos.read(*octets, kMostFaces, kLeastSide);
    if (!faces) return refuse(request, refusal_of_photo(faces.error()));
    http::Response response = http::json_response(200, answer_of(std::move(*faces), order->wanted));
    response.headers.set("Content-Type", std::string(kContentType));
    return response;
}

}  // namespace

aws::DocumentService make_service(const Context& context) {
    return {.target = std::string(kTarget),
            .body_limit = kBodyLimit,
            .handle = [&context](const http::Request& request, const aws::Identity& identity,
                                 std::string_view body) { return handle(context, request, identity, body); },
            .refuse = &refuse};
}

}  // namespace garden::rekognition
