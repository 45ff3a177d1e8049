// The body of a DetectFaces request: any octets are an order within its limits or a refusal with a type that
// clients know, and no refusal is longer than what there is to say. What base64 holds comes out as it went
// in.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/base64.h"
#include "base/text.h"
#include "rekognition/order.h"

namespace {

using garden::Bytes;
namespace rekognition = garden::rekognition;

void must(bool promise) {
    if (!promise) std::abort();
}

void must_explain(const garden::aws::Refusal& refusal) {
    constexpr std::array<std::string_view, 3> types = {"SerializationException", "InvalidParameterException",
                                                       "ImageTooLargeException"};
    must(std::ranges::find(types, refusal.code) != types.end());
    must(refusal.status == 400);
    must(!refusal.message.empty() && refusal.message.size() < 1000 && garden::is_utf8(refusal.message));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const auto order = rekognition::read_order(body);
    if (!order) {
        must_explain(order.error());
        return 0;
    }
    if (const auto* octets = std::get_if<Bytes>(&order->image)) {
        must(!octets->empty() && octets->size() <= rekognition::kMostBytes);
        must(garden::decode_base64(garden::encode_base64(*octets)) == *octets);
        return 0;
    }
    const auto& object = std::get<rekognition::S3Object>(order->image);
    must(object.bucket.size() >= 3 && object.bucket.size() <= 255);
    must(!object.key.empty() && object.key.size() <= 1024 && garden::is_utf8(object.key));
    must(object.key.find('\0') == std::string::npos);
    return 0;
}
