#include "painting/diffusion/plan.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace garden::painting::diffusion {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Of protocol.md, for ordinary models; those of a few steps are made for no guidance.
constexpr int kSteps = 50;
constexpr double kGuidance = 7.5;
constexpr double kFewStepGuidance = 1.0;
// Flux is guided by a number that it was trained to read (black-forest-labs/flux, src/flux/cli.py).
constexpr double kFluxGuidance = 3.5;

// The library rounds sides up to this.
constexpr int kMultiple = 64;

// Over so many pixels a picture is decoded in tiles: whole, 1280x832 would take 7 GB.
constexpr int kMostUntiled = 768 * 512;

int round_up(int side) { return (side + kMultiple - 1) / kMultiple * kMultiple; }

// The side of the square pictures that a family was trained on.
int native_side(Family family) {
    if (family == Family::sd1) return 512;
    return family == Family::sd2 ? 768 : 1024;
}

// What the diffusion model paints: the whole, or, where an upscaler follows, about as many pixels as the
// model was trained on in the same shape.
Size size_to_paint(const Size& wanted, const Model& model, bool has_upscaler) {
    const int side = native_side(model.file ? model.file->family : Family::other);
    const double pixels = static_cast<double>(wanted.width) * wanted.height;
    const double most = static_cast<double>(side) * side;
    const double scale = has_upscaler && pixels > most ? std::sqrt(most / pixels) : 1.0;
    const auto scaled = [&](int length) {
        return std::max(kMultiple, round_up(static_cast<int>(std::lround(length * scale))));
    };
    return {scaled(wanted.width), scaled(wanted.height)};
}

// ---- LoRAs: <lora:NAME> or <lora:NAME:WEIGHT> in a prompt, as AUTOMATIC1111 has them

Result<fs::path> find_lora(const std::string& folder, std::string_view name) {
    std::vector<std::string> known;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const std::string ending = entry.path().extension().string();
        if (ending != ".safetensors" && ending != ".gguf" && ending != ".ckpt" && ending != ".pt") continue;
        if (entry.path().stem().string() == name) return entry.path();
        known.push_back(entry.path().stem().string());
    }
    std::ranges::sort(known);
    constexpr std::size_t most = 20;
    known.resize(std::min(known.size(), most));
    return fail(ErrorCode::invalid_argument,
                folder.empty()
                    ? std::string("the prompt asks for a LoRA, and this painter has no folder of them: "
                                  "give it one with lora=FOLDER")
                : known.empty()
                    ? std::string("the prompt asks for a LoRA, and this painter's folder of them is empty")
                    : fmt::format("there is no LoRA of the name that the prompt asks for; there are: {}",
                                  fmt::join(known, ", ")));
}

// Takes them out of the prompt.
Result<json> take_loras(std::string& prompt, const std::string& folder) {
    constexpr std::string_view kBegin = "<lora:";
    json loras = json::array();
    for (std::size_t at = 0; (at = prompt.find(kBegin, at)) != std::string::npos;) {
        const std::size_t end = prompt.find('>', at);
        if (end == std::string::npos) break;
        const std::string inside = prompt.substr(at + kBegin.size(), end - at - kBegin.size());
        const std::size_t colon = inside.find(':');
        const std::string name = inside.substr(0, colon);
        double weight = 1;
        if (colon != std::string::npos) {
            const char* last = inside.data() + inside.size();
            const auto [read, error] = std::from_chars(inside.data() + colon + 1, last, weight);
            if (error != std::errc() || read != last || !(std::abs(weight) <= 10)) {
                return fail(ErrorCode::invalid_argument,
                            "a LoRA's weight is a number from -10 to 10: <lora:name:0.8>");
            }
        }
        const auto file = find_lora(folder, name);
        if (!file) return std::unexpected(file.error());
        loras.push_back({{"path", file->string()}, {"weight", weight}});
        prompt.erase(at, end + 1 - at);
    }
    return loras;
}

// ---- how an order is sampled

struct Style {
    std::string sampler;
    std::string scheduler;
    int clip_skip = 0;  // 0: as the library does
};

Result<Style> style_of(const PainterSpec& spec, const Order& order) {
    if (const auto checked = check_options(spec.name, sampling_options(), order.options); !checked)
        return std::unexpected(checked.error());
    Style style{spec.diffusion.sampler, spec.diffusion.scheduler, spec.diffusion.clip_skip};
    for (const auto& [name, value] : order.options) {
        if (name == kSampler) style.sampler = value;
        if (name == kScheduler) style.scheduler = value;
        if (name == kClipSkip) style.clip_skip = std::stoi(value);
    }
    // What the authors of latent consistency models and of SDXL-Lightning say; the rest as the library does.
    if (style.sampler.empty() && is_called(spec.url, "lcm")) style.sampler = "lcm";
    if (style.scheduler.empty() && is_called(spec.url, "lightning")) style.scheduler = "sgm_uniform";
    return style;
}

// ---- what an order leaves open

bool is_flux(const Model& model) { return model.file && model.file->family == Family::flux; }

double guidance_of(const PainterSpec& spec, const Model& model, const Order& order) {
    if (is_flux(model) && !model.file->takes_guidance) return kFewStepGuidance;  // it hears of no other
    if (order.guidance) return *order.guidance;
    if (spec.guidance) return *spec.guidance;
    if (is_flux(model)) return kFluxGuidance;
    return model.few_steps ? kFewStepGuidance : kGuidance;
}

int steps_of(const PainterSpec& spec, const Model& model, const Order& order) {
    return order.steps.value_or(spec.steps.value_or(model.few_steps.value_or(kSteps)));
}

Order filled_in(const PainterSpec& spec, const Model& model, const Order& order, const Style& style) {
    Order whole = order;
    whole.seed &= 0xffff'ffffU;  // which other engines take too
    whole.steps = steps_of(spec, model, order);
    whole.guidance = guidance_of(spec, model, order);
    const std::string& quality = spec.diffusion.quality;
    if (!quality.empty() && whole.prompt.find(quality) == std::string::npos)
        whole.prompt += (whole.prompt.empty() ? "" : ", ") + quality;
    if (whole.negative_prompt.empty()) whole.negative_prompt = spec.diffusion.negative;
    // Without guidance nothing is compared with it.
    if (is_flux(model) || *whole.guidance == kFewStepGuidance) whole.negative_prompt.clear();
    whole.options.clear();
    if (!style.sampler.empty()) whole.options[std::string(kSampler)] = style.sampler;
    if (!style.scheduler.empty()) whole.options[std::string(kScheduler)] = style.scheduler;
    if (style.clip_skip != 0) whole.options[std::string(kClipSkip)] = fmt::to_string(style.clip_skip);
    return whole;
}

// What a picture owes to beside the model and the order.
std::map<std::string, std::string> parts_of(const DiffusionSpec& spec) {
    std::map<std::string, std::string> parts;
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) parts[name] = value;
    };
    add("vae", fs::path(spec.vae).filename().string());
    add("taesd", fs::path(spec.taesd).filename().string());
    add("controlNet", fs::path(spec.control_net).filename().string());
    add("upscaler", fs::path(spec.upscaler).filename().string());
    add("precision", spec.precision);
    add("noise", spec.noise_of_cpu ? "cpu" : "");
    return parts;
}

}  // namespace

Result<Model> read_model(const PainterSpec& spec) {
    Model model{.name = spec.model.empty() ? fs::path(spec.url).stem().string() : spec.model,
                .file = {},
                .few_steps = few_steps(spec.url)};
    const DiffusionSpec& parts = spec.diffusion;
    for (const std::string* part : {&spec.url, &parts.vae, &parts.taesd, &parts.clip_l, &parts.clip_g,
                                    &parts.t5xxl, &parts.control_net, &parts.upscaler}) {
        if (part->empty()) continue;
        const auto file = read_model_file(*part);
        if (!file && file.error().code != ErrorCode::unsupported) return std::unexpected(file.error());
        std::error_code error;
        const std::uint64_t size = fs::file_size(*part, error);
        if (error) return fail(ErrorCode::not_found, fmt::format("{} cannot be read", *part));
        model.weights += file ? bytes_at(*file, parts.precision) : size;
        if (file && part == &spec.url) model.file = *file;
    }
    if (model.file && !model.few_steps && model.file->family == Family::flux && !model.file->takes_guidance)
        model.few_steps = 4;
    return model;
}

Result<Plan> plan(const PainterSpec& spec, const Model& model, const Order& order) {
    if (const Result<> checked = check_order(order); !checked) return std::unexpected(checked.error());
    const auto style = style_of(spec, order);
    if (!style) return std::unexpected(style.error());
    const Size wanted{order.width, order.height};
    Plan plan;
    plan.painted = size_to_paint(wanted, model, !spec.diffusion.upscaler.empty());
    const Order whole = filled_in(spec, model, order, *style);
    std::string prompt = whole.prompt;
    auto loras = take_loras(prompt, spec.diffusion.lora);
    if (!loras) return std::unexpected(loras.error());
    for (const json& lora : *loras) {
        const fs::path file = lora["path"].get<std::string>();
        if (std::ranges::find(plan.loras, file) == plan.loras.end()) plan.loras.push_back(file);
    }
    const bool flux = is_flux(model);
    plan.order = {{"type", "paint"},
                  {"prompt", prompt},
                  {"negative", whole.negative_prompt},
                  {"width", plan.painted.width},
                  {"height", plan.painted.height},
                  {"seed", whole.seed},
                  {"steps", *whole.steps},
                  // Flux reads its guidance as an input; a second run without the prompt would be wasted.
                  {"guidance", flux ? 1.0 : *whole.guidance},
                  {"distilled_guidance", flux ? *whole.guidance : kFluxGuidance},
                  {"sampler", style->sampler},
                  {"scheduler", style->scheduler},
                  {"clip_skip", style->clip_skip},
                  {"loras", std::move(*loras)},
                  {"tiled", is_tiled(spec, plan.painted)},
                  {"control_strength", spec.diffusion.control_strength},
                  {"upscale", plan.painted.width < wanted.width}};
    plan.recipe = {.painter = "diffusion",
                   .version = model.name,
                   .order = whole,
                   .with = parts_of(spec.diffusion),
                   .reads_guidance = flux && model.file->takes_guidance};
    return plan;
}

json load_message(const PainterSpec& spec, const Model& model) {
    const DiffusionSpec& parts = spec.diffusion;
    return {{"type", "load"},
            {"model", spec.url},
            {"whole", !model.file || model.file->has_text_encoder},
            {"vae", parts.vae},
            {"taesd", parts.taesd},
            {"clip_l", parts.clip_l},
            {"clip_g", parts.clip_g},
            {"t5xxl", parts.t5xxl},
            {"control_net", parts.control_net},
            {"upscaler", parts.upscaler},
            {"precision", parts.precision},
            {"threads", parts.threads},
            {"offload", parts.offload},
            {"flash_attention", parts.flash_attention},
            {"noise", parts.noise_of_cpu ? "cpu" : "gpu"},
            {"keep_seconds", parts.keep.count()}};
}

bool is_tiled(const PainterSpec& spec, Size painted) {
    return spec.diffusion.taesd.empty() && painted.width * painted.height > kMostUntiled;
}

std::uint64_t work_memory(const PainterSpec& spec, Size painted) {
    constexpr std::uint64_t kFlash = 1'000;  // octets a pixel
    constexpr std::uint64_t kSmallDecoder = 2'000;
    constexpr std::uint64_t kDecoder = 6'900;
    const auto pixels =
        static_cast<std::uint64_t>(painted.width) * static_cast<std::uint64_t>(painted.height);
    // Without flash attention each of eight heads keeps how each latent place looks at each other.
    const std::uint64_t places = pixels / 64;
    const std::uint64_t attention = spec.diffusion.flash_attention ? 0 : 32 * places * places;
    const std::uint64_t decoded = is_tiled(spec, painted) ? std::uint64_t{256} * 256 : pixels;
    return std::max(pixels * kFlash + attention,
                    decoded * (spec.diffusion.taesd.empty() ? kDecoder : kSmallDecoder));
}

}  // namespace garden::painting::diffusion
