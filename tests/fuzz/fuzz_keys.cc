// Keys and addresses as clients send them: any text is understood or refused, and what is understood keeps
// its promises.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "gallery/key.h"

namespace {

namespace gallery = garden::gallery;

void must(bool promise) {
    if (!promise) std::abort();
}

void check_client_keys(std::string_view text) {
    const auto keys = gallery::client_keys(text);
    must(!keys.empty() && keys.front() == text);
    for (std::size_t i = 1; i < keys.size(); ++i) {
        must(garden::is_utf8(keys[i]) && keys[i].find('\0') == std::string::npos && !keys[i].empty());
    }
}

void check_search_key(std::string_view text) {
    const auto parsed = gallery::parse_search_key(text);
    if (!parsed) {
        must(!parsed.error().message.empty() && garden::is_utf8(parsed.error().message));
        return;
    }
    must(gallery::is_emotion(parsed->emotion));
    must(gallery::parse_search_key(parsed->text()) == parsed);
}

void check_picture_key(std::string_view text) {
    const auto parsed = gallery::parse_picture_key(text);
    if (!parsed) return;
    must(text.starts_with(gallery::prefix(parsed->place)) && text.ends_with(".jpeg"));
    must(gallery::is_emotion(parsed->search_key.emotion));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_client_keys(text);
    check_search_key(text);
    check_picture_key(text);
    if (garden::is_utf8(text)) must(garden::percent_decode(garden::percent_encode_path(text)) == text);
    return 0;
}
