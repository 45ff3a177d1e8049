// Of this room alone: the object that a copy is made of.
#pragma once

#include <expected>
#include <optional>

#include "s3/call.h"
#include "store/objects.h"

namespace garden::s3 {

// What x-amz-copy-source names: percent-encoded, with or without a slash before it, perhaps with a
// version behind it.
std::expected<store::ObjectName, aws::Refusal> read_source(const http::Request& request);

// The bucket of a source: NoSuchBucket; AccessDenied where x-amz-source-expected-bucket-owner is not its
// owner.
std::expected<store::Bucket, aws::Refusal> find_source_bucket(const Call& call,
                                                              const store::ObjectName& source);

// Why this object, in this bucket, cannot be the source of the copy that `call` asks for: the caller may not
// read it, or the conditions x-amz-copy-source-if-* do not hold.
std::optional<aws::Refusal> refuse_copying(const Call& call, const store::Bucket& bucket,
                                           const store::ObjectInfo& object);

// The object of this name, which may have a version, with its pieces; refusals as of find_object().
std::expected<store::OpenObject, aws::Refusal> open_object(const Call& call, const store::Bucket& bucket,
                                                           const store::ObjectName& name);

}  // namespace garden::s3
