#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "aws/identity.h"
#include "base/result.h"

namespace garden::rekognition {

// Octets of a picture in the request, and of one in the store. Source: "Guidelines and quotas in Amazon
// Rekognition".
inline constexpr std::size_t kMostBytes = std::size_t{5} * 1024 * 1024;
inline constexpr std::size_t kMostObject = std::size_t{15} * 1024 * 1024;

// A picture in the store.
struct S3Object {
    std::string bucket;  // 3–255 octets
    std::string key;     // 1–1024 octets without NUL
    std::optional<std::string> version{};
};

// What of a face is wanted beyond BoundingBox, Confidence, Pose, Quality and five landmarks, which are always
// answered.
struct Wanted {
    bool all = false;
    std::vector<std::string_view> members{};  // of FaceDetail: "Smile"
};

// A DetectFacesRequest.
struct Order {
    std::variant<Bytes, S3Object> image;  // Bytes: at least one octet, at most kMostBytes
    Wanted wanted;
};

// Reads the body of a DetectFaces request, in time and memory that grow with its length. Members that it does
// not know are ignored, as Amazon does. SerializationException: no JSON object, or a member of another type
// than the service model says. InvalidParameterException: a member is missing, too short or too long, there
// are both Bytes and an S3Object, or an attribute that nobody knows. ImageTooLargeException: Bytes are too
// many. No message has a part of the picture.
std::expected<Order, aws::Refusal> read_order(std::string_view body);

}  // namespace garden::rekognition
