// A mutator for pictures. libpng refuses a chunk whose checksum is wrong, so that hardly any mutation of a
// PNG would get past it: this one mutates and then writes the checksums anew, nine times out of ten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <zlib.h>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace garden::fuzz {

inline std::uint32_t read_u32(const std::uint8_t* at) {
    return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

// Length, type, data, checksum of type and data: again and again after the signature.
inline void repair_png(std::uint8_t* data, std::size_t size) {
    constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
    if (!std::string_view(reinterpret_cast<const char*>(data), size).starts_with(signature)) return;
    for (std::size_t at = signature.size(); size - at >= 12;) {
        const std::size_t length = read_u32(data + at);
        if (length > size - at - 12) return;
        std::uint8_t* end = data + at + 8 + length;
        const auto sum = crc32(0, data + at + 4, static_cast<uInt>(4 + length));
        for (int i = 0; i < 4; ++i) end[i] = static_cast<std::uint8_t>(sum >> (24 - 8 * i));
        at += 12 + length;
    }
}

inline std::size_t mutate_picture(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    size = LLVMFuzzerMutate(data, size, most);
    if (seed % 10 != 0) repair_png(data, size);
    return size;
}

}  // namespace garden::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                               unsigned seed) {
    return garden::fuzz::mutate_picture(data, size, most, seed);
}
