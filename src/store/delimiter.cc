#include "store/delimiter.h"

#include "base/text.h"

namespace garden::store {

std::string_view rolled_up(std::string_view key, std::string_view prefix, std::string_view delimiter) {
    if (delimiter.empty() || !key.starts_with(prefix)) return {};
    const std::size_t at = key.find(delimiter, prefix.size());
    return at == std::string_view::npos ? std::string_view{} : key.substr(0, at + delimiter.size());
}

// UTF-8 is in the order of its code points.
std::optional<std::string> after_all(std::string_view prefix) {
    while (!prefix.empty()) {
        std::size_t start = prefix.size() - 1;
        while (start > 0 && (static_cast<unsigned char>(prefix[start]) & 0xC0) == 0x80) --start;
        const std::string next = next_character(prefix.substr(start));
        prefix = prefix.substr(0, start);
        if (!next.empty()) return std::string(prefix) + next;
    }
    return std::nullopt;
}

}  // namespace garden::store
