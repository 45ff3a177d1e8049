#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "painting/painter.h"
#include "painting/painter_spec.h"

namespace garden::painting {

// A painter that is ready for orders, as many at the same time as `parallel` says.
struct NamedPainter {
    std::string name;
    std::string kind;  // "sd_server"
    int parallel = 1;
    std::unique_ptr<Painter> painter;
};

// The painters of `specs`, in their order; `diffusion_program` paints for those of that kind. Nothing is
// asked of an endpoint yet, but what stands on this machine is read: `invalid_argument` names the painter
// whose key, workflow or model is missing or wrong.
Result<std::vector<NamedPainter>> make_painters(std::span<const PainterSpec> specs,
                                                const std::filesystem::path& diffusion_program);

// The same for a server that only takes orders, which others paint: by name, kind and options. Of what stands
// on the machines that paint nothing is needed. They paint nothing: `unavailable`.
std::vector<NamedPainter> make_stand_ins(std::span<const PainterSpec> specs);

}  // namespace garden::painting
