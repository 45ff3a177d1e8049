// Of this room alone: versions of objects, in buckets that keep them.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "s3/call.h"
#include "store/objects.h"

namespace garden::s3 {

// The id that the store knows by what S3 calls `version`: "" for "null". Nothing where none is named.
std::optional<std::string> version_id(std::optional<std::string_view> version);

// The other way about: "null" for "".
std::string version_name(std::string_view id);

// x-amz-version-id, where the bucket keeps versions or did.
void add_version(const store::Bucket& bucket, std::string_view id, http::Headers& headers);

// The object of this name, which may have a version. NoSuchKey, or AccessDenied where the caller may not know
// that; NoSuchVersion; MethodNotAllowed for a delete marker that is named.
std::expected<store::ObjectInfo, aws::Refusal> find_object(const Call& call, const store::Bucket& bucket,
                                                           const store::ObjectName& name);
// The object of the call, or the version of it that ?versionId= names.
std::expected<store::ObjectInfo, aws::Refusal> find_object(const Call& call);

// Changes attributes of the object of the call, which find_object() gave. NotImplemented for a version that
// is not the current one; OperationAborted where the object was replaced since. `permission`, of the object's
// grants, is asked for again where the change is made: AccessDenied; "" for what the bucket's owner alone
// may.
std::optional<aws::Refusal> change_object(const Call& call, const store::ObjectInfo& object,
                                          const std::function<void(store::Attributes&)>& edit,
                                          std::string_view permission);

}  // namespace garden::s3
