#pragma once

#include <cstdint>
#include <expected>

#include "s3/service.h"

namespace garden::s3 {

// The octets of an object, for another service of the listener: under the same rules as GetObject, which
// `identity` may read what. `name.version` is S3's word for it: "null" where buckets keep none. `request` is
// the one that asks. Refusals are GetObject's, and EntityTooLarge where the object has more than `most`
// octets, none of which is read then. Thread-safe.
std::expected<Bytes, aws::Refusal> read_whole(Context& context, const http::Request& request,
                                              const aws::Identity& identity, const store::ObjectName& name,
                                              std::uint64_t most);

}  // namespace garden::s3
