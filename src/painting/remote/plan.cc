#include "painting/remote/plan.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

#include "base/base64.h"
#include "base/text.h"
#include "image/codec.h"
#include "image/fit.h"

namespace garden::painting::remote {
namespace {

constexpr int kSteps = 50;
constexpr double kGuidance = 7.5;
constexpr int kLeastSide = 64;
constexpr int kMostSide = 8192;
constexpr std::int64_t kMostPixels = std::int64_t{kMostSide} * kMostSide;
constexpr std::size_t kMostModel = 200;
constexpr std::string_view kWhite = " \t\r\n";

int round_up(int side, int multiple) { return (side + multiple - 1) / multiple * multiple; }

// The share of a picture of that size that is seen when it covers `wanted`, from 0 to 1.
double share_seen(Size size, Size wanted) {
    const double has = static_cast<double>(size.width) / size.height;
    const double wants = static_cast<double>(wanted.width) / wanted.height;
    return std::min(has, wants) / std::max(has, wants);
}

}  // namespace

Size size_to_ask(const PainterSpec& spec, Size wanted) {
    if (spec.sizes.empty())
        return {round_up(wanted.width, spec.multiple), round_up(wanted.height, spec.multiple)};
    return *std::ranges::max_element(spec.sizes, {}, [&](Size size) {
        return std::tuple(share_seen(size, wanted), size.width * size.height);
    });
}

Result<Plan> plan(const PainterSpec& spec, const Order& order, const Understands& understands,
                  const OptionValues& options) {
    if (const Result<> checked = check_order(order); !checked) return std::unexpected(checked.error());
    if (const auto checked = check_options(spec.name, options, order.options); !checked)
        return std::unexpected(checked.error());
    Plan plan;
    plan.order = order;
    plan.order.seed &= 0xffff'ffffU;
    plan.order.steps = order.steps.value_or(spec.steps.value_or(kSteps));
    plan.order.guidance = order.guidance.value_or(spec.guidance.value_or(kGuidance));
    if (!understands.negative_prompt) plan.order.negative_prompt.clear();
    if (!understands.steps) plan.order.steps.reset();
    if (!understands.guidance) plan.order.guidance.reset();
    plan.asked = size_to_ask(spec, {order.width, order.height});
    plan.recipe = {.painter = std::string(name(spec.kind)),
                   .version = spec.model,
                   .order = plan.order,
                   .painted_size = {},
                   .seeded = understands.seed};
    return plan;
}

void tell_model(Plan& plan, const std::string& model) {
    if (!model.empty() && model.size() <= kMostModel && is_utf8(model) && is_printable(model)) {
        plan.recipe.version = model;
    }
}

Result<Painting> deliver(const Plan& plan, BytesView file) {
    const auto picture = image::decode(
        file,
        {.most_pixels = kMostPixels, .most_side = kMostSide, .least_side = kLeastSide, .longest_side = 0});
    if (!picture) {
        return fail(ErrorCode::unavailable, fmt::format("what the painter answers is no picture to use: {}",
                                                        picture.error().message));
    }
    auto fitted = image::fit(*picture, plan.order.width, plan.order.height);
    if (!fitted) return std::unexpected(fitted.error());
    Painting painting{std::move(*fitted), plan.recipe};
    const Size painted{picture->width, picture->height};
    if (painted != Size{plan.order.width, plan.order.height}) painting.recipe.painted_size = painted.text();
    return painting;
}

Result<Bytes> file_of_base64(std::string_view text) {
    // data:image/png;base64,…
    if (text.starts_with("data:")) text.remove_prefix(std::min(text.size(), text.find(',') + 1));
    std::optional<std::string> file;
    if (text.find_first_of(kWhite) == std::string_view::npos) {
        file = decode_base64(text);
    } else {
        std::string dense;
        std::ranges::copy_if(text, std::back_inserter(dense),
                             [](char c) { return kWhite.find(c) == std::string_view::npos; });
        file = decode_base64(dense);
    }
    if (!file || file->empty()) {
        return fail(ErrorCode::unavailable,
                    "the picture that the painter answers is no base64, or is cut off");
    }
    return std::move(*file);
}

Result<Painting> deliver_base64(const Plan& plan, std::string_view text) {
    const auto file = file_of_base64(text);
    if (!file) return std::unexpected(file.error());
    return deliver(plan, *file);
}

}  // namespace garden::painting::remote
