#include "s3/whole_object.h"

#include "s3/call.h"
#include "s3/errors.h"
#include "s3/permissions.h"
#include "s3/source.h"
#include "s3/version.h"
#include "store/read_pieces.h"

namespace garden::s3 {

std::expected<Bytes, aws::Refusal> read_whole(Context& context, const http::Request& request,
                                              const aws::Identity& identity, const store::ObjectName& name,
                                              std::uint64_t most) {
    const auto bucket = find_bucket(context, name.bucket);
    if (!bucket) return std::unexpected(bucket.error());
    const Call call{context, request, identity, name.bucket, name.key, *bucket};
    const auto opened = open_object(call, *bucket, {name.bucket, name.key, version_id(name.version)});
    if (!opened) return std::unexpected(opened.error());
    const auto& [object, pieces] = *opened;
    if (auto refused = refuse_reading(identity, *bucket, &object))
        return std::unexpected(*std::move(refused));
    if (object.size > most) return std::unexpected(refusal("EntityTooLarge"));
    auto octets = store::read_whole(pieces, object.size);
    if (!octets) return std::unexpected(refusal(octets.error()));
    return std::move(*octets);
}

}  // namespace garden::s3
