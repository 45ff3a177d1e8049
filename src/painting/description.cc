#include "painting/description.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/version.h"
#include "painting/a1111_names.h"
#include "painting/recipe_json.h"

namespace garden::painting {
namespace {

std::string dump(const nlohmann::ordered_json& json, bool ascii) {
    return json.dump(-1, ' ', ascii, nlohmann::json::error_handler_t::replace);
}

// A property for each part of the recipe, by the same name with a capital.
std::vector<std::pair<std::string, std::string>> properties_of(const nlohmann::ordered_json& recipe) {
    std::vector<std::pair<std::string, std::string>> properties;
    for (const auto& [key, value] : recipe.items()) {
        std::string name = key;
        name.front() = static_cast<char>(std::toupper(name.front()));
        properties.emplace_back(std::move(name),
                                value.is_string() ? value.get<std::string>() : dump(value, false));
    }
    return properties;
}

std::string_view option(const Order& order, std::string_view name) {
    const auto found = order.options.find(std::string(name));
    return found == order.options.end() ? std::string_view() : found->second;
}

// A value with a character that separates others stands in quotes there.
std::string a1111_value(const std::string& text) {
    return text.find_first_of(",:\n\"") == std::string::npos ? text : json_quote(text);
}

// Of a Flux in the words of Forge: its own guidance is that of asking once a step.
std::string a1111_guidance(const Recipe& recipe) {
    const double guidance = recipe.order.guidance.value_or(0);
    return recipe.reads_guidance ? fmt::format("CFG scale: 1, Distilled CFG Scale: {}", guidance)
                                 : fmt::format("CFG scale: {}", guidance);
}

// The text that AUTOMATIC1111's web UI puts into its pictures, and its "PNG Info" and many other programs
// read (modules/infotext_utils.py there). Of models in this house alone.
std::string parameters_of(const Recipe& recipe) {
    if (recipe.model_sha256.empty()) return {};
    const Order& order = recipe.order;
    std::string text = order.prompt;
    if (!order.negative_prompt.empty()) text += "\nNegative prompt: " + order.negative_prompt;
    text += fmt::format("\nSteps: {}", order.steps.value_or(0));
    if (const auto sampler = a1111_name(option(order, kSampler)); !sampler.empty())
        text += fmt::format(", Sampler: {}", sampler);
    if (const auto schedule = a1111_name(option(order, kScheduler)); !schedule.empty())
        text += fmt::format(", Schedule type: {}", schedule);
    const std::string size =
        recipe.painted_size.empty() ? fmt::format("{}x{}", order.width, order.height) : recipe.painted_size;
    text += fmt::format(", {}, Seed: {}, Size: {}, Model hash: {}, Model: {}", a1111_guidance(recipe),
                        order.seed, size, recipe.model_sha256.substr(0, 10), a1111_value(recipe.version));
    if (const auto skip = option(order, kClipSkip); !skip.empty())
        text += fmt::format(", Clip skip: {}", skip);
    std::vector<std::string> loras;
    for (const auto& [name, hash] : recipe.lora_hashes) loras.push_back(fmt::format("{}: {}", name, hash));
    if (!loras.empty())
        text += fmt::format(", Lora hashes: {}", a1111_value(fmt::to_string(fmt::join(loras, ", "))));
    return text + fmt::format(", Version: Emotion Garden {}", version());
}

image::Description whole(const Recipe& recipe, bool shortened) {
    nlohmann::ordered_json json = json_of(recipe);
    image::Description description{
        .software = fmt::format("Emotion Garden {}, {} painter{}{}", version(), recipe.painter,
                                recipe.version.empty() ? "" : " ", recipe.version),
        .recipe_json = {},
        .recipe = properties_of(json),
        .algorithmic = recipe.painter == "flower",
        .parameters = parameters_of(recipe)};
    if (shortened) {
        json["shortened"] = true;
        description.recipe.emplace_back("Shortened", "True");  // as XMP writes it
    }
    // EXIF's strings are ASCII; JSON can say every character in it.
    description.recipe_json = dump(json, true);
    return description;
}

// At most `most` octets, not ending amid a character.
void cut(std::string& text, std::size_t most) {
    if (text.size() <= most) return;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0U) == 0x80U) --most;
    text.resize(most);
}

}  // namespace

image::Description describe(const Recipe& recipe) {
    image::Description description = whole(recipe, false);
    Recipe shorter = recipe;
    std::size_t most = std::max(recipe.order.prompt.size(), recipe.order.negative_prompt.size());
    while (!image::fits_jpeg(description) && most > 0) {
        most /= 2;
        cut(shorter.order.prompt, most);
        cut(shorter.order.negative_prompt, most);
        description = whole(shorter, true);
    }
    return description;
}

}  // namespace garden::painting
