#include "painting/painter.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace garden::painting {
namespace {

constexpr int kLeastSide = 64;
constexpr int kMostSide = 4096;
constexpr std::size_t kMostText = 64 * 1024;

}  // namespace

std::string to_json(const Recipe& recipe) {
    const Order& order = recipe.order;
    nlohmann::ordered_json json = {
        {"painter", recipe.painter}, {"version", recipe.version}, {"prompt", order.prompt}};
    if (recipe.version.empty()) json.erase("version");
    if (!order.negative_prompt.empty()) json["negativePrompt"] = order.negative_prompt;
    json["width"] = order.width;
    json["height"] = order.height;
    if (!recipe.painted_size.empty()) json["paintedSize"] = recipe.painted_size;
    if (recipe.seeded) json["seed"] = order.seed;
    if (order.steps) json["steps"] = *order.steps;
    if (order.guidance) json["guidance"] = *order.guidance;
    if (!order.options.empty()) json["options"] = order.options;
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<> check_order(const Order& order) {
    for (const int side : {order.width, order.height}) {
        if (side < kLeastSide || side > kMostSide) {
            return fail(ErrorCode::invalid_argument,
                        fmt::format("a picture of {}x{} cannot be painted: each side must be {} to {} pixels",
                                    order.width, order.height, kLeastSide, kMostSide));
        }
    }
    for (const std::string* text : {&order.prompt, &order.negative_prompt}) {
        if (text->size() > kMostText)
            return fail(ErrorCode::invalid_argument, "a prompt may have at most 64 KiB");
        if (!is_utf8(*text)) return fail(ErrorCode::invalid_argument, "the prompt is not valid UTF-8");
    }
    return {};
}

}  // namespace garden::painting
