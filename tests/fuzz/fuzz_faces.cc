// The whole way of a photo: any octets are an error, or a picture whose faces are sound.

#include "tests/fuzz/faces.h"
#include "tests/fuzz/png_repair.h"

namespace {

// The server's way with sizes that are quick to analyse: larger pictures are scaled down here too.
constexpr garden::image::DecodeLimits kLimits{
    .most_pixels = 1'000'000, .most_side = 4096, .longest_side = 256};

// NOLINTNEXTLINE(*-avoid-non-const-global-variables): compiled once for all inputs
std::unique_ptr<garden::vision::FaceAnalyser> analyser;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
    analyser = garden::fuzz::make_analyser("fuzz_faces");
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const garden::BytesView file(reinterpret_cast<const char*>(data), size);
    const auto picture = garden::image::decode(file, kLimits);
    if (!picture) return 0;
    garden::fuzz::must(picture->is_whole());
    const int most = size % 4 == 0 ? 1 : 100;
    const auto faces = analyser->analyse(*picture, most);
    garden::fuzz::must(faces.has_value());
    garden::fuzz::must_be_sound(*faces, most);
    return 0;
}
