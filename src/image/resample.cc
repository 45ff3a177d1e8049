#include "image/resample.h"

#include <algorithm>
#include <cmath>

namespace garden::image {
namespace {

struct Spot {
    double x = 0, y = 0;
};

Spot apply(const Affine& map, double u, double v) {
    return {map.a * u + map.b * v + map.c, map.d * u + map.e * v + map.f};
}

// A rectangle of whole pixels, at least 1x1 and inside the picture.
struct Region {
    int x = 0, y = 0, width = 1, height = 1;
};

// The pixels that a `size`-pixel target may touch.
Region touched(const Picture& source, const Affine& map, int size) {
    const double last = size - 1;
    const Spot corners[] = {apply(map, 0, 0), apply(map, last, 0), apply(map, 0, last),
                            apply(map, last, last)};
    const auto [x0, x1] = std::ranges::minmax(corners, {}, &Spot::x);
    const auto [y0, y1] = std::ranges::minmax(corners, {}, &Spot::y);
    // Half a target pixel more on each side, because shrinking averages over it.
    const double margin = std::max(std::hypot(map.a, map.d), std::hypot(map.b, map.e)) + 2;
    const auto clamp = [](double value, int limit) {
        return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(limit - 1)));
    };
    Region region;
    region.x = clamp(std::floor(x0.x - margin), source.width);
    region.y = clamp(std::floor(y0.y - margin), source.height);
    region.width = clamp(std::ceil(x1.x + margin), source.width) - region.x + 1;
    region.height = clamp(std::ceil(y1.y + margin), source.height) - region.y + 1;
    return region;
}

// `region` of `source`, each `factor`x`factor` block averaged to one pixel; blocks at the far edges may be
// smaller.
Picture shrink(const Picture& source, const Region& region, int factor) {
    Picture out;
    out.width = (region.width + factor - 1) / factor;
    out.height = (region.height + factor - 1) / factor;
    const auto row_length = static_cast<std::size_t>(out.width) * 3;
    out.rgb.resize(row_length * static_cast<std::size_t>(out.height));
    std::vector<std::uint32_t> sums(row_length);
    for (int row = 0; row < out.height; ++row) {
        std::ranges::fill(sums, 0U);
        const int top = region.y + row * factor;
        const int rows = std::min(factor, region.y + region.height - top);
        for (int y = top; y < top + rows; ++y) {
            const std::uint8_t* pixel =
                &source.rgb[(static_cast<std::size_t>(y) * static_cast<std::size_t>(source.width) +
                             static_cast<std::size_t>(region.x)) *
                            3];
            for (std::size_t column = 0; column < row_length; column += 3) {
                const int left = static_cast<int>(column / 3) * factor;
                const int columns = std::min(factor, region.width - left);
                for (int x = 0; x < columns; ++x, pixel += 3) {
                    sums[column] += pixel[0];
                    sums[column + 1] += pixel[1];
                    sums[column + 2] += pixel[2];
                }
            }
        }
        std::uint8_t* target = &out.rgb[row_length * static_cast<std::size_t>(row)];
        for (std::size_t i = 0; i < row_length; ++i) {
            const int columns = std::min(factor, region.width - static_cast<int>(i / 3) * factor);
            const auto count = static_cast<std::uint32_t>(rows * columns);
            target[i] = static_cast<std::uint8_t>((sums[i] + count / 2) / count);
        }
    }
    return out;
}

// Writes the bilinear mixture of the four pixels around (x, y) to `target`; the border is repeated.
void mix(const Picture& source, double x, double y, std::uint8_t* target) {
    x = std::clamp(x, 0.0, static_cast<double>(source.width - 1));
    y = std::clamp(y, 0.0, static_cast<double>(source.height - 1));
    const int left = static_cast<int>(x);
    const int top = static_cast<int>(y);
    const auto right_share = static_cast<float>(x - left);
    const auto low_share = static_cast<float>(y - top);
    const std::size_t next = left + 1 < source.width ? 3 : 0;
    const std::size_t row = static_cast<std::size_t>(source.width) * 3;
    const std::uint8_t* upper =
        &source.rgb[static_cast<std::size_t>(top) * row + static_cast<std::size_t>(left) * 3];
    const std::uint8_t* lower = top + 1 < source.height ? upper + row : upper;
    for (std::size_t i = 0; i < 3; ++i) {
        const float above = static_cast<float>(upper[i]) * (1 - right_share) +
                            static_cast<float>(upper[i + next]) * right_share;
        const float below = static_cast<float>(lower[i]) * (1 - right_share) +
                            static_cast<float>(lower[i + next]) * right_share;
        target[i] = static_cast<std::uint8_t>(above * (1 - low_share) + below * low_share + 0.5F);
    }
}

Picture sample_bilinear(const Picture& source, const Affine& map, int size) {
    Picture out;
    out.width = out.height = size;
    out.rgb.resize(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * 3);
    std::uint8_t* target = out.rgb.data();
    for (int v = 0; v < size; ++v) {
        for (int u = 0; u < size; ++u, target += 3) {
            const Spot spot = apply(map, u, v);
            mix(source, spot.x, spot.y, target);
        }
    }
    return out;
}

}  // namespace

Affine affine_of(const Window& window, int size) {
    const double scale = window.side / size;
    const double cosine = std::cos(window.angle) * scale;
    const double sine = std::sin(window.angle) * scale;
    // The middle of the target lies between pixels, at (size - 1) / 2; so does the window's, half a pixel
    // before its centre as a length.
    const double middle = (size - 1) / 2.0;
    Affine map{cosine, -sine, 0, sine, cosine, 0};
    map.c = window.centre_x - 0.5 - (map.a * middle + map.b * middle);
    map.f = window.centre_y - 0.5 - (map.d * middle + map.e * middle);
    return map;
}

Picture sample(const Picture& source, const Affine& map, int size) {
    const double scale = std::sqrt(std::abs(map.a * map.e - map.b * map.d));
    if (scale <= 2) {
        return sample_bilinear(source, map, size);
    }
    const Region region = touched(source, map, size);
    const int factor = static_cast<int>(std::min(scale, 16'384.0));
    const Picture small = shrink(source, region, factor);
    // Pixel i of `small` covers the source from region.x + i * factor on, and is centred in the middle of
    // that block.
    const double offset = (factor - 1) / 2.0;
    const Affine onto{map.a / factor, map.b / factor, (map.c - region.x - offset) / factor,
                      map.d / factor, map.e / factor, (map.f - region.y - offset) / factor};
    return sample_bilinear(small, onto, size);
}

}  // namespace garden::image
