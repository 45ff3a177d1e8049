#include "cli/painters.h"

#include "cli/places.h"

namespace garden::cli {

Result<std::vector<painting::NamedPainter>> make_painters(const Settings& settings) {
    const auto specs = painting::parse_painters(settings.painters);
    if (!specs) return std::unexpected(specs.error());
    return painting::make_painters(*specs, diffusion_program(settings));
}

Result<std::vector<painting::NamedPainter>> painters_of_server(const Settings& settings) {
    if (settings.role != "web") return make_painters(settings);
    const auto specs = painting::parse_painters(settings.painters);
    if (!specs) return std::unexpected(specs.error());
    return painting::make_stand_ins(*specs);
}

}  // namespace garden::cli
