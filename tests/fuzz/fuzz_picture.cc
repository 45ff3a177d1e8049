// The picture decoder: any octets are a picture within the limits or an error, never a crash.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "image/codec.h"
#include "tests/fuzz/png_repair.h"

namespace {

// Small enough that the fuzzer tries many inputs, never waits for a huge picture, and scales most of its
// seeds down, some of them while decoding.
constexpr int kLongestSide = 96;
constexpr garden::image::DecodeLimits kLimits{
    .most_pixels = 1'000'000, .most_side = 4096, .longest_side = kLongestSide};

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
    return garden::image::start_codec("fuzz_picture").has_value() ? 0 : 1;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const garden::BytesView file(reinterpret_cast<const char*>(data), size);
    const auto picture = garden::image::decode(file, kLimits);
    if (!picture) return 0;
    const auto width = static_cast<std::size_t>(picture->width);
    const auto height = static_cast<std::size_t>(picture->height);
    if (width == 0 || height == 0 || width > kLongestSide || height > kLongestSide) std::abort();
    if (picture->rgb.size() != 3 * width * height) std::abort();
    return 0;
}
