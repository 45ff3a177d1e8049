#include <algorithm>
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

// By the ending of the name; a JPEG without one.
Result<PictureFormat> output_format(const std::string& name) {
    if (const auto format = format_of(name)) return *format;
    const bool ends = name.find('.', name.find_last_of('/') + 1) != std::string::npos;
    if (!ends) return PictureFormat::jpeg;
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("-o cannot be \"{}\"; name a file that ends in .jpeg, .jpg, .png or .webp", name));
}

Result<const painting::NamedPainter*> choose(std::span<const painting::NamedPainter> painters,
                                             const std::string& name) {
    if (name.empty()) return &painters.front();
    const auto found = std::ranges::find(painters, name, &painting::NamedPainter::name);
    if (found != painters.end()) return &*found;
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
    const auto size = painting::parse_size(words.size);
    if (!size) {
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("--size cannot be \"{}\"; write width x height, such as 1280x800", words.size));
    }
    if (words.sheet.empty() && words.count)
        return fail(ErrorCode::invalid_argument, "--count is for --sheet");
    if (!words.sheet.empty() && words.progress) {
        return fail(ErrorCode::invalid_argument,
                    "--progress is for one picture; a sheet always says how far it is");
    }
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
                                .width = size->width,
                                .height = size->height,
                                .seed = words.seed ? *words.seed : random_seed(),
                                .steps = words.steps,
                                .guidance = words.guidance,
                                .options = words.options};
    const StopOnSignal stop;
    if (!words.sheet.empty()) return paint_sheet(**painter, order, words, *format, output, stop.token());
    painting::Watch watch{.on_progress = {}, .cancel = stop.token()};
    if (words.progress) watch.on_progress = say_progress;
    const auto painting = (*painter)->painter->paint(order, watch);
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
