#include <charconv>

#include <fmt/format.h>

#include "base/id.h"
#include "cli/commands.h"
#include "cli/contact_sheet.h"
#include "cli/files.h"
#include "painting/description.h"

namespace garden::cli {
namespace {

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

// By the ending of the name; a JPEG without one.
Result<PictureFormat> output_format(const std::string& name) {
    if (const auto format = format_of(name)) return *format;
    const bool ends = name.find('.', name.find_last_of('/') + 1) != std::string::npos;
    if (!ends) return PictureFormat::jpeg;
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("-o cannot be \"{}\"; name a file that ends in .jpeg, .jpg, .png or .webp", name));
}

}  // namespace

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
    const std::string output = !words.output.empty() ? words.output
                               : words.sheet.empty() ? "picture.jpeg"
                                                     : "sheet.jpeg";
    const auto format = output_format(output);
    if (!format) return std::unexpected(format.error());
    const auto painter = assembly.make_painter();
    if (!words.sheet.empty()) return paint_sheet(*painter, order, words, *format, output);
    if (words.count) return fail(ErrorCode::invalid_argument, "--count is for --sheet");
    const auto painting = painter->paint(order, {});
    if (!painting) return std::unexpected(painting.error());
    const auto file = encode(painting->picture, *format, painting::describe(painting->recipe));
    if (!file) return std::unexpected(file.error());
    if (const auto written = write_file(output, *file); !written) return written;
    fmt::print("{}: {}\n", output, painting::to_json(painting->recipe));
    return {};
}

}  // namespace garden::cli
