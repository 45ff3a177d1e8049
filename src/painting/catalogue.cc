#include "painting/catalogue.h"

#include <fmt/format.h>

#include "painting/a1111_names.h"
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

OptionValues options_of(PainterKind kind) {
    if (kind == PainterKind::automatic1111) return a1111_options();
    if (kind == PainterKind::sd_server || kind == PainterKind::diffusion) return sampling_options();
    return {};
}

class StandIn final : public Painter {
  public:
    explicit StandIn(const PainterSpec& spec) : name_(spec.name), options_(options_of(spec.kind)) {}

    std::string_view name() const override { return name_; }
    OptionValues options() const override { return options_; }
    Result<Painting> paint(const Order&, const Watch&) override {
        return fail(ErrorCode::unavailable, fmt::format("{} paints on other servers", name_));
    }

  private:
    const std::string name_;
    const OptionValues options_;
};

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

std::vector<NamedPainter> make_stand_ins(std::span<const PainterSpec> specs) {
    std::vector<NamedPainter> painters;
    for (const PainterSpec& spec : specs)
        painters.push_back(
            {spec.name, std::string(name(spec.kind)), spec.parallel, std::make_unique<StandIn>(spec)});
    return painters;
}

}  // namespace garden::painting
