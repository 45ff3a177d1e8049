#include <memory>

#include <vips/vips.h>

#include "image/codec.h"
#include "image/vips_image.h"

namespace garden::image {
namespace {

// A JPEG segment holds 65,533 octets; the rest of the EXIF block needs few.
constexpr std::size_t kMostText = 60'000;

std::string xml_escape(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        switch (letter) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += letter;
        }
    }
    return out;
}

// XMP (ISO 16684-1) with the IPTC term for pictures that a program made
// (http://cv.iptc.org/newscodes/digitalsourcetype/).
std::string xmp(const Description& description) {
    const std::string_view term = description.algorithmic ? "algorithmicMedia" : "trainedAlgorithmicMedia";
    return "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
           "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
           " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
           "  <rdf:Description rdf:about=\"\"\n"
           "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
           "    xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"\n"
           "    xmp:CreatorTool=\"" +
           xml_escape(description.software) +
           "\"\n"
           "    Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/" +
           std::string(term) +
           "\"/>\n"
           " </rdf:RDF>\n"
           "</x:xmpmeta>\n"
           "<?xpacket end=\"r\"?>";
}

// libvips cuts the last parenthesis from an EXIF string, where it keeps the type for people to read.
void set_exif(VipsImage* image, const char* field, const std::string& text) {
    if (!text.empty()) {
        vips_image_set_string(image, field, (text + " (text, ASCII)").c_str());
    }
}

void describe_in(VipsImage* image, const Description& description) {
    set_exif(image, "exif-ifd0-Software", description.software);
    set_exif(image, "exif-ifd0-ImageDescription", description.recipe_json);
    const std::string packet = xmp(description);
    vips_image_set_blob_copy(image, VIPS_META_XMP_NAME, packet.data(), packet.size());
}

Result<> check_jpeg(const Picture& picture, int quality, const Description& description) {
    if (picture.width > 65'500 || picture.height > 65'500) {
        return fail(ErrorCode::too_large, "a JPEG is at most 65500 pixels wide and high");
    }
    if (quality < 1 || quality > 100) {
        return fail(ErrorCode::invalid_argument, "the JPEG quality must be from 1 to 100");
    }
    if (description.software.size() + description.recipe_json.size() > kMostText) {
        return fail(ErrorCode::too_large, "the description is too long to be written into a JPEG");
    }
    return {};
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

Result<Bytes> encode_jpeg(const Picture& picture, int quality, const Description& description) {
    const auto image = wrap(picture);
    if (!image) return std::unexpected(image.error());
    if (auto checked = check_jpeg(picture, quality, description); !checked) {
        return std::unexpected(checked.error());
    }
    if (!description.software.empty()) describe_in(image->get(), description);
    void* data = nullptr;
    std::size_t size = 0;
    if (vips_jpegsave_buffer(image->get(), &data, &size, "Q", quality, "optimize_coding", TRUE, "interlace",
                             TRUE, "subsample_mode", VIPS_FOREIGN_SUBSAMPLE_ON, nullptr) != 0) {
        return not_encoded();
    }
    return take(data, size);
}

Result<Bytes> encode_png(const Picture& picture) {
    const auto image = wrap(picture);
    if (!image) return std::unexpected(image.error());
    void* data = nullptr;
    std::size_t size = 0;
    if (vips_pngsave_buffer(image->get(), &data, &size, nullptr) != 0) return not_encoded();
    return take(data, size);
}

}  // namespace garden::image
