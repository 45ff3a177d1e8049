#include "painting/catalogue.h"

#include <fmt/format.h>

#include "painting/diffusion/diffusion_painter.h"
#include "painting/flower/flower_painter.h"
#include "painting/remote/remote_painters.h"

namespace garden::painting {
namespace {

Result<std::unique_ptr<Painter>> make_painter(const PainterSpec& spec,
                                              const std::filesystem::path& diffusion_program) {
    switch (spec.kind) {
        case PainterKind::flower:
            return make_flower_painter();
        case PainterKind::automatic1111:
            return remote::make_automatic1111(spec);
        case PainterKind::openai:
            return remote::make_openai(spec);
        case PainterKind::sd_server:
            return remote::make_sd_server(spec);
        case PainterKind::comfyui:
            return remote::make_comfyui(spec);
        case PainterKind::sagemaker:
            return remote::make_sagemaker(spec);
        case PainterKind::diffusion:
            return diffusion::make_diffusion_painter(spec, diffusion_program);
    }
    return fail(ErrorCode::internal, "an unknown kind of painter");
}

}  // namespace

Result<std::vector<NamedPainter>> make_painters(std::span<const PainterSpec> specs,
                                                const std::filesystem::path& diffusion_program) {
    std::vector<NamedPainter> painters;
    for (const PainterSpec& spec : specs) {
        auto painter = make_painter(spec, diffusion_program);
        if (!painter) return fail_within(fmt::format("the painter {}", spec.name), painter.error());
        painters.push_back({spec.name, std::string(name(spec.kind)), spec.parallel, std::move(*painter)});
    }
    return painters;
}

}  // namespace garden::painting
