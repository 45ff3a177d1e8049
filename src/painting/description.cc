#include "painting/description.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/version.h"

namespace garden::painting {
namespace {

using Properties = std::vector<std::pair<std::string, std::string>>;

Properties properties_of(const Recipe& recipe, bool shortened) {
    const Order& order = recipe.order;
    Properties properties{{"Painter", recipe.painter}, {"Version", recipe.version}, {"Prompt", order.prompt}};
    if (!order.negative_prompt.empty()) properties.emplace_back("NegativePrompt", order.negative_prompt);
    properties.emplace_back("Width", fmt::to_string(order.width));
    properties.emplace_back("Height", fmt::to_string(order.height));
    properties.emplace_back("Seed", fmt::to_string(order.seed));
    if (order.steps) properties.emplace_back("Steps", fmt::to_string(*order.steps));
    if (order.guidance) properties.emplace_back("Guidance", fmt::to_string(*order.guidance));
    if (!order.options.empty()) properties.emplace_back("Options", nlohmann::json(order.options).dump());
    if (shortened) properties.emplace_back("Shortened", "True");
    return properties;
}

// EXIF's strings are ASCII; JSON can say every character in it.
std::string ascii_json(const Recipe& recipe, bool shortened) {
    auto json = nlohmann::ordered_json::parse(to_json(recipe));
    if (shortened) json["shortened"] = true;
    return json.dump(-1, ' ', true);
}

image::Description whole(const Recipe& recipe, bool shortened) {
    return {.software = fmt::format("Emotion Garden {}, {} painter{}{}", version(), recipe.painter,
                                    recipe.version.empty() ? "" : " ", recipe.version),
            .recipe_json = ascii_json(recipe, shortened),
            .recipe = properties_of(recipe, shortened),
            .algorithmic = recipe.painter == "flower"};
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
