#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "base/id.h"
#include "base/text.h"
#include "cli/commands.h"
#include "image/codec.h"
#include "painting/description.h"
#include "vision/drawing.h"

namespace garden::cli {
namespace {

constexpr int kQuality = 92;
constexpr std::size_t kMostPhoto = std::size_t{200} * 1024 * 1024;

// "1280x800" → width and height.
Result<std::pair<int, int>> parse_size(const std::string& text) {
    int width = 0;
    int height = 0;
    const char* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, width);
    if (first.ec == std::errc() && first.ptr != end && *first.ptr == 'x') {
        const auto second = std::from_chars(first.ptr + 1, end, height);
        if (second.ec == std::errc() && second.ptr == end) return std::pair(width, height);
    }
    return fail(ErrorCode::invalid_argument,
                fmt::format("--size cannot be \"{}\"; write width x height, such as 1280x800", text));
}

Result<> write_file(const std::string& name, BytesView bytes) {
    std::ofstream file(name, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) return fail(ErrorCode::io, fmt::format("{} cannot be written", name));
    return {};
}

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

Result<> paint(const Assembly& assembly, const Settings&, const Words& words) {
    const auto size = parse_size(words.size);
    if (!size) return std::unexpected(size.error());
    const painting::Order order{.prompt = words.text,
                                .negative_prompt = words.negative,
                                .width = size->first,
                                .height = size->second,
                                .seed = words.seed ? *words.seed : random_seed(),
                                .steps = {},
                                .guidance = {},
                                .options = {}};
    const auto painting = assembly.make_painter()->paint(order, {});
    if (!painting) return std::unexpected(painting.error());
    const auto jpeg = image::encode_jpeg(painting->picture, kQuality, painting::describe(painting->recipe));
    if (!jpeg) return std::unexpected(jpeg.error());
    if (const auto written = write_file(words.output, *jpeg); !written) return written;
    fmt::print("{}: {}\n", words.output, painting::to_json(painting->recipe));
    return {};
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
