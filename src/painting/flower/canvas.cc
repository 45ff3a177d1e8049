#include "painting/flower/canvas.h"

#include <algorithm>
#include <cmath>
#include <new>

namespace garden::painting::flower {
namespace {

// The side of a square of the same area, but at most so many times the height of a panorama or the width of a
// tower: they are what exceeds 2.56 to 1 and 1 to 4.
double measure(double width, double height) {
    return std::min({std::sqrt(width * height), 1.6 * height, 2.0 * width});
}

}  // namespace

Canvas::Canvas(int width, int height)
    : width_(width),
      height_(height),
      unit_(measure(width, height) / 1000.0),
      surface_(make_surface(CAIRO_FORMAT_RGB24, width, height)),
      context_(make_context(surface_)) {}

Surface make_surface(cairo_format_t format, int width, int height) {
    Surface surface(cairo_image_surface_create(format, width, height));
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) throw std::bad_alloc();
    return surface;
}

Context make_context(const Surface& surface) {
    Context context(cairo_create(surface.get()));
    if (cairo_status(context.get()) != CAIRO_STATUS_SUCCESS) throw std::bad_alloc();
    cairo_set_line_cap(context.get(), CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(context.get(), CAIRO_LINE_JOIN_ROUND);
    // Curves within a third of a pixel: the grain hides the rest, and it saves a quarter of the time.
    cairo_set_tolerance(context.get(), 0.3);
    return context;
}

std::uint32_t* row_of(const Surface& surface, int y) {
    unsigned char* pixels = cairo_image_surface_get_data(surface.get());
    const std::ptrdiff_t stride = cairo_image_surface_get_stride(surface.get());
    return reinterpret_cast<std::uint32_t*>(pixels + stride * y);  // Cairo aligns rows to four octets
}

std::uint32_t pack(const Rgb& colour, double dither) {
    const auto level = [dither](double v) {
        return static_cast<std::uint32_t>(std::clamp(v * 255.0 + dither + 0.5, 0.0, 255.0));
    };
    return (level(colour.r) << 16U) | (level(colour.g) << 8U) | level(colour.b);
}

void set_colour(cairo_t* cr, const Rgb& colour, double alpha) {
    cairo_set_source_rgba(cr, colour.r, colour.g, colour.b, alpha);
}

void set_colour(cairo_t* cr, const Lch& colour, double alpha) { set_colour(cr, to_rgb(colour), alpha); }

Gradient Gradient::linear(double x0, double y0, double x1, double y1) {
    return Gradient(cairo_pattern_create_linear(x0, y0, x1, y1));
}

Gradient Gradient::radial(double x, double y, double radius) {
    return Gradient(cairo_pattern_create_radial(x, y, 0.0, x, y, radius));
}

Gradient& Gradient::stop(double at, const Lch& colour, double alpha) {
    const Rgb rgb = to_rgb(colour);
    cairo_pattern_add_color_stop_rgba(pattern_.get(), at, rgb.r, rgb.g, rgb.b, alpha);
    return *this;
}

image::Picture shrink(const Canvas& canvas, int longest) {
    const int factor = std::max(1, (std::max(canvas.width(), canvas.height()) + longest - 1) / longest);
    image::Picture small{std::max(1, canvas.width() / factor), std::max(1, canvas.height() / factor), {}};
    small.rgb.reserve(3 * static_cast<std::size_t>(small.width) * static_cast<std::size_t>(small.height));
    canvas.ready();
    for (int y = 0; y < small.height; ++y) {
        // The middle row of each block is enough for a preview, and keeps large pictures quick.
        const std::uint32_t* row = canvas.row(std::min(y * factor + factor / 2, canvas.height() - 1));
        for (int x = 0; x < small.width; ++x) {
            const std::uint32_t pixel = row[std::min(x * factor + factor / 2, canvas.width() - 1)];
            for (const unsigned shift : {16U, 8U, 0U})
                small.rgb.push_back(static_cast<std::uint8_t>(pixel >> shift));
        }
    }
    return small;
}

}  // namespace garden::painting::flower
