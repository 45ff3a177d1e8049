#include "painting/recipe_json.h"

#include <nlohmann/json.hpp>

namespace garden::painting {

nlohmann::ordered_json json_of(const Recipe& recipe) {
    const Order& order = recipe.order;
    nlohmann::ordered_json json;
    json["painter"] = recipe.painter;
    if (!recipe.version.empty()) json["version"] = recipe.version;
    if (!recipe.model_sha256.empty()) json["modelSha256"] = recipe.model_sha256;
    if (!recipe.with.empty()) json["with"] = recipe.with;
    json["prompt"] = order.prompt;
    if (!order.negative_prompt.empty()) json["negativePrompt"] = order.negative_prompt;
    json["width"] = order.width;
    json["height"] = order.height;
    if (!recipe.painted_size.empty()) json["paintedSize"] = recipe.painted_size;
    if (recipe.seeded) json["seed"] = order.seed;
    if (order.steps) json["steps"] = *order.steps;
    if (order.guidance) json["guidance"] = *order.guidance;
    if (!order.options.empty()) json["options"] = order.options;
    return json;
}

}  // namespace garden::painting
