#include "image/metadata.h"

#include <algorithm>
#include <array>

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

// All four, highest first.
Bytes big(std::uint32_t number) {
    const Bytes lowest_first = little(number, 4);
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

// TIFF 6.0, section 2, little-endian: a directory of two ASCII fields, in the order of their tags.
Bytes exif_block(const Description& description) {
    constexpr std::uint16_t ascii = 2;
    constexpr std::uint32_t directory = 8;
    struct Field {
        std::uint16_t tag;
        const std::string& text;
    };
    const std::array<Field, 2> all{Field{0x010e, description.recipe_json}, {0x0131, description.software}};
    Bytes entries;
    Bytes texts;
    std::uint16_t count = 0;
    for (const Field& field : all) {
        if (!field.text.empty()) ++count;
    }
    const std::uint32_t texts_at = directory + 2 + 12U * count + 4;
    for (const Field& field : all) {
        if (field.text.empty()) continue;
        Bytes text = field.text + '\0';
        const auto length = static_cast<std::uint32_t>(text.size());
        entries += little(field.tag, 2) + little(ascii, 2) + little(length, 4);
        text.resize(std::max<std::size_t>(text.size() + text.size() % 2, 4), '\0');
        if (length <= 4) {
            entries += text;
        } else {
            entries += little(texts_at + static_cast<std::uint32_t>(texts.size()), 4);
            texts += text;
        }
    }
    return "II" + little(42, 2) + little(directory, 4) + little(count, 2) + entries + little(0, 4) + texts;
}

void add_to_png(Bytes& file, const Description& description) {
    constexpr std::size_t behind_header = 8 + 25;
    // Keyword, not compressed, no language, no translated keyword.
    const Bytes xmp_keyword = "XML:com.adobe.xmp" + Bytes(5, '\0');
    file.insert(behind_header, png_chunk("eXIf", exif_block(description)) +
                                   png_chunk("iTXt", xmp_keyword + xmp_packet(description)));
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
