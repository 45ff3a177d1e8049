#include "painting/description.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

image::Description whole(const Recipe& recipe, bool shortened) {
    nlohmann::ordered_json json = json_of(recipe);
    image::Description description{
        .software = fmt::format("Emotion Garden {}, {} painter{}{}", version(), recipe.painter,
                                recipe.version.empty() ? "" : " ", recipe.version),
        .recipe_json = {},
        .recipe = properties_of(json),
        .algorithmic = recipe.painter == "flower"};
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
