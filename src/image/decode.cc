#include <algorithm>
#include <memory>

#include <vips/vips.h>

#include "image/codec.h"

namespace garden::image {
namespace {

struct Unref {
    void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

enum class Format { jpeg, png, other };

Format sniff(BytesView file) {
    if (file.starts_with("\xff\xd8\xff")) {
        return Format::jpeg;
    }
    return file.starts_with("\x89PNG\r\n\x1a\n") ? Format::png : Format::other;
}

// The failure of a library call. What libvips says goes nowhere: its buffer is shared by all threads, and a
// part of the file may be in it.
std::unexpected<Error> damaged() {
    vips_error_clear();
    return fail(ErrorCode::invalid_argument, "the picture is damaged or cut off");
}

// Opens the file: reads its header only; pixels follow when they are asked for. `shrink` is 1, 2, 4 or 8, and
// counts for JPEG alone, which then decodes that much faster. Null if the header is broken.
Image open(BytesView file, Format format, int shrink) {
    void* data = const_cast<char*>(file.data());
    VipsImage* image = nullptr;
    // "memory": a picture that must be held whole is never held in a temporary file.
    const int status = format == Format::jpeg
                           ? vips_jpegload_buffer(data, file.size(), &image, "shrink", shrink, "access",
                                                  VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED,
                                                  "memory", TRUE, nullptr)
                           : vips_pngload_buffer(data, file.size(), &image, "access", VIPS_ACCESS_SEQUENTIAL,
                                                 "fail_on", VIPS_FAIL_ON_TRUNCATED, "memory", TRUE, nullptr);
    return Image(status == 0 ? image : nullptr);
}

Result<> check(const VipsImage* header, const DecodeLimits& limits) {
    const std::int64_t width = vips_image_get_width(header);
    const std::int64_t height = vips_image_get_height(header);
    if (width > limits.most_side || height > limits.most_side || width * height > limits.most_pixels) {
        return fail(ErrorCode::too_large, "the picture is " + std::to_string(width) + "x" +
                                              std::to_string(height) + " pixels; at most " +
                                              std::to_string(limits.most_pixels) + " pixels and " +
                                              std::to_string(limits.most_side) + " a side are read");
    }
    if (std::min(width, height) < limits.least_side) {
        return fail(ErrorCode::precondition, "the picture is " + std::to_string(width) + "x" +
                                                 std::to_string(height) + " pixels; at least " +
                                                 std::to_string(limits.least_side) + " a side are needed");
    }
    return {};
}

// The greatest shrinking that JPEG decoding does for nothing and that leaves at least `longest_side`, and a
// pixel of the shorter side: libvips rounds down, and aborts on a picture without pixels.
int free_shrink(const VipsImage* header, int longest_side) {
    const auto [shortest, longest] =
        std::minmax({vips_image_get_width(header), vips_image_get_height(header)});
    int shrink = 1;
    while (longest_side > 0 && shrink < 8 && longest / (shrink * 2) >= longest_side &&
           shortest / (shrink * 2) >= 1) {
        shrink *= 2;
    }
    return shrink;
}

// One step of the pipeline; takes the image before it. Null in, or a failure, gives null.
template <typename Operation>
Image step(Image before, Operation operation) {
    VipsImage* after = nullptr;
    if (!before || operation(before.get(), &after) != 0) {
        return nullptr;
    }
    Image image(after);
    return vips_image_get_width(after) < 1 || vips_image_get_height(after) < 1 ? nullptr : std::move(image);
}

Image to_srgb(Image image) {
    image = step(std::move(image), [](VipsImage* in, VipsImage** out) {
        return vips_colourspace(in, out, VIPS_INTERPRETATION_sRGB, nullptr);
    });
    if (image && vips_image_hasalpha(image.get()) != 0) {
        const std::unique_ptr<VipsArrayDouble, void (*)(VipsArrayDouble*)> white(
            vips_array_double_newv(3, 255.0, 255.0, 255.0),
            [](VipsArrayDouble* array) { vips_area_unref(VIPS_AREA(array)); });
        image = step(std::move(image), [&](VipsImage* in, VipsImage** out) {
            return vips_flatten(in, out, "background", white.get(), nullptr);
        });
    }
    return step(std::move(image),
                [](VipsImage* in, VipsImage** out) { return vips_cast_uchar(in, out, nullptr); });
}

Image scale_down(Image image, int longest_side) {
    if (!image || longest_side <= 0) {
        return image;
    }
    const double width = vips_image_get_width(image.get());
    const double height = vips_image_get_height(image.get());
    const double scale = longest_side / std::max(width, height);
    if (scale >= 1) {
        return image;
    }
    // A picture of one pixel's width keeps it.
    return step(std::move(image), [&](VipsImage* in, VipsImage** out) {
        return vips_resize(in, out, std::max(scale, 1 / width), "vscale", std::max(scale, 1 / height),
                           nullptr);
    });
}

Image turn_upright(Image image) {
    if (!image || vips_image_get_orientation(image.get()) == 1) {
        return image;
    }
    // Turning reads the pixels out of order, which the decoder does not do.
    image = Image(vips_image_copy_memory(image.get()));
    return step(std::move(image),
                [](VipsImage* in, VipsImage** out) { return vips_autorot(in, out, nullptr); });
}

Result<Picture> to_picture(VipsImage* image) {
    if (vips_image_get_bands(image) != 3) {
        return fail(ErrorCode::unsupported, "the picture has a number of colour channels that is not read");
    }
    std::size_t size = 0;
    const std::unique_ptr<void, void (*)(void*)> pixels(vips_image_write_to_memory(image, &size), g_free);
    if (!pixels) {
        return damaged();
    }
    const auto* first = static_cast<const std::uint8_t*>(pixels.get());
    return Picture{vips_image_get_width(image), vips_image_get_height(image), {first, first + size}};
}

}  // namespace

Result<Picture> decode(BytesView file, const DecodeLimits& limits) {
    if (file.empty()) {
        return fail(ErrorCode::invalid_argument, "the picture is empty");
    }
    const Format format = sniff(file);
    if (format == Format::other) {
        return fail(ErrorCode::unsupported, "this is neither a JPEG nor a PNG picture");
    }
    Image image = open(file, format, 1);
    if (!image) {
        return damaged();
    }
    if (auto checked = check(image.get(), limits); !checked) {
        return std::unexpected(checked.error());
    }
    if (const int shrink = free_shrink(image.get(), limits.longest_side);
        format == Format::jpeg && shrink > 1) {
        image = open(file, format, shrink);
    }
    image = turn_upright(scale_down(to_srgb(std::move(image)), limits.longest_side));
    return image ? to_picture(image.get()) : damaged();
}

}  // namespace garden::image
