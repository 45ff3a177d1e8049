#include "api/orders.h"

#include <algorithm>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/id.h"
#include "base/text.h"
#include "gallery/key.h"
#include "painting/painter.h"

namespace garden::api {
namespace {

constexpr std::int64_t kMostIndex = 1'000'000;
constexpr std::size_t kMostPrompt = std::size_t{8} * 1024;
constexpr std::size_t kMostWord = 256;
constexpr std::size_t kMostKey = 1024;
// Of the prompt's SHA-256 in the name of a table's job: other prompts are other jobs.
constexpr std::size_t kPromptDigits = 8;

struct Size {
    int width, height;
};

Result<Size> size_of(const JsonBody& body, std::optional<Size> otherwise) {
    if (otherwise && !body.has("width") && !body.has("height")) return *otherwise;
    Size size{};
    for (const auto& [name, side] : {std::pair{"width", &Size::width}, std::pair{"height", &Size::height}}) {
        const auto value = body.loose_integer(name, painting::kLeastSide, painting::kMostSide);
        if (!value) return std::unexpected(value.error());
        if (!*value)
            return fail(ErrorCode::invalid_argument,
                        fmt::format("\"{}\" is missing; send {} to {} pixels", name, painting::kLeastSide,
                                    painting::kMostSide));
        size.*side = static_cast<int>(**value);
    }
    return size;
}

// No `.` or `..`, nothing empty between slashes: such keys cannot be asked for over HTTP.
bool is_plain_path(std::string_view key) {
    for (const std::string_view segment : split(key, '/')) {
        if (segment.empty() || segment == "." || segment == "..") return false;
    }
    return std::ranges::none_of(key,
                                [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\\'; });
}

// What a bulk job's prompt, JSON in a text, asks to be painted.
Result<std::string> bulk_text(std::string_view prompt) {
    const auto parts = JsonBody::parse(prompt);
    if (!parts) return fail_within("\"prompt\" must be the text of a JSON object", parts.error());
    const auto emotion = parts->text("emotion", kMostWord);
    if (!emotion) return fail_within("\"prompt\"", emotion.error());
    if (!emotion->empty() && !gallery::is_emotion(*emotion)) {
        return fail(ErrorCode::invalid_argument, fmt::format("\"prompt\": \"{}\" is no emotion; they are {}",
                                                             *emotion, fmt::join(gallery::kEmotions, ", ")));
    }
    std::string text;
    for (const char* name : {"emotionText", "favorite", "others"}) {
        const auto part = parts->text(name, kMostPrompt);
        if (!part) return fail_within("\"prompt\"", part.error());
        if (part->empty()) continue;
        if (!text.empty()) text += ", ";
        text += *part;
    }
    if (text.size() > kMostPrompt) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("the texts of \"prompt\" have {} octets together; at most {}", text.size(),
                                kMostPrompt));
    }
    if (trim(text).empty()) {
        return fail(ErrorCode::invalid_argument,
                    "\"prompt\" has neither emotionText nor favorite nor others: say what to paint");
    }
    return text;
}

// A landscape and a portrait; `name` is that of the order and begins their keys.
Result<jobs::NewJob> bulk_job(const std::string& name, const std::string& prompt) {
    const std::string landscape = name + "h.jpeg";
    const std::string portrait = name + "v.jpeg";
    if (!gallery::parse_picture_key(landscape) || !is_plain_path(landscape) || landscape.size() > kMostKey) {
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("there cannot be a picture \"{}\"; its key must be imgPool/<emotion>/<name> or "
                        "imgPool/<emotion>/<favorite>/<name>, or the same under emotions/",
                        landscape));
    }
    jobs::NewJob job;
    job.name = name;
    job.priority = jobs::Priority::bulk;
    job.request = {
        .prompt = prompt, .negative_prompt = {}, .seed = random_seed(), .steps = {}, .guidance = {}};
    job.pictures = {{.key = landscape, .width = kBulkLongSide, .height = kBulkShortSide},
                    {.key = portrait, .width = kBulkShortSide, .height = kBulkLongSide}};
    return job;
}

}  // namespace

// The negative prompt is not checked for denied words: that is where one names what shall not be there.
Result<std::string> Orders::prompt_of(const JsonBody& body, std::string_view name) const {
    auto text = body.required_text(name, kMostPrompt);
    if (!text) return std::unexpected(text.error());
    if (trim(*text).empty())
        return fail(ErrorCode::invalid_argument, fmt::format("\"{}\" is blank; say what to paint", name));
    if (const auto allowed = library_.check_prompt(*text); !allowed) return std::unexpected(allowed.error());
    return text;
}

Result<std::vector<jobs::NewJob>> Orders::text2image(const JsonBody& body) {
    auto text = prompt_of(body, "text");
    if (!text) return std::unexpected(text.error());
    const auto size = size_of(body, std::nullopt);
    if (!size) return std::unexpected(size.error());
    std::vector<jobs::NewJob> orders;
    for (std::size_t i = 0; i < workers_.endpoints().size(); ++i) {
        jobs::NewJob job;
        job.request = {
            .prompt = *text, .negative_prompt = {}, .seed = random_seed(), .steps = {}, .guidance = {}};
        auto key = new_key("", "");
        if (!key) return std::unexpected(key.error());
        job.pictures = {{.key = std::move(*key), .width = size->width, .height = size->height}};
        orders.push_back(std::move(job));
    }
    return orders;
}

Result<jobs::NewJob> Orders::bulk(const JsonBody& body) const {
    const auto index = body.loose_integer("index", 0, kMostIndex);
    if (!index) return std::unexpected(index.error());
    if (!*index)
        return fail(ErrorCode::invalid_argument, "\"index\" is missing; send a whole number from 0 on");
    const auto name = body.required_text("fname", kMostKey);
    if (!name) return std::unexpected(name.error());
    const auto prompt = body.required_text("prompt", 4 * kMostPrompt);
    if (!prompt) return std::unexpected(prompt.error());
    const auto text = bulk_text(*prompt);
    if (!text) return std::unexpected(text.error());
    if (const auto allowed = library_.check_prompt(*text); !allowed) return std::unexpected(allowed.error());
    auto job = bulk_job(fmt::format("{}_{}", *name, **index), *text);
    if (!job) return fail_within("\"fname\"", job.error());
    return job;
}

Result<std::vector<jobs::NewJob>> Orders::table(const std::vector<prompts::Row>& rows, int count) const {
    const Timestamp now = clock_.now();
    const auto denied = library_.denied_words();
    if (!denied) return std::unexpected(denied.error());
    std::map<std::string, int> numbers;  // of the next name, by folder: rows may share one
    std::vector<jobs::NewJob> orders;
    for (const prompts::Row& row : rows) {
        if (row.prompt.size() > kMostPrompt) {
            return fail(ErrorCode::invalid_argument, fmt::format("a row's prompt has {} octets; at most {}",
                                                                 row.prompt.size(), kMostPrompt));
        }
        if (const auto allowed = prompts::check_prompt(row.prompt, **denied); !allowed)
            return std::unexpected(allowed.error());
        const gallery::SearchKey search_key{row.emotion, row.favorite};
        const std::string folder =
            fmt::format("{}/{}/", gallery::prefix(gallery::Place::pool), search_key.text());
        const std::string digits = sha256_hex(row.prompt).substr(0, kPromptDigits);
        for (int i = 0; i < count; ++i) {
            std::string name = folder + gallery::new_picture_name(now, numbers[folder]++);
            name.erase(name.rfind('.'));
            auto job = bulk_job(fmt::format("{}-{}", name, digits), row.prompt);
            if (!job) return std::unexpected(job.error());
            orders.push_back(std::move(*job));
        }
    }
    return orders;
}

Result<jobs::NewJob> Orders::picture(const JsonBody& body) {
    auto prompt = prompt_of(body, "prompt");
    if (!prompt) return std::unexpected(prompt.error());
    auto negative = body.text("negativePrompt", kMostPrompt);
    if (!negative) return std::unexpected(negative.error());
    const auto size = size_of(body, Size{kBulkLongSide, kBulkShortSide});
    if (!size) return std::unexpected(size.error());
    const auto seed = body.integer("seed", 0, std::numeric_limits<std::int64_t>::max());
    if (!seed) return std::unexpected(seed.error());
    const auto steps = body.integer("steps", 1, painting::kMostSteps);
    if (!steps) return std::unexpected(steps.error());
    const auto guidance = body.number("guidance", 0.0, painting::kMostGuidance);
    if (!guidance) return std::unexpected(guidance.error());
    auto painter = painter_of(body);
    if (!painter) return std::unexpected(painter.error());
    auto options = options_of(body, *painter);
    if (!options) return std::unexpected(options.error());
    auto key = key_of(body, size->width, size->height);
    if (!key) return std::unexpected(key.error());
    jobs::NewJob job;
    job.painter = std::move(*painter);
    job.request = {.prompt = std::move(*prompt),
                   .negative_prompt = std::move(*negative),
                   .seed = *seed ? static_cast<std::uint64_t>(**seed) : random_seed(),
                   .steps = *steps ? std::optional(static_cast<int>(**steps)) : std::nullopt,
                   .guidance = *guidance,
                   .options = std::move(*options)};
    job.pictures = {{.key = std::move(*key), .width = size->width, .height = size->height}};
    return job;
}

Result<std::string> Orders::painter_of(const JsonBody& body) const {
    auto painter = body.text("painter", kMostWord);
    if (!painter || painter->empty()) return painter;
    std::vector<std::string> names;
    for (const jobs::EndpointStatus& endpoint : workers_.endpoints()) names.push_back(endpoint.name);
    if (std::ranges::find(names, *painter) != names.end()) return painter;
    return fail(ErrorCode::invalid_argument,
                fmt::format("there is no painter \"{}\"; there is {}", *painter, fmt::join(names, ", ")));
}

// Every painter that may take the order must have them, or it would be parked by one that has not.
Result<painting::Options> Orders::options_of(const JsonBody& body, const std::string& painter) const {
    painting::Options options;
    for (const std::string_view name : {painting::kSampler, painting::kScheduler}) {
        auto value = body.text(name, kMostWord);
        if (!value) return std::unexpected(value.error());
        if (!value->empty()) options.emplace(name, std::move(*value));
    }
    const auto clip_skip = body.integer(painting::kClipSkip, 1, painting::kMostClipSkip);
    if (!clip_skip) return std::unexpected(clip_skip.error());
    if (*clip_skip) options.emplace(painting::kClipSkip, fmt::to_string(**clip_skip));
    if (options.empty()) return options;
    std::vector<std::string> able;
    std::optional<Error> refused;  // by one that has options at all, if there is one
    for (const jobs::EndpointStatus& endpoint : workers_.endpoints()) {
        if (!painter.empty() && endpoint.name != painter) continue;
        const auto checked = painting::check_options(endpoint.name, endpoint.options, options);
        if (checked)
            able.push_back(endpoint.name);
        else if (!refused || !endpoint.options.empty())
            refused = checked.error();
    }
    if (!refused) return options;
    if (able.empty()) return std::unexpected(*refused);
    return fail(ErrorCode::invalid_argument, fmt::format("{}; let \"painter\" name one that does it: {}",
                                                         refused->message, fmt::join(able, ", ")));
}

Result<std::string> Orders::key_of(const JsonBody& body, int width, int height) {
    const auto place = body.text("place", kMostWord);
    if (!place) return std::unexpected(place.error());
    if (*place != "" && *place != "pool" && *place != "garden") {
        return fail(ErrorCode::invalid_argument,
                    "\"place\" must be pool or garden, or missing: then the picture is at the bucket's root");
    }
    if (place->empty()) return new_key("", "");
    const auto emotion = body.required_text("emotion", kMostWord);
    if (!emotion) return std::unexpected(emotion.error());
    const auto favorite = body.text("favorite", kMostWord);
    if (!favorite) return std::unexpected(favorite.error());
    const auto search_key =
        gallery::parse_search_key(favorite->empty() ? *emotion : *emotion + "/" + *favorite);
    if (!search_key) return std::unexpected(search_key.error());
    const std::string folder = fmt::format(
        "{}/{}/", gallery::prefix(*place == "pool" ? gallery::Place::pool : gallery::Place::garden),
        search_key->text());
    if (!gallery::parse_picture_key(folder + "img_h.jpeg") || !is_plain_path(folder + "img_h.jpeg")) {
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("\"favorite\" cannot be \"{}\": it becomes a part of the picture's key", *favorite));
    }
    return new_key(folder, height > width ? "v" : "h");
}

Result<std::string> Orders::new_key(const std::string& folder, std::string_view suffix) {
    while (true) {
        const auto name = names_.next();
        if (!name) return std::unexpected(name.error());
        std::string key = folder + *name;
        key.insert(key.rfind('.'), suffix);
        // A program before this one may have used it in this very second.
        const auto there = gallery_.exists(key);
        if (!there) return std::unexpected(there.error());
        if (!*there) return key;
    }
}

}  // namespace garden::api
