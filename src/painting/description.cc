#include "painting/description.h"

#include <fmt/format.h>

#include "base/version.h"

namespace garden::painting {

image::Description describe(const Recipe& recipe) {
    const std::string space = recipe.version.empty() ? "" : " ";
    return {.software = fmt::format("Emotion Garden {}, {} painter{}{}", version(), recipe.painter, space,
                                    recipe.version),
            .recipe_json = to_json(recipe),
            .algorithmic = recipe.painter == "flower"};
}

}  // namespace garden::painting
