#pragma once

#include <string_view>

#include "painting/painter.h"

namespace garden::painting {

// What AUTOMATIC1111's web UI calls a sampler or scheduler of stable-diffusion.cpp; one that it does not have
// keeps its name.
std::string_view a1111_name(std::string_view name);

// The samplers and schedulers that it has too, by the names of stable-diffusion.cpp.
OptionValues a1111_options();

}  // namespace garden::painting
