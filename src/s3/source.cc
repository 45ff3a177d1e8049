#include "s3/source.h"

#include <algorithm>

#include "base/text.h"
#include "s3/conditions.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/object_headers.h"
#include "s3/permissions.h"
#include "s3/version.h"

namespace garden::s3 {
namespace {

aws::Refusal bad_source(std::string message, std::string_view value) {
    aws::Refusal refused = refusal("InvalidArgument", std::move(message));
    refused.details = {{"ArgumentName", "x-amz-copy-source"}, {"ArgumentValue", field_text(value)}};
    return refused;
}

}  // namespace

std::expected<store::ObjectName, aws::Refusal> read_source(const http::Request& request) {
    constexpr std::string_view version = "?versionId=";
    const std::string_view field = request.headers.get("x-amz-copy-source");
    std::string_view path = field;
    std::optional<std::string> named;
    if (const std::size_t at = path.rfind(version); at != std::string_view::npos) {
        named = version_id(path.substr(at + version.size()));
        path = path.substr(0, at);
    }
    // In form encoding, as S3 reads it and s5cmd writes it: a plus is a space.
    std::string spaced(path);
    std::ranges::replace(spaced, '+', ' ');
    const auto decoded = percent_decode(spaced);
    if (!decoded || !is_utf8(*decoded)) {
        return std::unexpected(bad_source("Invalid copy source encoding.", field));
    }
    std::string_view name = *decoded;
    if (name.starts_with('/')) name.remove_prefix(1);
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos || slash == 0) {
        return std::unexpected(bad_source("Invalid copy source bucket name", field));
    }
    if (slash + 1 == name.size()) return std::unexpected(bad_source("Invalid copy source object key", field));
    return store::ObjectName{std::string(name.substr(0, slash)), std::string(name.substr(slash + 1)),
                             std::move(named)};
}

std::expected<store::Bucket, aws::Refusal> find_source_bucket(const Call& call,
                                                              const store::ObjectName& source) {
    auto bucket = find_bucket(call.context, source.bucket);
    if (!bucket) return bucket;
    const std::string_view expected = call.request.headers.get("x-amz-source-expected-bucket-owner");
    if (!expected.empty() && expected != owner_id(*bucket)) return std::unexpected(refusal("AccessDenied"));
    return bucket;
}

std::optional<aws::Refusal> refuse_copying(const Call& call, const store::Bucket& bucket,
                                           const store::ObjectInfo& object) {
    if (auto refused = refuse_reading(call.identity, bucket, &object)) return refused;
    return refuse_source(call.request, object);
}

std::expected<store::OpenObject, aws::Refusal> open_object(const Call& call, const store::Bucket& bucket,
                                                           const store::ObjectName& name) {
    auto opened = call.context.objects.open(name);
    if (opened) return std::move(*opened);
    // Which of the reasons it is, the version alone knows.
    const auto found = find_object(call, bucket, name);
    return std::unexpected(found ? refusal(opened.error()) : found.error());
}

}  // namespace garden::s3
