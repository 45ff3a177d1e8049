#include "s3/permissions.h"

#include <algorithm>

#include "s3/bucket_name.h"
#include "s3/errors.h"

namespace garden::s3 {
namespace {

bool granted(const std::vector<store::Grant>& grants, std::string_view grantee, std::string_view permission) {
    return std::ranges::any_of(grants, [&](const store::Grant& grant) {
        return grant.grantee == grantee &&
               (grant.permission == permission || grant.permission == "FULL_CONTROL");
    });
}

// The word of S3's grants; "" where no grant helps.
std::string_view word(Access access) {
    switch (access) {
        case Access::list:
            return "READ";
        case Access::write:
            return "WRITE";
        case Access::read_acl:
            return "READ_ACP";
        case Access::write_acl:
            return "WRITE_ACP";
        case Access::none:
        case Access::own:
        case Access::by_object:
            break;
    }
    return {};
}

}  // namespace

bool owns(const aws::Identity& identity, const store::Bucket& bucket) {
    return bucket.owner.empty() || bucket.owner == identity.access_key;
}

std::expected<store::Bucket, aws::Refusal> find_bucket(Context& context, std::string_view name) {
    auto found = context.buckets.find(name);
    if (!found) return std::unexpected(refusal(found.error()));
    if (*found) return **std::move(found);
    aws::Refusal refused = refusal(is_bucket_name(name) ? "NoSuchBucket" : "InvalidBucketName");
    refused.details.emplace_back("BucketName", name);
    return std::unexpected(std::move(refused));
}

std::optional<aws::Refusal> refuse_access(const aws::Identity& identity, const store::Bucket& bucket,
                                          Access access) {
    if (access == Access::none || access == Access::by_object || owns(identity, bucket)) return std::nullopt;
    if (access != Access::own && granted(bucket.grants, identity.access_key, word(access)))
        return std::nullopt;
    return refusal("AccessDenied");
}

std::optional<aws::Refusal> refuse_object(const aws::Identity& identity, const store::Bucket& bucket,
                                          const store::ObjectInfo* object, std::string_view permission) {
    if (owns(identity, bucket)) return std::nullopt;
    const bool allowed = object != nullptr
                             ? granted(object->attributes.grants, identity.access_key, permission)
                             : granted(bucket.grants, identity.access_key, "READ");
    if (allowed) return std::nullopt;
    return refusal("AccessDenied");
}

std::optional<aws::Refusal> refuse_reading(const aws::Identity& identity, const store::Bucket& bucket,
                                           const store::ObjectInfo* object) {
    return refuse_object(identity, bucket, object, "READ");
}

}  // namespace garden::s3
