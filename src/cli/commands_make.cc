#include <filesystem>
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/commands.h"
#include "image/codec.h"
#include "vision/drawing.h"

namespace garden::cli {
namespace {

constexpr std::size_t kMostPhoto = std::size_t{200} * 1024 * 1024;

enum class Form { jpeg, png };

// By the ending of the name.
Result<Form> form_of(const std::string& drawing) {
    const std::string ending = to_lower(std::filesystem::path(drawing).extension().string());
    if (ending == ".jpeg" || ending == ".jpg") return Form::jpeg;
    if (ending == ".png") return Form::png;
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("--draw cannot be \"{}\"; name a file that ends in .jpeg, .jpg or .png", drawing));
}

// What can be said of --draw before the photo is looked at.
Result<> check_drawing(const Words& words) {
    if (words.drawing.empty()) return {};
    if (const auto form = form_of(words.drawing); !form) return std::unexpected(form.error());
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
    const auto form = form_of(words.drawing);
    if (!form) return std::unexpected(form.error());
    const auto file =
        *form == Form::png ? image::encode_png(*drawn) : image::encode_jpeg(*drawn, kQuality, {});
    if (!file) return fail_within("drawing the faces", file.error());
    return write_file(words.drawing, *file);
}

}  // namespace

Result<> write_file(const std::string& name, BytesView bytes) {
    std::ofstream file(name, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) return fail(ErrorCode::io, fmt::format("{} cannot be written", name));
    return {};
}

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
