// XML that clients of S3 send: any octets are a tree within its limits, or a sentence.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "s3/xml.h"

namespace {

std::size_t elements(const garden::s3::XmlElement& element, std::size_t level) {
    if (level > 8) std::abort();
    std::size_t count = 1;
    for (const auto& child : element.children) count += elements(child, level + 1);
    return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto read = garden::s3::read_xml({reinterpret_cast<const char*>(data), size});
    if (!read) {
        if (read.error().message.empty()) std::abort();
        return 0;
    }
    if (read->name.empty() || elements(*read, 1) > 20'000) std::abort();
    garden::s3::XmlWriter again("Text");
    again.text("Value", read->text);
    const auto back = garden::s3::read_xml(again.finish());
    // What was read is at most as long as its document, so only its escapes can be too long to read again.
    if (back ? back->text_of("Value") != read->text : size < 300'000) std::abort();
    return 0;
}
