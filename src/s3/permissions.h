// Of this room alone: who may do what. The garden's own bucket is every key's; another is its maker's, and
// others may what the grants of the bucket or of the object say.
#pragma once

#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "aws/identity.h"
#include "s3/service.h"

namespace garden::s3 {

// What an operation wants to do with its bucket.
enum class Access {
    none,       // the bucket need not exist, or nobody is asked
    list,       // READ
    write,      // WRITE: put and delete objects
    read_acl,   // READ_ACP
    write_acl,  // WRITE_ACP
    own,        // its owner's alone
    by_object,  // the operation asks the object: refuse_reading(), refuse_object()
};

bool owns(const aws::Identity& identity, const store::Bucket& bucket);

// The bucket, or NoSuchBucket; InvalidBucketName for what cannot be one.
std::expected<store::Bucket, aws::Refusal> find_bucket(Context& context, std::string_view name);

// Nothing where it is allowed, else AccessDenied.
std::optional<aws::Refusal> refuse_access(const aws::Identity& identity, const store::Bucket& bucket,
                                          Access access);

// Reading one object, or null where there is none: its owner, or whom the object grants READ. Who may not
// list the bucket does not learn either that an object is not there: AccessDenied.
std::optional<aws::Refusal> refuse_reading(const aws::Identity& identity, const store::Bucket& bucket,
                                           const store::ObjectInfo* object);
// The same for another permission of the object's grants: READ_ACP, WRITE_ACP.
std::optional<aws::Refusal> refuse_object(const aws::Identity& identity, const store::Bucket& bucket,
                                          const store::ObjectInfo* object, std::string_view permission);

}  // namespace garden::s3
