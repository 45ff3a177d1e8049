#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace garden::store {

// A place in an S3-compatible store.
struct S3Location {
    std::string bucket;
    std::string endpoint;  // "https://host" or "http://host:port"; the bucket comes in the path
    std::string region;
    std::string prefix;  // of every key; empty, or ends with a slash

    bool operator==(const S3Location&) const = default;
};

inline constexpr std::string_view kS3Scheme = "s3://";

// s3://BUCKET?endpoint=URL&region=REGION&prefix=PREFIX, each value percent-encoded where it must be. Without
// an endpoint it is Amazon's of that region, without a region us-east-1; one of both there must be.
// `invalid_argument` says what is wrong; keys are no part of it, for it is shown and logged.
Result<S3Location> parse_s3_location(std::string_view text);

}  // namespace garden::store
