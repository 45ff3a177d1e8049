// The models' inputs: pixels of any size and content, which no file need hold, straight into the analyser.
// The first octets say how the others become a picture.

#include <array>
#include <cstdint>

#include "tests/fuzz/faces.h"

namespace {

using garden::image::Picture;

constexpr std::size_t kHeader = 6;
constexpr std::size_t kMostPixels = std::size_t{320} * 320;
constexpr std::size_t kMostSide = 4096;

// NOLINTNEXTLINE(*-avoid-non-const-global-variables): compiled once for all inputs
std::unique_ptr<garden::vision::FaceAnalyser> analyser;

struct Recipe {
    std::size_t width = 1, height = 1;
    bool is_stretched = false;  // the octets are a square picture to be enlarged; else they are repeated
    bool is_false = false;      // the size is not that of the pixels
    int most = 1;
};

std::size_t side(std::uint8_t low, std::uint8_t high) { return 1 + (low + 256U * high) % kMostSide; }

Recipe read_recipe(const std::uint8_t* header) {
    Recipe recipe{.width = side(header[0], header[1]), .height = side(header[2], header[3])};
    // A line may be as long as it likes.
    recipe.height = std::min(recipe.height, std::max<std::size_t>(1, kMostPixels / recipe.width));
    recipe.is_stretched = (header[4] & 1U) != 0;
    recipe.is_false = header[4] >= 0xf8;
    recipe.most = header[5] < 0x40 ? 1 : 1 + header[5] % 100;
    return recipe;
}

std::size_t square_side(std::size_t octets) {
    std::size_t side = 1;
    while (3 * (side + 1) * (side + 1) <= octets) ++side;
    return side;
}

Picture make_picture(const Recipe& recipe, const std::uint8_t* octets, std::size_t count) {
    Picture picture{static_cast<int>(recipe.width), static_cast<int>(recipe.height), {}};
    picture.rgb.resize(3 * recipe.width * recipe.height);
    const std::size_t square = square_side(count);
    const bool is_stretched = recipe.is_stretched && count >= 3;
    for (std::size_t i = 0; i < picture.rgb.size(); ++i) {
        const std::size_t x = i / 3 % recipe.width * square / recipe.width;
        const std::size_t y = i / 3 / recipe.width * square / recipe.height;
        picture.rgb[i] = octets[is_stretched ? 3 * (y * square + x) + i % 3 : i % count];
    }
    return picture;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
    analyser = garden::fuzz::make_analyser("fuzz_face_pixels");
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size <= kHeader) return 0;
    const Recipe recipe = read_recipe(data);
    Picture picture = make_picture(recipe, data + kHeader, size - kHeader);
    if (recipe.is_false) {
        picture.rgb.pop_back();
        const auto refused = analyser->analyse(picture, recipe.most);
        garden::fuzz::must(!refused && refused.error().code == garden::ErrorCode::invalid_argument);
        return 0;
    }
    const auto faces = analyser->analyse(picture, recipe.most);
    garden::fuzz::must(faces.has_value());
    garden::fuzz::must_be_sound(*faces, recipe.most);
    return 0;
}
