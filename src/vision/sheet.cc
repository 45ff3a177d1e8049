#include "vision/sheet.h"

#include <algorithm>
#include <cmath>
#include <new>

namespace garden::vision {

Sheet::Sheet(int width, int height)
    : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)),
      context_(cairo_create(surface_.get())) {
    if (cairo_status(context_.get()) != CAIRO_STATUS_SUCCESS) throw std::bad_alloc();
}

Sheet Sheet::of(const image::Picture& picture) {
    Sheet sheet(picture.width, picture.height);
    cairo_surface_flush(sheet.surface_.get());
    const std::uint8_t* from = picture.rgb.data();
    for (int y = 0; y < picture.height; ++y) {
        std::uint32_t* to = sheet.row(y);
        for (int x = 0; x < picture.width; ++x, from += 3) {
            to[x] = std::uint32_t{from[0]} << 16U | std::uint32_t{from[1]} << 8U | from[2];
        }
    }
    cairo_surface_mark_dirty(sheet.surface_.get());
    return sheet;
}

Sheet Sheet::enlarged(double by) const {
    const auto side = [by](int length) { return std::max(1, static_cast<int>(std::lround(length * by))); };
    Sheet large(side(width()), side(height()));
    cairo_t* cr = large.cr();
    cairo_scale(cr, static_cast<double>(large.width()) / width(),
                static_cast<double>(large.height()) / height());
    cairo_set_source_surface(cr, surface_.get(), 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_BILINEAR);
    cairo_pattern_set_extend(cairo_get_source(cr), CAIRO_EXTEND_PAD);
    cairo_paint(cr);
    cairo_identity_matrix(cr);
    return large;
}

image::Picture Sheet::picture() const {
    cairo_surface_flush(surface_.get());
    image::Picture out{width(), height(), {}};
    out.rgb.reserve(3 * static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height));
    for (int y = 0; y < out.height; ++y) {
        const std::uint32_t* from = row(y);
        for (int x = 0; x < out.width; ++x) {
            for (const unsigned shift : {16U, 8U, 0U}) {
                out.rgb.push_back(static_cast<std::uint8_t>(from[x] >> shift));
            }
        }
    }
    return out;
}

std::uint32_t* Sheet::row(int y) const {
    const std::ptrdiff_t stride = cairo_image_surface_get_stride(surface_.get());
    // Cairo aligns rows to four octets.
    return reinterpret_cast<std::uint32_t*>(cairo_image_surface_get_data(surface_.get()) + stride * y);
}

}  // namespace garden::vision
