#include <algorithm>
#include <charconv>
#include <csignal>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/id.h"
#include "base/process.h"
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

// The sampling settings within what any engine takes.
Result<> check_sampling(const Words& words) {
    if (words.steps && (*words.steps < 1 || *words.steps > 1000))
        return fail(ErrorCode::invalid_argument, "--steps must be from 1 to 1000");
    if (words.guidance && !(*words.guidance >= 0 && *words.guidance <= 100))
        return fail(ErrorCode::invalid_argument, "--guidance must be from 0 to 100");
    return {};
}

Result<painting::Painter*> choose(std::span<const painting::NamedPainter> painters, const std::string& name) {
    if (name.empty()) return painters.front().painter.get();
    const auto found = std::ranges::find(painters, name, &painting::NamedPainter::name);
    if (found != painters.end()) return found->painter.get();
    std::vector<std::string_view> known;
    for (const painting::NamedPainter& one : painters) known.push_back(one.name);
    return fail(ErrorCode::invalid_argument,
                fmt::format("--painter: no painter is called \"{}\"; there {}: {}", name,
                            known.size() == 1 ? "is" : "are", fmt::join(known, ", ")));
}

// While it lives, SIGINT and SIGTERM do not end the process, but ask for a stop: a painter that is far away
// is told.
class StopOnSignal {
  public:
    StopOnSignal() {
        pthread_sigmask(SIG_BLOCK, &signals_, &before_);
        waiting_ = std::jthread([this](const std::stop_token& done) {
            constexpr timespec pause{0, 50'000'000};
            while (!done.stop_requested() && !source_.stop_requested()) {
                if (sigtimedwait(&signals_, nullptr, &pause) > 0) source_.request_stop();
            }
        });
    }
    ~StopOnSignal() {
        waiting_.request_stop();
        waiting_.join();
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    StopOnSignal(const StopOnSignal&) = delete;
    StopOnSignal& operator=(const StopOnSignal&) = delete;

    std::stop_token token() const { return source_.get_token(); }

  private:
    const sigset_t signals_ = stop_signals();
    sigset_t before_ = {};
    std::stop_source source_;
    std::jthread waiting_;
};

void say_progress(const painting::Progress& progress) {
    fmt::print(stderr, "step {} of {}{}\n", progress.step, progress.steps,
               progress.preview == nullptr
                   ? ""
                   : fmt::format(", preview {}x{}", progress.preview->width, progress.preview->height));
}

}  // namespace

Result<> paint(const Assembly& assembly, const Settings& settings, const Words& words) {
    const auto size = parse_size(words.size);
    if (!size) return std::unexpected(size.error());
    if (const auto checked = check_sampling(words); !checked) return checked;
    const std::string output = !words.output.empty() ? words.output
                               : words.sheet.empty() ? "picture.jpeg"
                                                     : "sheet.jpeg";
    const auto format = output_format(output);
    if (!format) return std::unexpected(format.error());
    const auto painters = assembly.make_painters(settings);
    if (!painters) return std::unexpected(painters.error());
    const auto painter = choose(*painters, words.painter);
    if (!painter) return std::unexpected(painter.error());
    const painting::Order order{.prompt = words.text,
                                .negative_prompt = words.negative,
                                .width = size->first,
                                .height = size->second,
                                .seed = words.seed ? *words.seed : random_seed(),
                                .steps = words.steps,
                                .guidance = words.guidance,
                                .options = {}};
    if (!words.sheet.empty()) return paint_sheet(**painter, order, words, *format, output);
    if (words.count) return fail(ErrorCode::invalid_argument, "--count is for --sheet");
    const StopOnSignal stop;
    painting::Watch watch{.on_progress = {}, .cancel = stop.token()};
    if (words.progress) watch.on_progress = say_progress;
    const auto painting = (*painter)->paint(order, watch);
    if (!painting) return std::unexpected(painting.error());
    const auto file = encode(painting->picture, *format, painting::describe(painting->recipe));
    if (!file) return std::unexpected(file.error());
    if (const auto written = write_file(output, *file); !written) return written;
    fmt::print("{}: {}\n", output, painting::to_json(painting->recipe));
    return {};
}

Result<> list_painters(const Assembly& assembly, const Settings& settings, const Words&) {
    const auto painters = assembly.make_painters(settings);
    if (!painters) return std::unexpected(painters.error());
    std::size_t ready = 0;
    for (const painting::NamedPainter& one : *painters) {
        const auto checked = one.painter->check({});
        ready += checked ? 1 : 0;
        fmt::print("{}  {}  {} at once  {}\n", one.name, one.kind, one.parallel,
                   checked ? "ready" : checked.error().message);
    }
    if (ready == painters->size()) return {};
    return fail(ErrorCode::unavailable,
                fmt::format("{} of {} painters cannot work now", painters->size() - ready, painters->size()));
}

}  // namespace garden::cli
