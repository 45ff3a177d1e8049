#include "image/metadata.h"

#include <algorithm>
#include <memory>
#include <vector>

#include <glib.h>
#include <zlib.h>

#include "base/markup.h"

namespace garden::image {
namespace {

// The `octets` lowest octets of a number, lowest first.
Bytes little(std::uint32_t number, int octets) {
    Bytes out;
    for (int i = 0; i < octets; ++i) out += static_cast<char>(number >> (8 * i) & 255U);
    return out;
}

// The same, highest first.
Bytes big(std::uint32_t number, int octets = 4) {
    const Bytes lowest_first = little(number, octets);
    return {lowest_first.rbegin(), lowest_first.rend()};
}

std::uint32_t number_of_little(BytesView octets) {
    std::uint32_t number = 0;
    for (std::size_t i = octets.size(); i-- > 0;)
        number = number << 8U | static_cast<std::uint8_t>(octets[i]);
    return number;
}

// A chunk of a PNG: length, type, data and checksum of both.
Bytes png_chunk(const char* type, const Bytes& data) {
    const Bytes checked = type + data;
    const auto check = static_cast<std::uint32_t>(
        crc32(0, reinterpret_cast<const Bytef*>(checked.data()), static_cast<uInt>(checked.size())));
    return big(static_cast<std::uint32_t>(data.size())) + checked + big(check);
}

std::string xmp_properties(const Description& description) {
    std::string out;
    for (const auto& [name, text] : description.recipe) {
        out +=
            "   <garden:" + name + ">" + escape_markup(text, Controls::replaced) + "</garden:" + name + ">\n";
    }
    return out;
}

}  // namespace

std::string xmp_packet(const Description& description) {
    const std::string_view term = description.algorithmic ? "algorithmicMedia" : "trainedAlgorithmicMedia";
    return "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
           "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
           " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
           "  <rdf:Description rdf:about=\"\"\n"
           "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
           "    xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"\n"
           "    xmlns:garden=\"urn:x-emotion-garden:recipe:1.0/\"\n"
           "    xmp:CreatorTool=\"" +
           escape_markup(description.software, Controls::replaced) +
           "\"\n"
           "    Iptc4xmpExt:DigitalSourceType=\"http://cv.iptc.org/newscodes/digitalsourcetype/" +
           std::string(term) + "\">\n" + xmp_properties(description) +
           "  </rdf:Description>\n"
           " </rdf:RDF>\n"
           "</x:xmpmeta>\n"
           "<?xpacket end=\"r\"?>";
}

namespace {

// A directory of TIFF 6.0, section 2, little-endian: fields in the order of their tags, then what does not
// fit into them.
class Directory {
  public:
    enum Type : std::uint16_t { ascii = 2, number = 4, undefined = 7 };

    void add(std::uint16_t tag, Type type, Bytes value) {
        const std::size_t count = type == number ? 1 : value.size();
        fields_.push_back({tag, type, static_cast<std::uint32_t>(count), std::move(value)});
    }
    bool is_empty() const { return fields_.empty(); }
    // The octets up to the values.
    std::uint32_t head_size() const { return static_cast<std::uint32_t>(2 + 12 * fields_.size() + 4); }
    std::uint32_t size() const {
        std::size_t size = head_size();
        for (const Field& field : fields_) size += field.value.size() <= 4 ? 0 : even(field.value.size());
        return static_cast<std::uint32_t>(size);
    }
    // As it stands `at` octets behind the beginning of the block.
    Bytes octets(std::uint32_t at) const {
        Bytes entries;
        Bytes values;
        for (const Field& field : fields_) {
            Bytes value = field.value;
            value.resize(std::max<std::size_t>(even(value.size()), 4), '\0');
            entries += big(field.tag, 2) + big(field.type, 2) + big(field.count, 4);
            if (value.size() <= 4) {
                entries += value;
            } else {
                entries += big(at + head_size() + static_cast<std::uint32_t>(values.size()), 4);
                values += value;
            }
        }
        return big(static_cast<std::uint32_t>(fields_.size()), 2) + entries + big(0, 4) + values;
    }

  private:
    struct Field {
        std::uint16_t tag;
        Type type;
        std::uint32_t count;
        Bytes value;
    };
    static std::size_t even(std::size_t size) { return size + size % 2; }

    std::vector<Field> fields_;
};

// EXIF 2.32, 4.6.5, UserComment: eight octets name the coding. Programs around Stable Diffusion write and
// read UTF-16 with the higher octet first, as all of the block is.
Bytes user_comment(const std::string& text) {
    constexpr std::string_view kUnicode("UNICODE\0", 8);
    Bytes comment(kUnicode);
    glong length = 0;
    const std::unique_ptr<gunichar2, void (*)(void*)> units(
        g_utf8_to_utf16(text.data(), static_cast<glong>(text.size()), nullptr, &length, nullptr), g_free);
    for (glong i = 0; units && i < length; ++i) {
        comment += static_cast<char>(units.get()[i] >> 8U);
        comment += static_cast<char>(units.get()[i] & 255U);
    }
    return comment;
}

}  // namespace

Bytes exif_block(const Description& description) {
    constexpr std::uint32_t kFirst = 8;  // where the first directory begins
    Directory further;
    if (!description.parameters.empty())
        further.add(0x9286, Directory::undefined, user_comment(description.parameters));
    Directory first;
    if (!description.recipe_json.empty()) first.add(0x010e, Directory::ascii, description.recipe_json + '\0');
    if (!description.software.empty()) first.add(0x0131, Directory::ascii, description.software + '\0');
    if (further.is_empty()) return "MM" + big(42, 2) + big(kFirst, 4) + first.octets(kFirst);
    // A number stands in its field, so the place of the other directory changes no size.
    Directory both = first;
    both.add(0x8769, Directory::number, big(0, 4));
    const std::uint32_t further_at = kFirst + both.size();
    first.add(0x8769, Directory::number, big(further_at, 4));
    return "MM" + big(42, 2) + big(kFirst, 4) + first.octets(kFirst) + further.octets(further_at);
}

void add_exif_to_jpeg(Bytes& file, BytesView block) {
    constexpr std::size_t kBehindStart = 2;
    // Behind JFIF's segment, which must be the first.
    std::size_t at = kBehindStart;
    if (BytesView(file).substr(at, 2) == "\xff\xe0")
        at += 2 + (std::size_t{static_cast<std::uint8_t>(file[at + 2])} << 8U) +
              static_cast<std::uint8_t>(file[at + 3]);
    constexpr std::string_view kMark("Exif\0\0", 6);
    const auto length = static_cast<std::uint32_t>(2 + kMark.size() + block.size());
    Bytes segment = "\xff\xe1";
    segment += big(length, 2);
    segment += kMark;
    segment += block;
    file.insert(std::min(at, file.size()), segment);
}

void add_to_png(Bytes& file, const Description& description) {
    constexpr std::size_t behind_header = 8 + 25;
    // Keyword, not compressed, no language, no translated keyword.
    const Bytes xmp_keyword = "XML:com.adobe.xmp" + Bytes(5, '\0');
    Bytes chunks =
        png_chunk("eXIf", exif_block(description)) + png_chunk("iTXt", xmp_keyword + xmp_packet(description));
    if (!description.parameters.empty())
        chunks += png_chunk("iTXt", "parameters" + Bytes(5, '\0') + description.parameters);
    file.insert(behind_header, chunks);
}

void add_exif_to_webp(Bytes& file, BytesView block) {
    constexpr std::size_t first_chunk = 12;
    constexpr std::size_t flags = first_chunk + 8;  // of VP8X
    constexpr char exif_flag = 0x08;
    // Its own length leads from each chunk to the next; an odd one is followed by an octet of padding.
    std::size_t at = first_chunk;
    while (at + 8 <= file.size() && BytesView(file).substr(at, 4) != "XMP ") {
        const std::size_t length = number_of_little(BytesView(file).substr(at + 4, 4));
        const std::size_t whole = 8 + length + length % 2;
        if (BytesView(file).substr(at, 4) == "EXIF") {
            file.erase(at, whole);
        } else {
            at += whole;
        }
    }
    Bytes chunk = "EXIF" + little(static_cast<std::uint32_t>(block.size()), 4);
    chunk += block;
    if (chunk.size() % 2 != 0) chunk += '\0';
    file.insert(std::min(at, file.size()), chunk);
    file[flags] = static_cast<char>(file[flags] | exif_flag);
    file.replace(4, 4, little(static_cast<std::uint32_t>(file.size() - 8), 4));
}

}  // namespace garden::image
