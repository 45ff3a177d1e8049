#include "image/fit.h"

#include <algorithm>
#include <cmath>

#include "image/vips_image.h"

namespace garden::image {
namespace {

constexpr int kMostSide = 16'384;

std::unexpected<Error> not_scaled() {
    vips_error_clear();
    return fail(ErrorCode::internal, "the picture could not be scaled");
}

}  // namespace

Result<Picture> fit(const Picture& source, int width, int height) {
    if (std::min(width, height) < 1 || std::max(width, height) > kMostSide) {
        return fail(ErrorCode::invalid_argument, "a picture can be scaled to 1 to 16384 pixels a side");
    }
    const auto wrapped = wrap(source);
    if (!wrapped) return std::unexpected(wrapped.error());
    if (source.width == width && source.height == height) return source;

    const double across = static_cast<double>(width) / source.width;
    const double down = static_cast<double>(height) / source.height;
    const double scale = std::max(across, down);
    // Of the side that is not cut every pixel is wanted: rounding may not leave it a pixel short.
    const double columns = std::max<double>(width, std::round(source.width * scale));
    const double rows = std::max<double>(height, std::round(source.height * scale));
    VipsImage* made = nullptr;
    if (vips_resize(wrapped->get(), &made, columns / source.width, "vscale", rows / source.height, nullptr) !=
        0) {
        return not_scaled();
    }
    const Image scaled(made);
    const int left = (vips_image_get_width(made) - width) / 2;
    const int top = (vips_image_get_height(made) - height) / 2;
    if (left < 0 || top < 0 ||
        vips_extract_area(scaled.get(), &made, left, top, width, height, nullptr) != 0) {
        return not_scaled();
    }
    const Image cut(made);
    return to_picture(cut.get());
}

}  // namespace garden::image
