#include "s3/source.h"

#include <algorithm>
#include <memory>
#include <span>

#include "base/text.h"
#include "s3/conditions.h"
#include "s3/errors.h"
#include "s3/format.h"
#include "s3/object_headers.h"
#include "s3/permissions.h"
#include "s3/version.h"
#include "store/disk.h"

namespace garden::s3 {
namespace {

constexpr std::size_t kStep = std::size_t{1} << 20;

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

Result<> read_pieces(const std::vector<store::Piece>& pieces, std::uint64_t offset, std::uint64_t length,
                     const std::function<Result<>(std::string_view)>& take) {
    const auto buffer = std::make_unique<char[]>(kStep);
    for (const store::Piece& piece : pieces) {
        if (offset >= piece.length) {
            offset -= piece.length;
            continue;
        }
        if (length == 0) break;
        std::shared_ptr<const int> descriptor = piece.descriptor;
        if (!descriptor) {
            auto opened = piece.open();
            if (!opened) return std::unexpected(opened.error());
            descriptor = std::move(*opened);
        }
        while (offset < piece.length && length != 0) {
            const std::uint64_t wanted = std::min<std::uint64_t>({kStep, piece.length - offset, length});
            const auto got = store::read_at(*descriptor, offset, std::span(buffer.get(), wanted));
            if (!got) return std::unexpected(got.error());
            if (*got != wanted) return fail(ErrorCode::corrupt, "a stored object is shorter than it was");
            if (auto taken = take({buffer.get(), *got}); !taken) return taken;
            offset += wanted;
            length -= wanted;
        }
        offset = 0;
    }
    return {};
}

}  // namespace garden::s3
