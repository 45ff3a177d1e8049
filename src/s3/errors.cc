#include "s3/errors.h"

#include <algorithm>
#include <array>

#include "aws/listener.h"
#include "base/log.h"
#include "s3/xml.h"

namespace garden::s3 {
namespace {

struct Known {
    std::string_view code;
    unsigned status;
    std::string_view message;
};

// Amazon S3 API Reference, "Error responses": those that operations have a use for. What is wrong with a
// signature or with the framing of a body, the room aws says.
constexpr std::array kKnown = {
    Known{"AccessControlListNotSupported", 400, "The bucket does not allow ACLs"},
    Known{"AccessDenied", 403, "Access Denied"},
    Known{"BadRequest", 400, "Bad Request"},
    Known{"BadDigest", 400, "The Content-MD5 you specified did not match what we received."},
    Known{"BucketAlreadyExists", 409,
          "The requested bucket name is not available. The bucket namespace is shared by all users of the "
          "system. "
          "Please select a different name and try again."},
    Known{"BucketNotEmpty", 409, "The bucket you tried to delete is not empty"},
    Known{"EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size"},
    Known{"EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size"},
    Known{"IllegalVersioningConfigurationException", 400,
          "The versioning configuration specified in the request is invalid."},
    Known{"InternalError", 500, "We encountered an internal error. Please try again."},
    Known{"InvalidArgument", 400, "Invalid Argument"},
    Known{"InvalidBucketName", 400, "The specified bucket is not valid."},
    Known{"InvalidDigest", 400, "The Content-MD5 you specified was invalid."},
    Known{"InvalidObjectState", 403, "The operation is not valid for the object's storage class"},
    Known{
        "InvalidPart", 400,
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the "
        "specified entity tag may not match the part's entity tag."},
    Known{"InvalidPartNumber", 416, "The requested partnumber is not satisfiable"},
    Known{"InvalidPartOrder", 400,
          "The list of parts was not in ascending order. Parts must be ordered by part number."},
    Known{"InvalidRange", 416, "The requested range is not satisfiable"},
    Known{"InvalidRequest", 400, "Invalid Request"},
    Known{"InvalidStorageClass", 400, "The storage class you specified is not valid"},
    Known{"InvalidTag", 400, "The tag provided was not a valid tag."},
    Known{"KeyTooLongError", 400, "Your key is too long"},
    Known{"MalformedACLError", 400,
          "The XML you provided was not well-formed or did not validate against our published schema"},
    Known{"MalformedXML", 400,
          "The XML you provided was not well-formed or did not validate against our published schema"},
    Known{"MaxMessageLengthExceeded", 400, "Your request was too big."},
    Known{"MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size"},
    Known{"MethodNotAllowed", 405, "The specified method is not allowed against this resource."},
    Known{"MissingSecurityHeader", 400, "Your request was missing a required header"},
    Known{"NoSuchBucket", 404, "The specified bucket does not exist"},
    Known{"NoSuchBucketPolicy", 404, "The bucket policy does not exist"},
    Known{"NoSuchConfiguration", 404, "The specified configuration does not exist."},
    Known{"NoSuchCORSConfiguration", 404, "The CORS configuration does not exist"},
    Known{"NoSuchKey", 404, "The specified key does not exist."},
    Known{"NoSuchLifecycleConfiguration", 404, "The lifecycle configuration does not exist"},
    Known{"NoSuchPublicAccessBlockConfiguration", 404, "The public access block configuration was not found"},
    Known{"NoSuchTagSet", 404, "The TagSet does not exist"},
    Known{"NoSuchUpload", 404,
          "The specified upload does not exist. The upload ID may be invalid, or the upload may have been "
          "aborted "
          "or completed."},
    Known{"NoSuchVersion", 404, "The specified version does not exist."},
    Known{"NoSuchWebsiteConfiguration", 404, "The specified bucket does not have a website configuration"},
    Known{"NotImplemented", 501, "A header you provided implies functionality that is not implemented"},
    Known{"ObjectLockConfigurationNotFoundError", 404,
          "Object Lock configuration does not exist for this bucket"},
    Known{"OperationAborted", 409,
          "A conflicting conditional operation is currently in progress against this resource. Please try "
          "again."},
    Known{"PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold"},
    Known{"ReplicationConfigurationNotFoundError", 404, "The replication configuration was not found"},
    Known{"ServerSideEncryptionConfigurationNotFoundError", 404,
          "The server side encryption configuration was not found"},
    Known{"ServiceUnavailable", 503, "Service is unable to handle request."},
    Known{"SlowDown", 503, "Please reduce your request rate."},
    Known{"UnexpectedContent", 400, "This request does not support content"},
    Known{"XAmzContentSHA256Mismatch", 400,
          "The provided 'x-amz-content-sha256' header does not match what was computed."},
};

std::string_view code_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_argument:
            return "InvalidArgument";
        case ErrorCode::unsupported:
            return "NotImplemented";
        case ErrorCode::too_large:
            return "EntityTooLarge";
        case ErrorCode::not_found:
            return "NoSuchKey";
        case ErrorCode::conflict:
            return "OperationAborted";
        case ErrorCode::unauthenticated:
        case ErrorCode::forbidden:
            return "AccessDenied";
        case ErrorCode::precondition:
            return "PreconditionFailed";
        case ErrorCode::busy:
            return "SlowDown";
        case ErrorCode::cancelled:
        case ErrorCode::unavailable:
            return "ServiceUnavailable";
        case ErrorCode::corrupt:
        case ErrorCode::io:
        case ErrorCode::internal:
            break;
    }
    return "InternalError";
}

}  // namespace

aws::Refusal refusal(std::string_view code, std::string message) {
    const auto* known = std::ranges::find(kKnown, code, &Known::code);
    if (known == kKnown.end()) return refusal("InternalError");
    return {.status = known->status,
            .code = std::string(code),
            .message = message.empty() ? std::string(known->message) : std::move(message),
            .details = {}};
}

aws::Refusal refusal(const Error& error) {
    const std::string_view code = code_of(error.code);
    if (code == "InternalError") {
        log::error("s3 request failed", {{"reason", error.message}});
        return refusal(code);  // the inside of this server is not the client's business
    }
    // What S3 says in words of its own stays in them; only complaints about the request are ours to explain.
    const bool explains = error.code == ErrorCode::invalid_argument || error.code == ErrorCode::unsupported ||
                          error.code == ErrorCode::forbidden;
    return refusal(code, explains ? error.message : std::string());
}

aws::Refusal invalid_argument(std::string message, std::string_view name, std::string_view value) {
    aws::Refusal refused = refusal("InvalidArgument", std::move(message));
    refused.details = {{"ArgumentName", std::string(name)}, {"ArgumentValue", std::string(value)}};
    return refused;
}

http::Response refuse(const http::Request& request, const aws::Refusal& refusal) {
    http::Response response{.status = refusal.status, .headers = {}, .body = Bytes{}};
    response.headers.add("Content-Type", "application/xml");
    if (request.method == "HEAD") return response;
    XmlWriter xml("Error");
    xml.text("Code", refusal.code);
    xml.text("Message", refusal.message);
    for (const auto& [name, value] : refusal.details) xml.text(name, value);
    xml.text("Resource", request.raw_path);  // decoded it could hold what no reader of XML takes
    xml.text("RequestId", aws::request_id(request));
    xml.text("HostId", "emotion-garden");
    response.body = xml.finish();
    return response;
}

}  // namespace garden::s3
