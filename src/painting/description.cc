#include "painting/description.h"

#include <fmt/format.h>

#include "base/version.h"

namespace garden::painting {

image::Description describe(const Recipe& recipe) {
    return {.software =
                fmt::format("Emotion Garden {}, {} painter {}", version(), recipe.painter, recipe.version),
            .recipe_json = to_json(recipe),
            .algorithmic = recipe.painter == "flower"};
}

}  // namespace garden::painting
