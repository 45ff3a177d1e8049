#include "painting/description.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/version.h"
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

// What AUTOMATIC1111's web UI calls the samplers and schedulers of stable-diffusion.cpp; others keep their
// name.
struct Name {
    std::string_view here;
    std::string_view there;
};
constexpr std::array kA1111Names = {
    Name{"euler", "Euler"},
    Name{"euler_a", "Euler a"},
    Name{"heun", "Heun"},
    Name{"dpm2", "DPM2"},
    Name{"dpm++2s_a", "DPM++ 2S a"},
    Name{"dpm++2m", "DPM++ 2M"},
    Name{"lcm", "LCM"},
    Name{"discrete", "Automatic"},
    Name{"karras", "Karras"},
    Name{"exponential", "Exponential"},
    Name{"sgm_uniform", "SGM Uniform"},
    Name{"simple", "Simple"},
    Name{"kl_optimal", "KL Optimal"},
    Name{"ays", "Align Your Steps"},
};

std::string_view a1111_name(const Order& order, const std::string& option) {
    const auto value = order.options.find(option);
    if (value == order.options.end()) return {};
    const auto named = std::ranges::find(kA1111Names, value->second, &Name::here);
    return named == kA1111Names.end() ? std::string_view(value->second) : named->there;
}

// A value with a character that separates others stands in quotes there.
std::string a1111_value(const std::string& text) {
    return text.find_first_of(",:\n\"") == std::string::npos ? text : json_quote(text);
}

// The text that AUTOMATIC1111's web UI puts into its pictures, and its "PNG Info" and many other programs
// read (modules/infotext_utils.py there). Of models in this house alone.
std::string parameters_of(const Recipe& recipe) {
    if (recipe.model_sha256.empty()) return {};
    const Order& order = recipe.order;
    std::string text = order.prompt;
    if (!order.negative_prompt.empty()) text += "\nNegative prompt: " + order.negative_prompt;
    text += fmt::format("\nSteps: {}", order.steps.value_or(0));
    if (const auto sampler = a1111_name(order, "sampler"); !sampler.empty())
        text += fmt::format(", Sampler: {}", sampler);
    if (const auto schedule = a1111_name(order, "scheduler"); !schedule.empty())
        text += fmt::format(", Schedule type: {}", schedule);
    const std::string size =
        recipe.painted_size.empty() ? fmt::format("{}x{}", order.width, order.height) : recipe.painted_size;
    text += fmt::format(", CFG scale: {}, Seed: {}, Size: {}, Model hash: {}, Model: {}",
                        order.guidance.value_or(0), order.seed, size, recipe.model_sha256.substr(0, 10),
                        a1111_value(recipe.version));
    if (const auto skip = a1111_name(order, "clip_skip"); !skip.empty())
        text += fmt::format(", Clip skip: {}", skip);
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
