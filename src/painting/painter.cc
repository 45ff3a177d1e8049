#include "painting/painter.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "painting/recipe_json.h"

namespace garden::painting {
namespace {

constexpr std::size_t kMostText = 64 * 1024;

}  // namespace

std::string to_json(const Recipe& recipe) {
    return json_of(recipe).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<> check_order(const Order& order) {
    for (const int side : {order.width, order.height}) {
        if (side < kLeastSide || side > kMostSide) {
            return fail(ErrorCode::invalid_argument,
                        fmt::format("a picture of {}x{} cannot be painted: each side must be {} to {} pixels",
                                    order.width, order.height, kLeastSide, kMostSide));
        }
    }
    if (order.steps && (*order.steps < 1 || *order.steps > kMostSteps))
        return fail(ErrorCode::invalid_argument, fmt::format("steps must be from 1 to {}", kMostSteps));
    if (order.guidance && !(*order.guidance >= 0.0 && *order.guidance <= kMostGuidance))
        return fail(ErrorCode::invalid_argument, fmt::format("guidance must be from 0 to {}", kMostGuidance));
    for (const std::string* text : {&order.prompt, &order.negative_prompt}) {
        if (text->size() > kMostText)
            return fail(ErrorCode::invalid_argument, "a prompt may have at most 64 KiB");
        if (!is_utf8(*text)) return fail(ErrorCode::invalid_argument, "the prompt is not valid UTF-8");
    }
    return {};
}

Result<> check_options(std::string_view painter, const OptionValues& known, const Options& options) {
    for (const auto& [name, value] : options) {
        const auto found = known.find(name);
        if (found == known.end()) {
            std::vector<std::string_view> names;
            for (const auto& [one, values] : known) names.push_back(one);
            return fail(ErrorCode::invalid_argument,
                        fmt::format("the painter {} has no option {}{}{}", painter, name,
                                    names.empty() ? "" : "; it has ", fmt::join(names, ", ")));
        }
        if (std::ranges::find(found->second, value) == found->second.end()) {
            return fail(ErrorCode::invalid_argument, fmt::format("{} of the painter {} is one of {}", name,
                                                                 painter, fmt::join(found->second, ", ")));
        }
    }
    return {};
}

}  // namespace garden::painting
