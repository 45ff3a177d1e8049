#include "cli/contact_sheet.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "base/thread_pool.h"
#include "image/sheet.h"
#include "painting/description.h"
#include "painting/flower/words.h"

namespace garden::cli {
namespace {

constexpr int kMostCount = 200;
constexpr int kEmotionSeeds = 3;
constexpr int kSeeds = 12;
constexpr std::size_t kMostPrompts = std::size_t{1} * 1024 * 1024;
constexpr int kPromptLines = 2;
// Those of the gallery's keys, in the order of the painter's documentation.
constexpr std::array kEmotions{"happy", "surprised", "calm", "angry", "fear", "confused", "disgusted", "sad"};

bool names_emotion(std::string_view text) {
    return painting::flower::understand(text, "").emotion.has_value();
}

// The words of a part of a prompt that name no emotion; nothing of a part that names one in another way.
std::string other_words(std::string_view part) {
    if (!names_emotion(part)) return std::string(trim(part));
    std::vector<std::string_view> kept;
    for (const std::string_view word : split(trim(part), ' ')) {
        if (!word.empty() && !names_emotion(word)) kept.push_back(word);
    }
    const bool weighted = part.find_first_of("()[]") != std::string_view::npos;
    std::string rest = fmt::format("{}", fmt::join(kept, " "));
    return weighted || names_emotion(rest) ? std::string() : rest;
}

std::string with_emotion(const std::string& emotion, const std::string& prompt) {
    std::string text = emotion;
    for (const std::string_view part : split(prompt, ',')) {
        if (const std::string rest = other_words(part); !rest.empty()) text += ", " + rest;
    }
    return text;
}

painting::Order changed(const painting::Order& order, std::string prompt, int seed) {
    painting::Order copy = order;
    copy.prompt = std::move(prompt);
    copy.seed += static_cast<std::uint64_t>(seed);
    return copy;
}

Result<int> count_of(const Words& words, int usual) {
    const int count = words.count.value_or(usual);
    if (count >= 1 && count <= kMostCount) return count;
    return fail(ErrorCode::invalid_argument,
                fmt::format("--count cannot be {}; it is from 1 to {}", count, kMostCount));
}

Result<SheetPlan> plan_emotions(const painting::Order& order, const Words& words) {
    const auto count = count_of(words, kEmotionSeeds);
    if (!count) return std::unexpected(count.error());
    SheetPlan plan{.tiles = {}, .columns = *count};
    for (const std::string emotion : kEmotions) {
        for (int i = 0; i < *count; ++i) {
            const painting::Order tile = changed(order, with_emotion(emotion, order.prompt), i);
            plan.tiles.push_back({tile, fmt::format("{}, seed {}", emotion, tile.seed)});
        }
    }
    return plan;
}

Result<SheetPlan> plan_seeds(const painting::Order& order, const Words& words) {
    const auto count = count_of(words, kSeeds);
    if (!count) return std::unexpected(count.error());
    SheetPlan plan;
    for (int i = 0; i < *count; ++i) {
        const painting::Order tile = changed(order, order.prompt, i);
        plan.tiles.push_back({tile, fmt::format("seed {}", tile.seed)});
    }
    return plan;
}

Result<SheetPlan> plan_prompts(const painting::Order& order, const Words& words, const std::string& prompts) {
    if (words.count) {
        return fail(ErrorCode::invalid_argument,
                    "--count is for sheets of emotions or seeds, not of prompts");
    }
    SheetPlan plan{.tiles = {}, .label_lines = kPromptLines};
    for (const std::string_view line : split(prompts, '\n')) {
        if (const std::string prompt(trim(line)); !prompt.empty())
            plan.tiles.push_back({changed(order, prompt, 0), prompt});
    }
    if (plan.tiles.empty()) return fail(ErrorCode::invalid_argument, "the list of prompts is empty");
    if (plan.tiles.size() > kMostCount) {
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("the list has {} prompts; a sheet shows at most {}", plan.tiles.size(), kMostCount));
    }
    return plan;
}

int most_side(PictureFormat format) {
    return format == PictureFormat::webp ? image::kMostWebpSide : image::kMostJpegSide;
}

// Paints tiles on the threads of a pool, and lays each on the sheet.
class SheetPainter {
  public:
    SheetPainter(const painting::NamedPainter& painter, const SheetPlan& plan, const image::SheetGrid& grid)
        : painter_(painter), plan_(plan), grid_(grid), sheet_(grid) {}

    // Returns the recipe of the first tile, or the first error.
    Result<painting::Recipe> run(const std::stop_token& stop) {
        const std::stop_callback pass_on(stop, [this] { stop_.request_stop(); });
        ThreadPool pool(threads(), plan_.tiles.size());
        for (std::size_t i = 0; i < plan_.tiles.size(); ++i) {
            if (!pool.try_submit([this, i] { paint_tile(i); })) break;
        }
        pool.stop();
        if (error_) return std::unexpected(*error_);
        if (done_ < plan_.tiles.size()) return fail(ErrorCode::cancelled, "the sheet was stopped");
        return recipe_;
    }

    const image::Picture& picture() const { return sheet_.picture(); }

  private:
    std::size_t threads() const {
        const bool here = painter_.kind == painting::name(painting::PainterKind::flower);
        const std::size_t most =
            here ? std::thread::hardware_concurrency() : static_cast<std::size_t>(painter_.parallel);
        return std::clamp<std::size_t>(most, 1, plan_.tiles.size());
    }

    void paint_tile(std::size_t index) {
        if (stop_.stop_requested()) return;
        const auto start = std::chrono::steady_clock::now();
        const SheetTile& tile = plan_.tiles[index];
        auto painting = painter_.painter->paint(tile.order, {.on_progress = {}, .cancel = stop_.get_token()});
        if (!painting) return fail_with(painting.error());
        const auto shown = image::to_tile(painting->picture, grid_);
        if (!shown) return fail_with(shown.error());
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        const std::lock_guard lock(mutex_);
        if (const auto placed = sheet_.place(static_cast<int>(index), *shown, tile.label); !placed) {
            if (!error_) error_ = placed.error();
            stop_.request_stop();
            return;
        }
        if (index == 0) recipe_ = std::move(painting->recipe);
        fmt::print(stderr, "{} of {}: {} ({:.1f} s)\n", ++done_, plan_.tiles.size(), tile.label,
                   took.count());
    }

    void fail_with(const Error& error) {
        const std::lock_guard lock(mutex_);
        if (!error_) error_ = error;
        stop_.request_stop();
    }

    const painting::NamedPainter& painter_;
    const SheetPlan& plan_;
    const image::SheetGrid& grid_;
    std::stop_source stop_;
    std::mutex mutex_;
    image::Sheet sheet_;  // guarded by mutex_, as all below
    painting::Recipe recipe_;
    std::optional<Error> error_;
    std::size_t done_ = 0;
};

// The recipe of a whole sheet: that of its first tile, with the prompt that was given.
painting::Recipe recipe_of(painting::Recipe first, const SheetPlan& plan, const Words& words) {
    std::vector<std::string_view> prompts;
    for (const SheetTile& tile : plan.tiles) prompts.push_back(tile.order.prompt);
    first.order.prompt = words.sheet == "prompts" ? fmt::format("{}", fmt::join(prompts, "\n")) : words.text;
    first.order.options["sheet"] = words.sheet;
    first.order.options["tiles"] = fmt::to_string(plan.tiles.size());
    return first;
}

}  // namespace

Result<SheetPlan> plan_sheet(const painting::Order& order, const Words& words, const std::string& prompts) {
    if (words.sheet == "emotions") return plan_emotions(order, words);
    if (words.sheet == "seeds") return plan_seeds(order, words);
    if (words.sheet == "prompts") return plan_prompts(order, words, prompts);
    return fail(ErrorCode::invalid_argument,
                fmt::format("--sheet cannot be \"{}\"; it is emotions, seeds or prompts", words.sheet));
}

Result<> paint_sheet(const painting::NamedPainter& painter, const painting::Order& order, const Words& words,
                     PictureFormat format, const std::string& output, const std::stop_token& stop) {
    Bytes prompts;
    if (words.sheet == "prompts") {
        auto read = read_input(words.text, kMostPrompts);
        if (!read) return std::unexpected(read.error());
        prompts = std::move(*read);
    }
    const auto plan = plan_sheet(order, words, prompts);
    if (!plan) return std::unexpected(plan.error());
    for (const SheetTile& tile : plan->tiles) {
        if (const auto checked = painting::check_order(tile.order); !checked) return checked;
    }
    const image::SheetGrid grid = image::sheet_grid(static_cast<int>(plan->tiles.size()), plan->columns,
                                                    order.width, order.height, plan->label_lines);
    if (const auto checked = image::check_sheet(grid, most_side(format)); !checked) return checked;
    SheetPainter sheet(painter, *plan, grid);
    const auto recipe = sheet.run(stop);
    if (!recipe) return std::unexpected(recipe.error());
    const painting::Recipe whole = recipe_of(*recipe, *plan, words);
    const auto file = encode(sheet.picture(), format, painting::describe(whole));
    if (!file) return std::unexpected(file.error());
    if (const auto written = write_file(output, *file); !written) return written;
    fmt::print("{}: {} pictures, {}x{}\n", output, plan->tiles.size(), grid.width, grid.height);
    return {};
}

}  // namespace garden::cli
