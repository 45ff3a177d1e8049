#pragma once

#include <memory>

#include <vips/vips.h>

namespace garden::image {

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};

// An image of libvips, and what reads its pixels; given back when they go. Inside this room alone.
using Image = std::unique_ptr<VipsImage, Unref>;
using Region = std::unique_ptr<VipsRegion, Unref>;

}  // namespace garden::image
