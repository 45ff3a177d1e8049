// CreateMultipartUpload, UploadPart and AbortMultipartUpload.
#include "s3/multipart.h"

#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "s3/answers.h"
#include "s3/body_writer.h"
#include "s3/digests.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/object_headers.h"
#include "s3/operations.h"
#include "s3/parts.h"
#include "s3/permissions.h"
#include "s3/xml.h"

namespace garden::s3 {
namespace {

// What the header of CreateMultipartUpload says of the checksum that the object will have.
std::expected<std::optional<store::Checksum>, aws::Refusal> read_checksum_wish(const http::Headers& headers) {
    const auto algorithm = read_algorithm(headers);
    if (!algorithm) return std::unexpected(algorithm.error());
    const std::string type = to_lower(headers.get("x-amz-checksum-type"));
    if (!type.empty() && type != "composite" && type != "full_object") {
        return std::unexpected(refusal("InvalidRequest", "Value for x-amz-checksum-type header is invalid."));
    }
    if (!*algorithm) {
        if (type.empty()) return std::optional<store::Checksum>();
        return std::unexpected(refusal("InvalidRequest",
                                       "The x-amz-checksum-type header can only be used with the "
                                       "x-amz-checksum-algorithm header."));
    }
    const ChecksumKind kind = **algorithm;
    const bool composite = type.empty() ? kind != ChecksumKind::crc64nvme : type == "composite";
    if (composite ? kind == ChecksumKind::crc64nvme : !is_crc(kind)) {
        return std::unexpected(
            refusal("InvalidRequest",
                    fmt::format("The {} checksum type cannot be used with the {} checksum algorithm.",
                                composite ? "COMPOSITE" : "FULL_OBJECT", name(kind))));
    }
    return store::Checksum{std::string(name(kind)), "", composite};
}

class PartIntake final : public Intake {
  public:
    PartIntake(const Call& call, std::string upload, int number, ExpectedDigests expected,
               std::optional<ChecksumKind> otherwise)
        : call_(call),
          upload_(std::move(upload)),
          number_(number),
          body_(call.context.objects.part_writer(), std::move(expected), otherwise) {}

    Result<> add(std::string_view octets) override { return body_.add(octets); }
    std::string sha256() override { return body_.sha256(); }

    Answer finish(const std::map<std::string, std::string>& trailers) override {
        const auto received = body_.finish(trailers);
        if (!received) return std::unexpected(received.error());
        const auto part =
            call_.context.uploads.put_part(upload_, number_, received->content, received->checksum);
        if (!part) return std::unexpected(refuse_upload(part.error()));
        http::Response response;
        response.headers.add("ETag", quoted(part->content.etag));
        if (part->checksum) {
            response.headers.add("x-amz-checksum-" + part->checksum->algorithm, part->checksum->value);
        }
        return response;
    }

  private:
    const Call call_;
    std::string upload_;
    int number_;
    BodyWriter body_;
};

}  // namespace

std::expected<store::Upload, aws::Refusal> find_upload(const Call& call) {
    const std::string_view id = call.parameter("uploadId").value_or("");
    auto upload = call.context.uploads.find(call.bucket, call.key, id);
    if (upload) {
        const bool allowed = upload->owner == call.identity.access_key || owns(call.identity, *call.found);
        if (!allowed) return std::unexpected(refusal("AccessDenied"));
        return std::move(*upload);
    }
    aws::Refusal refused = refuse_upload(upload.error());
    if (refused.code == "NoSuchUpload") refused.details.emplace_back("UploadId", field_text(id));
    return std::unexpected(std::move(refused));
}

aws::Refusal refuse_upload(const Error& error) {
    if (error.code == ErrorCode::not_found) return refusal("NoSuchUpload");
    if (error.code == ErrorCode::conflict) return refusal("InvalidPart");
    return refusal(error);
}

std::expected<std::optional<ChecksumKind>, aws::Refusal> read_algorithm(const http::Headers& headers) {
    const std::string_view word = headers.get("x-amz-checksum-algorithm");
    if (word.empty()) return std::optional<ChecksumKind>();
    if (const auto kind = checksum_kind(word)) return kind;
    return std::unexpected(
        refusal("InvalidRequest",
                "Checksum algorithm provided is unsupported. Please try again with any of the "
                "valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
}

std::optional<ChecksumKind> part_checksum(const store::Upload& upload) {
    if (!upload.attributes.checksum) return kDefaultChecksum;
    return checksum_kind(upload.attributes.checksum->algorithm);
}

aws::Refusal refuse_algorithm(std::string_view expected, std::string_view actual) {
    return refusal(
        "InvalidRequest",
        fmt::format("Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
                    expected, actual));
}

Answer create_multipart_upload(const Call& call) {
    auto description = describe(call.request);
    if (!description) return std::unexpected(std::move(description.error()));
    auto checksum = read_checksum_wish(call.request.headers);
    if (!checksum) return std::unexpected(std::move(checksum.error()));
    store::Upload wanted;
    wanted.bucket = call.bucket;
    wanted.key = call.key;
    wanted.owner = call.identity.access_key;
    wanted.content_type = std::move(description->content_type);
    wanted.metadata = std::move(description->metadata);
    wanted.attributes.headers = std::move(description->headers);
    wanted.attributes.tags = std::move(description->tags);
    wanted.attributes.checksum = std::move(*checksum);
    const auto upload = call.context.uploads.create(std::move(wanted));
    if (!upload) return std::unexpected(refuse_unwritten(upload.error()));

    XmlWriter xml("InitiateMultipartUploadResult");
    xml.text("Bucket", upload->bucket);
    xml.text("Key", upload->key);
    xml.text("UploadId", upload->id);
    http::Response response = xml_response(xml.finish());
    if (const auto& kept = upload->attributes.checksum) {
        response.headers.add("x-amz-checksum-algorithm", upper_name(*part_checksum(*upload)));
        response.headers.add("x-amz-checksum-type", std::string(checksum_type(*kept)));
    }
    return response;
}

std::expected<std::unique_ptr<Intake>, aws::Refusal> upload_part(const Call& call,
                                                                 std::optional<std::uint64_t> length) {
    const auto number = read_part_number(call.parameter("partNumber").value_or(""));
    if (!number) return std::unexpected(number.error());
    if (auto refused = refuse_unsupported(call.request)) return std::unexpected(std::move(*refused));
    if (auto refused = refuse_length(length)) return std::unexpected(std::move(*refused));
    auto expected = expected_digests(call.request);
    if (!expected) return std::unexpected(std::move(expected.error()));
    const auto upload = find_upload(call);
    if (!upload) return std::unexpected(upload.error());
    const auto& wanted = upload->attributes.checksum;
    if (wanted && expected->algorithm && wanted->algorithm != name(*expected->algorithm)) {
        return std::unexpected(refuse_algorithm(wanted->algorithm, name(*expected->algorithm)));
    }
    return std::make_unique<PartIntake>(call, upload->id, *number, std::move(*expected),
                                        part_checksum(*upload));
}

Answer abort_multipart_upload(const Call& call) {
    const auto upload = find_upload(call);
    if (!upload) return std::unexpected(upload.error());
    const auto ended = call.context.uploads.abort(call.bucket, call.key, upload->id);
    if (!ended) return std::unexpected(refuse_upload(ended.error()));
    http::Response response;
    response.status = 204;
    return response;
}

}  // namespace garden::s3
