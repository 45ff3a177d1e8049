#pragma once

#include <memory>

#include <vips/vips.h>

#include "base/result.h"
#include "image/picture.h"

namespace garden::image {

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};

// An image of libvips, and what reads its pixels; given back when they go. Inside this room alone.
using Image = std::unique_ptr<VipsImage, Unref>;
using Region = std::unique_ptr<VipsRegion, Unref>;

// The picture as libvips sees it; it must outlive what is returned.
Result<Image> wrap(const Picture& picture);

// The pixels of an 8-bit sRGB image.
Result<Picture> to_picture(VipsImage* image);

}  // namespace garden::image
