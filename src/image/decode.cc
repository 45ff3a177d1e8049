#include <algorithm>
#include <memory>

#include <vips/vips.h>

#include "image/codec.h"
#include "image/vips_image.h"

namespace garden::image {
namespace {

// A progressive JPEG has some ten. Each may be a dozen octets that cost as much time as the whole picture.
constexpr int kMostScans = 100;

// Rows that are computed at once.
constexpr int kStripHeight = 64;

enum class Format { jpeg, png, other };

Format sniff(BytesView file) {
    if (file.starts_with("\xff\xd8\xff")) {
        return Format::jpeg;
    }
    return file.starts_with("\x89PNG\r\n\x1a\n") ? Format::png : Format::other;
}

// The big-endian number of all octets.
std::uint32_t number_of(BytesView octets) {
    std::uint32_t number = 0;
    for (const char octet : octets) {
        number = number << 8 | static_cast<std::uint8_t>(octet);
    }
    return number;
}

// How often a JPEG's pixels are gone through to decode it, up to `most`: its SOS markers, found as libjpeg
// does.
int count_scans(BytesView file, int most) {
    int scans = 0;
    std::size_t at = 2;
    while (scans < most) {
        at = file.find('\xff', at);
        at = file.find_first_not_of('\xff', at);
        if (at == BytesView::npos) break;
        const auto marker = static_cast<std::uint8_t>(file[at++]);
        if (marker == 0xd9) break;  // the end of the picture
        // A stuffed octet, nothing known, or one without a segment.
        if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) continue;
        if (file.size() - at < 2) break;
        scans += marker == 0xda ? 1 : 0;
        at += std::max(2U, number_of(file.substr(at, 2)));
    }
    return scans;
}

// A PNG without what is not needed to show it: texts and profiles are inflated by libpng before it says how
// large the picture is, 8 MB each, hundreds of times. What is left is the critical chunks, transparency, and
// the EXIF data that says which way is up, if that is no larger than a JPEG can hold.
Bytes bare_png(BytesView file) {
    constexpr std::size_t signature = 8;
    constexpr std::size_t frame = 12;  // length, type and checksum
    constexpr std::uint32_t most_exif = 65'535;
    Bytes bare(file.substr(0, signature));
    bool has_exif = false;
    for (std::size_t at = signature; file.size() - at >= frame;) {
        const std::uint32_t length = number_of(file.substr(at, 4));
        const BytesView type = file.substr(at + 4, 4);
        const BytesView chunk = file.substr(at, frame + length);  // or what there is of it
        const bool is_critical = (static_cast<std::uint8_t>(type[0]) & 0x20U) == 0;
        const bool is_exif = type == "eXIf" && length <= most_exif && !has_exif;
        if (is_critical || type == "tRNS" || is_exif) {
            bare += chunk;
        }
        has_exif = has_exif || is_exif;
        at += chunk.size();
    }
    return bare;
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
    // A JPEG is decoded as its rows are asked for. An interlaced PNG must be held whole: in memory, never in
    // a temporary file.
    const int status =
        format == Format::jpeg
            ? vips_jpegload_buffer(data, file.size(), &image, "shrink", shrink, "access",
                                   VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED, nullptr)
            : vips_pngload_buffer(data, file.size(), &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                                  VIPS_FAIL_ON_TRUNCATED, "memory", TRUE, nullptr);
    if (status != 0) return nullptr;
    // A profile of this file's own may take minutes to evaluate.
    vips_image_remove(image, VIPS_META_ICC_NAME);
    return Image(image);
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

}  // namespace

Result<Picture> to_picture(VipsImage* image) {
    if (vips_image_get_bands(image) != 3) {
        return fail(ErrorCode::unsupported, "the picture has a number of colour channels that is not read");
    }
    const int width = vips_image_get_width(image);
    const int height = vips_image_get_height(image);
    const std::size_t row = 3 * static_cast<std::size_t>(width);
    Picture picture{width, height, std::vector<std::uint8_t>(row * static_cast<std::size_t>(height))};
    auto target = picture.rgb.begin();
    const Region region(vips_region_new(image));
    // Strip by strip on this thread: vips_image_write_to_memory hands every strip to another one and waits.
    for (int top = 0; top < height; top += kStripHeight) {
        const VipsRect strip{0, top, width, std::min(kStripHeight, height - top)};
        if (!region || vips_region_prepare(region.get(), &strip) != 0) {
            return damaged();
        }
        for (int y = top; y < top + strip.height; ++y) {
            target = std::copy_n(VIPS_REGION_ADDR(region.get(), 0, y), row, target);
        }
    }
    return picture;
}

Result<Picture> decode(BytesView file, const DecodeLimits& limits) {
    if (file.empty()) {
        return fail(ErrorCode::invalid_argument, "the picture is empty");
    }
    const Format format = sniff(file);
    if (format == Format::other) {
        return fail(ErrorCode::unsupported, "this is neither a JPEG nor a PNG picture");
    }
    Bytes bare;  // read from while there are images
    if (format == Format::jpeg && count_scans(file, kMostScans + 1) > kMostScans) {
        return fail(ErrorCode::unsupported, "the picture is a JPEG of over " + std::to_string(kMostScans) +
                                                " scans, which is not read: save it anew");
    }
    if (format == Format::png) {
        bare = bare_png(file);
        file = bare;
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
