#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include <fmt/format.h>
#include <openssl/crypto.h>

namespace garden {
namespace {

// Length of the well-formed UTF-8 sequence that `text` begins with, 0 if it begins with none. Table 3-7 of
// the Unicode Standard.
std::size_t utf8_sequence(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const auto continues = [&](std::size_t i, std::uint8_t low = 0x80, std::uint8_t high = 0xBF) {
        return i < text.size() && byte(i) >= low && byte(i) <= high;
    };
    if (text.empty()) return 0;
    const std::uint8_t first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const std::uint8_t low = first == 0xE0 ? 0xA0 : 0x80;
        const std::uint8_t high = first == 0xED ? 0x9F : 0xBF;
        return continues(1, low, high) && continues(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const std::uint8_t low = first == 0xF0 ? 0x90 : 0x80;
        const std::uint8_t high = first == 0xF4 ? 0x8F : 0xBF;
        return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

std::optional<std::uint8_t> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
    return std::nullopt;
}

// By octet: whether it stays as it is.
using Kept = std::array<bool, 256>;

// Letters, digits and these characters.
Kept alphanumeric_and(std::string_view others) {
    Kept kept{};
    for (std::size_t octet = 0; octet < kept.size(); ++octet) {
        const char c = static_cast<char>(octet);
        kept[octet] = is_alphanumeric(c) || others.contains(c);
    }
    return kept;
}

// Every octet that is not kept becomes %XX.
std::string percent_encode(std::string_view text, const Kept& kept) {
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        const auto octet = static_cast<std::uint8_t>(c);
        if (kept[octet]) {
            encoded += c;
        } else {
            fmt::format_to(std::back_inserter(encoded), "%{:02X}", octet);
        }
    }
    return encoded;
}

}  // namespace

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = utf8_sequence(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

bool is_printable(std::string_view text) {
    return std::ranges::none_of(text,
                                [](char c) { return static_cast<std::uint8_t>(c) < 0x20 || c == 0x7F; });
}

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string to_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::string json_quote(std::string_view text) {
    std::string quoted = "\"";
    while (!text.empty()) {
        const std::size_t length = utf8_sequence(text);
        const char c = text.front();
        if (length == 0) {
            quoted += "\xEF\xBF\xBD";
        } else if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (c == '\n') {
            quoted += "\\n";
        } else if (static_cast<std::uint8_t>(c) < 0x20) {
            quoted += fmt::format("\\u{:04x}", static_cast<int>(c));
        } else {
            quoted += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return quoted + '"';
}

std::string percent_encode_path(std::string_view path) {
    static const Kept kept = alphanumeric_and("-._~/,!$&'()*+;=:@");
    return percent_encode(path, kept);
}

std::string percent_encode_value(std::string_view value) {
    static const Kept kept = alphanumeric_and("-._~");
    return percent_encode(value, kept);
}

std::optional<std::string> percent_decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const auto high = hex_digit(text[i + 1]);
        const auto low = hex_digit(text[i + 2]);
        if (!high || !low) return std::nullopt;
        decoded += static_cast<char>(*high * 16 + *low);
        i += 2;
    }
    return decoded;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string to_hex(std::string_view octets) {
    std::string hex;
    hex.reserve(octets.size() * 2);
    for (const char c : octets) hex += fmt::format("{:02x}", static_cast<std::uint8_t>(c));
    return hex;
}

std::optional<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string octets;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = hex_digit(text[i]);
        const auto low = hex_digit(text[i + 1]);
        if (!high || !low) return std::nullopt;
        octets += static_cast<char>(*high << 4 | *low);
    }
    return octets;
}

std::string next_character(std::string_view character) {
    constexpr std::uint32_t surrogates = 0xD800;
    constexpr std::uint32_t after_surrogates = 0xE000;
    constexpr std::uint32_t last = 0x10FFFF;
    // The bits of the first octet that belong to the code point, by the length of the sequence.
    constexpr std::array<std::uint32_t, 5> first_bits = {0, 0x7F, 0x1F, 0x0F, 0x07};
    if (character.empty() || character.size() >= first_bits.size()) return "";
    std::uint32_t point = static_cast<std::uint8_t>(character[0]) & first_bits[character.size()];
    for (const char c : character.substr(1)) point = point << 6 | (static_cast<std::uint8_t>(c) & 0x3F);
    if (point == last) return "";
    ++point;
    if (point == surrogates) point = after_surrogates;
    const auto tail = [point](int shift) { return static_cast<char>(0x80 | (point >> shift & 0x3F)); };
    if (point < 0x80) return {static_cast<char>(point)};
    if (point < 0x800) return {static_cast<char>(0xC0 | point >> 6), tail(0)};
    if (point < 0x10000) return {static_cast<char>(0xE0 | point >> 12), tail(6), tail(0)};
    return {static_cast<char>(0xF0 | point >> 18), tail(12), tail(6), tail(0)};
}

bool equal_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace garden
