#pragma once

#include <cstdint>
#include <memory>

#include <cairo.h>

#include "image/picture.h"

namespace garden::vision {

// Pixels that Cairo draws on. Sides are 1 to 32,767 pixels. Every function but the accessors throws
// std::bad_alloc where memory ends.
class Sheet {
  public:
    Sheet(int width, int height);
    static Sheet of(const image::Picture& picture);

    cairo_t* cr() const { return context_.get(); }
    int width() const { return cairo_image_surface_get_width(surface_.get()); }
    int height() const { return cairo_image_surface_get_height(surface_.get()); }

    Sheet enlarged(double by) const;
    image::Picture picture() const;

  private:
    struct Free {
        void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
        void operator()(cairo_t* context) const { cairo_destroy(context); }
    };

    std::uint32_t* row(int y) const;

    std::unique_ptr<cairo_surface_t, Free> surface_;
    std::unique_ptr<cairo_t, Free> context_;
};

}  // namespace garden::vision
