#pragma once

#include <memory>

#include <vips/vips.h>

namespace garden::image {

struct UnrefImage {
    void operator()(VipsImage* image) const { g_object_unref(image); }
};

// An image of libvips, given back when it goes. Inside this room alone.
using Image = std::unique_ptr<VipsImage, UnrefImage>;

}  // namespace garden::image
