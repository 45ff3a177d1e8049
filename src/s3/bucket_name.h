#pragma once

#include <string_view>

namespace garden::s3 {

// True for the names that S3 gives general purpose buckets: 3–63 lower-case letters, digits, dots and
// hyphens, in labels that begin and end with a letter or digit; not an IPv4 address; none of the beginnings
// and ends that S3 keeps for itself.
bool is_bucket_name(std::string_view name);

}  // namespace garden::s3
