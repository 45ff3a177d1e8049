#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/memory.h"
#include "cli/commands.h"
#include "painting/diffusion/model_file.h"
#include "painting/diffusion/plan.h"
#include "painting/painter_spec.h"

namespace garden::cli {
namespace {

namespace fs = std::filesystem;
using painting::PainterSpec;
namespace diffusion = painting::diffusion;

bool is_model(const fs::path& file) {
    const std::string ending = file.extension().string();
    return ending == ".safetensors" || ending == ".gguf" || ending == ".ckpt";
}

Result<std::vector<fs::path>> models_below(const fs::path& path) {
    std::error_code error;
    if (fs::is_regular_file(path, error)) return std::vector{path};
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end;
         entry.increment(error)) {
        if (is_model(entry->path()) && entry->is_regular_file(error)) files.push_back(entry->path());
    }
    if (error)
        return fail(ErrorCode::invalid_argument, fmt::format("{}: {}", path.string(), error.message()));
    std::ranges::sort(files);
    return files;
}

std::string memory_words(const PainterSpec& spec, const diffusion::Model& model) {
    const auto gigabytes = [&](painting::Size size) {
        return static_cast<double>(model.weights + diffusion::work_memory(spec, size)) / 1e9;
    };
    return fmt::format("{:.1f} GB of memory for 512x512, {:.1f} for 1280x800", gigabytes({512, 512}),
                       gigabytes({1280, 832}));
}

void print_model(const PainterSpec& spec) {
    const auto model = diffusion::read_model(spec);
    if (!model) {
        fmt::print("{}\n    {}\n", spec.url, model.error().message);
        return;
    }
    fmt::print("{}\n", spec.url);
    if (!model->file) {
        fmt::print("    a kind of file that does not tell what it holds; {}\n", memory_words(spec, *model));
        return;
    }
    const diffusion::ModelFile& file = *model->file;
    fmt::print("    {}, {:.2f} billion weights, {}, {:.2f} GB\n", diffusion::name(file.family),
               static_cast<double>(file.parameters) / 1e9, file.precision,
               static_cast<double>(file.bytes) / 1e9);
    if (file.family == diffusion::Family::other) {
        fmt::print(
            "    no model that is known to paint: a part of one (vae, taesd, clip_l, t5xxl, LoRA), or a new "
            "kind\n");
        return;
    }
    fmt::print("    {}\n    {}{}{}\n", memory_words(spec, *model),
               model->few_steps ? fmt::format("paints in few steps: {}, without guidance", *model->few_steps)
                                : std::string("an ordinary model: 50 steps"),
               file.has_text_encoder ? "" : "; needs its text encoders beside it (clip_l, t5xxl, …)",
               file.has_vae ? "" : "; needs a vae or taesd beside it");
}

}  // namespace

Result<> list_models(const Assembly&, const Settings& settings, const Words& words) {
    std::vector<PainterSpec> specs;
    for (const std::string& path : words.paths) {
        const auto files = models_below(path);
        if (!files) return std::unexpected(files.error());
        for (const fs::path& file : *files) specs.emplace_back().url = file.string();
    }
    if (words.paths.empty()) {
        auto painters = painting::parse_painters(settings.painters);
        if (!painters) return std::unexpected(painters.error());
        std::ranges::copy_if(*painters, std::back_inserter(specs), [](const PainterSpec& spec) {
            return spec.kind == painting::PainterKind::diffusion;
        });
    }
    if (specs.empty()) {
        return fail(ErrorCode::not_found,
                    "no model was found: name a file or folder, or have a painter such as "
                    "sd=diffusion@/models/dream.safetensors in --painters");
    }
    for (const PainterSpec& spec : specs) print_model(spec);
    if (const auto available = available_memory())
        fmt::print("{:.1f} GB of memory are free on this machine\n", static_cast<double>(*available) / 1e9);
    return {};
}

}  // namespace garden::cli
