#include "painting/a1111_names.h"

#include <algorithm>
#include <array>

#include "painting/painter_spec.h"

namespace garden::painting {
namespace {

struct Name {
    std::string_view here;
    std::string_view there;
};
constexpr std::array kNames = {
    Name{"euler", "Euler"},
    Name{"euler_a", "Euler a"},
    Name{"heun", "Heun"},
    Name{"dpm2", "DPM2"},
    Name{"dpm++2s_a", "DPM++ 2S a"},
    Name{"dpm++2m", "DPM++ 2M"},
    Name{"lcm", "LCM"},
    Name{"discrete", "Automatic"},
    Name{"karras", "Karras"},
    Name{"exponential", "Exponential"},
    Name{"sgm_uniform", "SGM Uniform"},
    Name{"simple", "Simple"},
    Name{"kl_optimal", "KL Optimal"},
    Name{"ays", "Align Your Steps"},
};

const Name* find(std::string_view name) {
    const auto* found = std::ranges::find(kNames, name, &Name::here);
    return found == kNames.end() ? nullptr : found;
}

}  // namespace

std::string_view a1111_name(std::string_view name) {
    const Name* found = find(name);
    return found == nullptr ? name : found->there;
}

OptionValues a1111_options() {
    OptionValues options = sampling_options();
    options.erase(std::string(kClipSkip));
    for (auto& [name, values] : options)
        std::erase_if(values, [](const std::string& value) { return find(value) == nullptr; });
    return options;
}

}  // namespace garden::painting
