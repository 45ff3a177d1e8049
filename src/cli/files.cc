#include "cli/files.h"

#include <filesystem>
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "base/text.h"

namespace garden::cli {
namespace {

constexpr int kQuality = 92;

}  // namespace

Result<Bytes> read_input(const std::string& name, std::size_t most) {
    std::ifstream file;
    if (name != "-") file.open(name, std::ios::binary);
    std::istream& input = name == "-" ? std::cin : file;
    Bytes bytes;
    char block[64 * 1024];
    while (input.read(block, sizeof block) || input.gcount() > 0) {
        bytes.append(block, static_cast<std::size_t>(input.gcount()));
        if (bytes.size() > most)
            return fail(ErrorCode::invalid_argument, fmt::format("{} has over {} octets", name, most));
    }
    if (!input.eof()) return fail(ErrorCode::invalid_argument, fmt::format("{} cannot be read", name));
    return bytes;
}

Result<> write_file(const std::string& name, BytesView bytes) {
    std::ofstream file(name, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) return fail(ErrorCode::io, fmt::format("{} cannot be written", name));
    return {};
}

std::optional<PictureFormat> format_of(const std::string& name) {
    const std::string ending = to_lower(std::filesystem::path(name).extension().string());
    if (ending == ".jpeg" || ending == ".jpg") return PictureFormat::jpeg;
    if (ending == ".png") return PictureFormat::png;
    if (ending == ".webp") return PictureFormat::webp;
    return std::nullopt;
}

Result<Bytes> encode(const image::Picture& picture, PictureFormat format,
                     const image::Description& description) {
    switch (format) {
        case PictureFormat::jpeg:
            return image::encode_jpeg(picture, kQuality, description);
        case PictureFormat::png:
            return image::encode_png(picture, description);
        case PictureFormat::webp:
            return image::encode_webp(picture, kQuality, description);
    }
    return fail(ErrorCode::internal, "a picture format without an encoder");
}

}  // namespace garden::cli
