#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "painting/painter.h"
#include "painting/painter_spec.h"

namespace garden::painting::remote {

// Which fields of an order a dialect carries out; the others are left out of the recipe.
struct Understands {
    bool negative_prompt = true;
    bool seed = true;
    bool steps = true;
    bool guidance = true;
};

// An order as it goes to an endpoint.
struct Plan {
    Size asked;   // of the endpoint
    Order order;  // the size is that of the picture to deliver; steps and guidance are set where understood,
                  // the seed is below 2^32, which all engines take
    Recipe recipe;  // but for the size that is painted; `version` is the spec's model
};

// `invalid_argument` for what check_order() refuses, and for other options than those that the dialect has.
Result<Plan> plan(const PainterSpec& spec, const Order& order, const Understands& understands,
                  const OptionValues& options = {});

// The size to ask for: both sides rounded up to the multiple, or, where there is a list of sizes, that one of
// which the least is cut off, and of those the largest.
Size size_to_ask(const PainterSpec& spec, Size wanted);

// Writes the model that an endpoint names into the recipe, if it is a short printable text.
void tell_model(Plan& plan, const std::string& model);

// The picture, scaled and cropped to the order where it has another size, which the recipe then tells.
// `unavailable` for what is no JPEG or PNG, is damaged, or has under 64 or over 8192 pixels a side.
Result<Painting> deliver(const Plan& plan, BytesView file);

// The same of base64, alone or as a data URL; white space in it does no harm.
Result<Painting> deliver_base64(const Plan& plan, std::string_view text);

// The file in base64, alone or as a data URL.
Result<Bytes> file_of_base64(std::string_view text);

}  // namespace garden::painting::remote
