#pragma once

#include <cstdint>
#include <expected>
#include <functional>

#include "aws/identity.h"
#include "aws/listener.h"
#include "base/result.h"
#include "rekognition/order.h"
#include "vision/photo_reader.h"

namespace garden::rekognition {

// The octets of an object that the caller may read, at most `most`; else a refusal with S3's code.
using ReadObject = std::function<std::expected<Bytes, aws::Refusal>(
    const http::Request& request, const aws::Identity& identity, const S3Object& object, std::uint64_t most)>;

struct Context {
    vision::PhotoReader& photos;
    ReadObject read_object;
};

// Amazon Rekognition on the AWS listener: DetectFaces. Keeps and logs nothing of a picture. `context` must
// outlive it.
aws::DocumentService make_service(const Context& context);

}  // namespace garden::rekognition
