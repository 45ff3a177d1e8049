// PutObject.
#include <utility>

#include "s3/answers.h"
#include "s3/body_writer.h"
#include "s3/conditions.h"
#include "s3/errors.h"
#include "s3/object_headers.h"
#include "s3/operations.h"
#include "s3/version.h"

namespace garden::s3 {
namespace {

class ObjectIntake final : public Intake {
  public:
    ObjectIntake(const Call& call, Description description, ExpectedDigests expected)
        : call_(call),
          description_(std::move(description)),
          conditions_(call.request.headers),
          body_(call.context.objects.writer(), std::move(expected), kDefaultChecksum) {}

    Result<> add(std::string_view octets) override { return body_.add(octets); }
    std::string sha256() override { return body_.sha256(); }

    Answer finish(const std::map<std::string, std::string>& trailers) override {
        auto received = body_.finish(trailers);
        if (!received) return std::unexpected(std::move(received.error()));
        Guard guard([this](const store::ObjectInfo* current) { return conditions_.refuse(current); });
        store::PutOptions options;
        options.content_type = std::move(description_.content_type);
        options.metadata = std::move(description_.metadata);
        options.attributes.headers = std::move(description_.headers);
        options.attributes.tags = std::move(description_.tags);
        options.attributes.checksum = std::move(received->checksum);
        if (!conditions_.empty()) options.precondition = guard.precondition();
        const auto put = call_.context.objects.put(call_.bucket, call_.key, received->content, options);
        if (!put) return std::unexpected(guard.refused() ? *guard.refused() : refuse_unwritten(put.error()));
        http::Response response;
        response.headers.add("ETag", quoted(put->etag));
        add_checksum(put->attributes.checksum, response.headers);
        add_version(*call_.found, put->attributes.version_id, response.headers);
        return response;
    }

  private:
    const Call call_;
    Description description_;
    WriteConditions conditions_;
    BodyWriter body_;
};

}  // namespace

std::expected<std::unique_ptr<Intake>, aws::Refusal> put_object(const Call& call,
                                                                std::optional<std::uint64_t> length) {
    // A client that lost its upload id must not put a part in the place of the whole.
    if (const auto number = call.parameter("partNumber")) {
        return std::unexpected(
            invalid_argument("A part needs the uploadId of its upload.", "partNumber", *number));
    }
    auto description = describe(call.request);
    if (!description) return std::unexpected(std::move(description.error()));
    if (auto refused = refuse_length(length)) return std::unexpected(std::move(*refused));
    auto expected = expected_digests(call.request);
    if (!expected) return std::unexpected(std::move(expected.error()));
    // Also now, so that a client that waits for 100 Continue need not send what will not be taken.
    if (auto refused = refuse_now(call)) return std::unexpected(std::move(*refused));
    return std::make_unique<ObjectIntake>(call, std::move(*description), std::move(*expected));
}

}  // namespace garden::s3
