#include <filesystem>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/files.h"
#include "image/codec.h"
#include "vision/drawing.h"

namespace garden::cli {
namespace {

constexpr std::size_t kMostPhoto = std::size_t{200} * 1024 * 1024;

// By the ending of the name.
Result<PictureFormat> drawing_format(const std::string& drawing) {
    const auto format = format_of(drawing);
    if (format && *format != PictureFormat::webp) return *format;
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("--draw cannot be \"{}\"; name a file that ends in .jpeg, .jpg or .png", drawing));
}

// What can be said of --draw before the photo is looked at.
Result<> check_drawing(const Words& words) {
    if (words.drawing.empty()) return {};
    if (const auto format = drawing_format(words.drawing); !format) return std::unexpected(format.error());
    std::error_code error;  // of a file that is not there yet, or standard input
    if (std::filesystem::equivalent(words.text, words.drawing, error)) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("--draw would overwrite the photo {}; name another file", words.drawing));
    }
    return {};
}

// Draws into the photo at its full size; what is analysed is smaller.
Result<> write_drawing(const Words& words, BytesView photo, std::span<const vision::Face> faces) {
    const auto picture = image::decode(photo);
    if (!picture) return fail_within(words.text, picture.error());
    const auto drawn = vision::draw_faces(*picture, faces);
    if (!drawn) return fail_within("drawing the faces", drawn.error());
    const auto format = drawing_format(words.drawing);
    if (!format) return std::unexpected(format.error());
    const auto file = encode(*drawn, *format, {});
    if (!file) return fail_within("drawing the faces", file.error());
    return write_file(words.drawing, *file);
}

}  // namespace

Result<> analyze(const Assembly& assembly, const Settings& settings, const Words& words) {
    if (const auto checked = check_drawing(words); !checked) return checked;
    const auto file = read_input(words.text, kMostPhoto);
    if (!file) return std::unexpected(file.error());
    const auto picture = image::decode(*file, {.longest_side = vision::kAnalysisSide});
    if (!picture) return fail_within(words.text, picture.error());
    const auto analyser = assembly.make_analyser(settings);
    if (!analyser) return std::unexpected(analyser.error());
    const auto faces = (*analyser)->analyse(*picture);
    if (!faces) return std::unexpected(faces.error());
    if (!words.drawing.empty()) {
        if (const auto written = write_drawing(words, *file, *faces); !written) return written;
    }
    fmt::print("{}\n", vision::to_json(*faces));
    return {};
}

}  // namespace garden::cli
