// Of this room alone.
#pragma once

#include <algorithm>
#include <string_view>

namespace garden::store {

inline bool is_lower_hex(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// A blob's name is its SHA-256.
inline bool is_blob_name(std::string_view text) { return text.size() == 64 && is_lower_hex(text); }

}  // namespace garden::store
