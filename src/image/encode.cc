#include <memory>

#include <vips/vips.h>

#include "image/codec.h"
#include "image/metadata.h"
#include "image/vips_image.h"

namespace garden::image {
namespace {

// A JPEG segment holds 65,533 octets; the rest of the EXIF block, or the XMP packet's head, needs few.
constexpr std::size_t kMostText = 60'000;

// libvips copies the packet into a JPEG or WebP as it is; into a PNG it would compress it.
void add_xmp(VipsImage* image, const Description& description) {
    if (description.software.empty()) return;
    const std::string packet = xmp_packet(description);
    vips_image_set_blob_copy(image, VIPS_META_XMP_NAME, packet.data(), packet.size());
}

Result<> check_side(const Picture& picture, int most, const char* format) {
    if (picture.width <= most && picture.height <= most) return {};
    return fail(ErrorCode::too_large,
                std::string("a ") + format + " is at most " + std::to_string(most) + " pixels wide and high");
}

Result<> check_quality(int quality) {
    if (quality >= 1 && quality <= 100) return {};
    return fail(ErrorCode::invalid_argument, "the quality must be from 1 to 100");
}

std::unexpected<Error> not_encoded() {
    vips_error_clear();
    return fail(ErrorCode::internal, "the picture could not be encoded");
}

// Takes what libvips allocated.
Bytes take(void* data, std::size_t size) {
    const std::unique_ptr<void, void (*)(void*)> owner(data, g_free);
    return {static_cast<const char*>(data), size};
}

}  // namespace

Result<Image> wrap(const Picture& picture) {
    if (!picture.is_whole()) {
        return fail(ErrorCode::invalid_argument, "the picture's size does not fit its pixels");
    }
    const Image wrapped(vips_image_new_from_memory(picture.rgb.data(), picture.rgb.size(), picture.width,
                                                   picture.height, 3, VIPS_FORMAT_UCHAR));
    VipsImage* tagged = nullptr;
    if (!wrapped ||
        vips_copy(wrapped.get(), &tagged, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr) != 0) {
        return not_encoded();
    }
    return Image(tagged);
}

bool fits_jpeg(const Description& description) {
    // A character of the parameters takes two octets there for each that it has here, at most.
    return description.software.size() + description.recipe_json.size() + 2 * description.parameters.size() <=
               kMostText &&
           xmp_packet(description).size() <= kMostText;
}

Result<Bytes> encode_jpeg(const Picture& picture, int quality, const Description& description) {
    const auto image = wrap(picture);
    if (!image) return std::unexpected(image.error());
    for (const auto& checked : {check_side(picture, kMostJpegSide, "JPEG"), check_quality(quality)}) {
        if (!checked) return std::unexpected(checked.error());
    }
    if (!fits_jpeg(description)) {
        return fail(ErrorCode::too_large, "the description is too long to be written into a JPEG");
    }
    add_xmp(image->get(), description);
    void* data = nullptr;
    std::size_t size = 0;
    if (vips_jpegsave_buffer(image->get(), &data, &size, "Q", quality, "optimize_coding", TRUE, "interlace",
                             TRUE, "subsample_mode", VIPS_FOREIGN_SUBSAMPLE_ON, nullptr) != 0) {
        return not_encoded();
    }
    Bytes file = take(data, size);
    // libvips writes no text into EXIF but ASCII, puts no EXIF into a PNG, and into a WebP behind a mark that
    // does not belong there (8.14): every format gets our block.
    if (!description.software.empty()) add_exif_to_jpeg(file, exif_block(description));
    return file;
}

Result<Bytes> encode_png(const Picture& picture, const Description& description) {
    const auto image = wrap(picture);
    if (!image) return std::unexpected(image.error());
    void* data = nullptr;
    std::size_t size = 0;
    if (vips_pngsave_buffer(image->get(), &data, &size, nullptr) != 0) return not_encoded();
    Bytes file = take(data, size);
    if (!description.software.empty()) add_to_png(file, description);
    return file;
}

Result<Bytes> encode_webp(const Picture& picture, int quality, const Description& description) {
    const auto image = wrap(picture);
    if (!image) return std::unexpected(image.error());
    for (const auto& checked : {check_side(picture, kMostWebpSide, "WebP"), check_quality(quality)}) {
        if (!checked) return std::unexpected(checked.error());
    }
    add_xmp(image->get(), description);
    void* data = nullptr;
    std::size_t size = 0;
    if (vips_webpsave_buffer(image->get(), &data, &size, "Q", quality, nullptr) != 0) return not_encoded();
    Bytes file = take(data, size);
    if (!description.software.empty()) add_exif_to_webp(file, exif_block(description));
    return file;
}

}  // namespace garden::image
