#include "s3/service.h"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "aws/payload.h"
#include "base/hash.h"
#include "s3/digests.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/operation_table.h"

namespace garden::s3 {
namespace {

constexpr std::size_t kKeyLimit = 1024;  // octets

using Refused = std::optional<aws::Refusal>;

http::Response respond(const http::Request& request, Answer answer) {
    return answer ? *std::move(answer) : refuse(request, answer.error());
}

// The body of a request that is a document, or that nobody asked for: verified all the same.
class DocumentSink final : public http::BodySink {
  public:
    DocumentSink(Call call, const Entry& entry)
        : call_(std::move(call)), entry_(entry), payload_(call_.request, call_.identity, false) {}

    std::optional<http::Response> add(std::string_view octets) override {
        auto refused = payload_.add(octets, [this](std::string_view more) { return take(more); });
        if (!refused) return std::nullopt;
        if (too_long_) refused = refusal("MaxMessageLengthExceeded");
        return refuse(call_.request, *refused);
    }

    http::Response finish(const http::Headers& trailers) override {
        return respond(call_.request, answer(trailers));
    }

  private:
    // Of a body that nobody asked for, nothing is kept.
    Result<> take(std::string_view octets) {
        if (std::holds_alternative<Operation>(entry_.run)) return {};
        too_long_ = octets.size() > entry_.document_limit - body_.size();
        if (too_long_) return fail(ErrorCode::too_large, "the document is too long");
        body_ += octets;
        return {};
    }

    Answer answer(const http::Headers& trailers) {
        auto fields = payload_.finish(trailers);
        if (!fields) return std::unexpected(std::move(fields).error());
        if (const auto* operation = std::get_if<Operation>(&entry_.run)) return (*operation)(call_);
        if (auto refused = verify(*fields)) return std::unexpected(*std::move(refused));
        return std::get<DocumentOperation>(entry_.run)(call_, body_);
    }

    Refused verify(const std::map<std::string, std::string>& trailers) const {
        if (!entry_.checksum_of_object) return verify_digests(call_.request, body_, trailers);
        http::Request without_checksums;
        if (call_.request.headers.has("content-md5")) {
            without_checksums.headers.add("content-md5",
                                          std::string(call_.request.headers.get("content-md5")));
        }
        return verify_digests(without_checksums, body_, {});
    }

    Call call_;
    const Entry& entry_;
    aws::Payload payload_;
    std::string body_;
    bool too_long_ = false;
};

// The body of an object or a part.
class IntakeSink final : public http::BodySink {
  public:
    explicit IntakeSink(Call call) : call_(std::move(call)), payload_(call_.request, call_.identity, true) {}

    // Before the first octet is read.
    Refused begin(IntakeOperation operation) {
        const auto length = payload_.length();
        if (!length) return length.error();
        auto intake = operation(call_, *length);
        if (!intake) return std::move(intake).error();
        intake_ = *std::move(intake);
        return std::nullopt;
    }

    std::optional<http::Response> add(std::string_view octets) override {
        const auto refused =
            payload_.add(octets, [this](std::string_view more) { return intake_->add(more); });
        if (!refused) return std::nullopt;
        return refuse(call_.request, *refused);
    }

    http::Response finish(const http::Headers& trailers) override {
        const auto fields = payload_.finish(trailers, intake_->sha256());
        if (!fields) return refuse(call_.request, fields.error());
        return respond(call_.request, intake_->finish(*fields));
    }

  private:
    Call call_;
    aws::Payload payload_;
    std::unique_ptr<Intake> intake_;  // looks at the call, and goes first
};

// "/bucket/key…": the key is all that comes after the second slash.
Call take_apart(Context& context, const http::Request& request, const aws::Identity& identity) {
    const std::string_view path =
        std::string_view(request.path).substr(request.path.starts_with('/') ? 1 : 0);
    const std::size_t slash = path.find('/');
    return {.context = context,
            .request = request,
            .identity = identity,
            .bucket = std::string(path.substr(0, slash)),
            .key = slash == std::string_view::npos ? std::string() : std::string(path.substr(slash + 1)),
            .found = std::nullopt};
}

Target target_of(const Call& call) {
    if (call.bucket.empty()) return Target::service;
    return call.key.empty() ? Target::bucket : Target::object;
}

aws::Refusal key_too_long(std::size_t size) {
    aws::Refusal refused = refusal("KeyTooLongError");
    refused.details = {{"Size", fmt::to_string(size)}, {"MaxSizeAllowed", fmt::to_string(kKeyLimit)}};
    return refused;
}

// Who the client thinks owns the bucket, so that it speaks to no other's.
Refused check_expected_owner(const Call& call) {
    const std::string_view expected = call.request.headers.get("x-amz-expected-bucket-owner");
    if (expected.empty() || expected == owner_id(*call.found)) return std::nullopt;
    return refusal("AccessDenied");
}

// In the order of S3: the key's permission, the bucket, who may use it.
Refused admit(Call& call, const Entry& entry) {
    if (entry.needs == access::Permission::full && call.identity.permission != access::Permission::full) {
        return refusal("AccessDenied", "This access key is read-only.");
    }
    if (call.key.size() > kKeyLimit) return key_too_long(call.key.size());
    if (entry.access == Access::none) return std::nullopt;
    auto bucket = find_bucket(call.context, call.bucket);
    if (!bucket) return std::move(bucket).error();
    call.found = *std::move(bucket);
    if (auto refused = check_expected_owner(call)) return refused;
    return refuse_access(call.identity, *call.found, entry.access);
}

// False: the header says all there is. With an expectation the client waits to be told to send even nothing.
bool has_body(const http::Headers& headers) {
    const std::string_view length = headers.get("content-length");
    return headers.has("transfer-encoding") || headers.has("expect") || !(length.empty() || length == "0");
}

http::Admission handle(Context& context, const http::Request& request, const aws::Identity& identity) {
    Call call = take_apart(context, request, identity);
    const Entry* entry = find_entry(request, target_of(call));
    if (entry == nullptr) {
        aws::Refusal refused = refusal("MethodNotAllowed");
        refused.details = {{"Method", request.method}};
        return refuse(request, refused);
    }
    if (const auto refused = admit(call, *entry)) return refuse(request, *refused);
    if (const auto* intake = std::get_if<IntakeOperation>(&entry->run)) {
        auto sink = std::make_unique<IntakeSink>(std::move(call));
        if (const auto refused = sink->begin(*intake)) return refuse(request, *refused);
        return sink;
    }
    auto sink = std::make_unique<DocumentSink>(std::move(call), *entry);
    if (!has_body(request.headers)) return sink->finish({});
    return sink;
}

}  // namespace

aws::Service make_service(Context& context) {
    return {
        .handle = [&context](const http::Request& request,
                             const aws::Identity& identity) { return handle(context, request, identity); },
        .refuse = &refuse};
}

}  // namespace garden::s3
