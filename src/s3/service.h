#pragma once

#include <string>

#include "aws/listener.h"
#include "base/clock.h"
#include "store/buckets.h"
#include "store/objects.h"
#include "store/uploads.h"

namespace garden::s3 {

struct Context {
    const Clock& clock;
    std::string garden_bucket;  // the garden's own: every key's, and never deleted
    store::Buckets& buckets;
    store::Objects& objects;
    store::Uploads& uploads;
};

// S3 on the AWS listener. `context` must outlive it.
aws::Service make_service(Context& context);

}  // namespace garden::s3
