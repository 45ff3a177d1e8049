#include "engine.h"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <string_view>
#include <thread>

#include <ggml-backend.h>
#include <stable-diffusion.h>

namespace garden::diffusion {
namespace {

using nlohmann::json;

// Unwinds the library's loop over the steps; it has no other way to be stopped there.
struct Stopped : std::exception {};

// What the global callbacks of the library reach.
struct Watched {
    const OnStep* on_step = nullptr;  // while it paints
    int steps = 0;                    // that were ordered
    int step = 0;
};

// The library knows one set of callbacks a program.
Watched& watched() {
    static Watched only;
    return only;
}

// What the library complains of, from any of its threads: the first lines tell the reason, the last ones only
// that nothing came of it.
class Complaints {
  public:
    void clear() {
        const std::lock_guard lock(mutex_);
        lines_.clear();
    }
    void add(std::string_view line) {
        constexpr std::size_t kMost = 3;
        while (line.ends_with('\n') || line.ends_with(' ')) line.remove_suffix(1);
        const std::lock_guard lock(mutex_);
        if (!line.empty() && lines_.size() < kMost) lines_.emplace_back(line);
    }
    std::string text(const char* otherwise) const {
        const std::lock_guard lock(mutex_);
        std::string text;
        for (const std::string& line : lines_) text += (text.empty() ? "" : "; ") + line;
        return text.empty() ? otherwise : text;
    }

  private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;  // guarded by mutex_
};

Complaints& complaints() {
    static Complaints only;
    return only;
}

// While it lives the callbacks reach `on_step`.
class Watching {
  public:
    Watching(const OnStep& on_step, int steps) {
        complaints().clear();
        watched() = {.on_step = &on_step, .steps = steps};
    }
    ~Watching() { watched().on_step = nullptr; }
    Watching(const Watching&) = delete;
    Watching& operator=(const Watching&) = delete;
};

void note_log(sd_log_level_t level, const char* text, void*) {
    if (level >= SD_LOG_WARN && text != nullptr) complaints().add(text);
}

bool tell(const Pixels* preview) {
    const Watched& painting = watched();
    return painting.on_step == nullptr || (*painting.on_step)({painting.step, painting.steps, preview});
}

// Also called for the tiles of a decoder, whose numbers are others.
void note_step(int step, int steps, float, void*) {
    Watched& painting = watched();
    if (steps == painting.steps && step >= painting.step) painting.step = step;
    if (!tell(nullptr)) throw Stopped();
}

// What it is given would be lost if it threw: a stop waits for the end of the step.
void note_preview(int, int frames, sd_image_t* images, bool, void*) {
    if (frames < 1 || images == nullptr || images->data == nullptr || images->channel != 3) return;
    const Pixels preview{
        static_cast<int>(images->width), static_cast<int>(images->height),
        Bytes(reinterpret_cast<const char*>(images->data), std::size_t{images->width} * images->height * 3)};
    static_cast<void>(tell(&preview));
}

int threads_of(const json& message) {
    const int wanted = message.value("threads", 0);
    return wanted > 0 ? wanted : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

struct ContextDeleter {
    void operator()(sd_ctx_t* context) const { free_sd_ctx(context); }
};
struct UpscalerDeleter {
    void operator()(upscaler_ctx_t* upscaler) const { free_upscaler_ctx(upscaler); }
};

using OwnedOctets = std::unique_ptr<std::uint8_t, decltype(&std::free)>;

Result<Pixels> pixels_of(const sd_image_t& image) {
    if (image.data == nullptr || image.channel != 3)
        return fail(ErrorCode::unavailable, complaints().text("the library gives no picture"));
    return Pixels{static_cast<int>(image.width), static_cast<int>(image.height),
                  Bytes(reinterpret_cast<const char*>(image.data),
                        std::size_t{image.width} * image.height * image.channel)};
}

const char* text_of(const json& message, const char* name) {
    const auto found = message.find(name);
    return found != message.end() && found->is_string() ? found->get_ref<const std::string&>().c_str() : "";
}

// Points to texts in `message`.
sd_ctx_params_t context_params(const json& message) {
    sd_ctx_params_t wanted;
    sd_ctx_params_init(&wanted);
    (message.value("whole", true) ? wanted.model_path : wanted.diffusion_model_path) =
        text_of(message, "model");
    wanted.vae_path = text_of(message, "vae");
    wanted.taesd_path = text_of(message, "taesd");
    wanted.clip_l_path = text_of(message, "clip_l");
    wanted.clip_g_path = text_of(message, "clip_g");
    wanted.t5xxl_path = text_of(message, "t5xxl");
    wanted.control_net_path = text_of(message, "control_net");
    wanted.n_threads = threads_of(message);
    if (const char* precision = text_of(message, "precision"); *precision != '\0')
        wanted.wtype = str_to_sd_type(precision);
    wanted.vae_decode_only = true;
    wanted.free_params_immediately = false;
    wanted.offload_params_to_cpu = message.value("offload", false);
    wanted.diffusion_flash_attn = message.value("flash_attention", true);
    wanted.rng_type = message.value("noise", "gpu") == "cpu" ? CPU_RNG : CUDA_RNG;
    wanted.sampler_rng_type = wanted.rng_type;
    return wanted;
}

}  // namespace

struct Engine::Parts {
    // Everything that the context was made with: it may look at the texts again.
    json message;
    std::unique_ptr<sd_ctx_t, ContextDeleter> context;
    std::unique_ptr<upscaler_ctx_t, UpscalerDeleter> upscaler;
};

Engine::Engine(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::load(const json& message) {
    sd_set_log_callback(note_log, nullptr);
    sd_set_progress_callback(note_step, nullptr);
    // The latent picture itself, an eighth as wide, in its nearest colours: decoding each would take as long
    // as a step.
    sd_set_preview_callback(note_preview, PREVIEW_PROJ, 1, true, false, nullptr);
    complaints().clear();
    auto parts = std::make_unique<Parts>();
    parts->message = message;
    const sd_ctx_params_t wanted = context_params(parts->message);
    parts->context.reset(new_sd_ctx(&wanted));
    if (!parts->context) {
        return fail(ErrorCode::unavailable,
                    "the model cannot be loaded: " + complaints().text("the library does not say why"));
    }
    if (!sd_ctx_supports_image_generation(parts->context.get()))
        return fail(ErrorCode::unavailable, "the model paints no pictures");
    if (const char* upscaler = text_of(parts->message, "upscaler"); *upscaler != '\0') {
        constexpr int kTile = 128;
        parts->upscaler.reset(
            new_upscaler_ctx(upscaler, wanted.offload_params_to_cpu, false, wanted.n_threads, kTile));
        if (!parts->upscaler) {
            return fail(ErrorCode::unavailable,
                        "the upscaler cannot be loaded: " + complaints().text("no reason is given"));
        }
    }
    return std::unique_ptr<Engine>(new Engine(std::move(parts)));
}

// An order in the library's form, with the texts that it points to.
struct Engine::Order {
    std::string prompt;
    std::string negative;
    std::vector<std::string> lora_files;
    std::vector<sd_lora_t> loras;
    Bytes control;
    sd_img_gen_params_t wanted{};

    Order(const json& message, Bytes control_pixels, const sd_ctx_t* context)
        : prompt(message.value("prompt", "")),
          negative(message.value("negative", "")),
          control(std::move(control_pixels)) {
        sd_img_gen_params_init(&wanted);
        wanted.prompt = prompt.c_str();
        wanted.negative_prompt = negative.c_str();
        wanted.width = message.value("width", 512);
        wanted.height = message.value("height", 512);
        wanted.seed = message.value("seed", std::int64_t{0});
        const int clip_skip = message.value("clip_skip", 0);
        wanted.clip_skip = clip_skip > 0 ? clip_skip : -1;
        wanted.vae_tiling_params.enabled = message.value("tiled", false);
        fill_sampling(message, context);
        fill_loras(message.value("loras", json::array()));
        if (control.empty()) return;
        wanted.control_image = {static_cast<std::uint32_t>(wanted.width),
                                static_cast<std::uint32_t>(wanted.height), 3,
                                reinterpret_cast<std::uint8_t*>(control.data())};
        wanted.control_strength = message.value("control_strength", 0.9F);
    }
    // The control picture has as many octets as the size says, or none.
    bool is_whole() const {
        return control.empty() || (wanted.width > 0 && wanted.height > 0 &&
                                   control.size() == std::size_t{3} * static_cast<std::size_t>(wanted.width) *
                                                         static_cast<std::size_t>(wanted.height));
    }

    // The library is given addresses of what is here.
    Order(const Order&) = delete;
    Order& operator=(const Order&) = delete;

  private:
    void fill_sampling(const json& message, const sd_ctx_t* context) {
        sd_sample_params_t& sampling = wanted.sample_params;
        sampling.sample_steps = message.value("steps", 20);
        sampling.guidance.txt_cfg = message.value("guidance", 7.5F);
        sampling.guidance.distilled_guidance = message.value("distilled_guidance", 3.5F);
        const std::string sampler = message.value("sampler", "");
        const std::string scheduler = message.value("scheduler", "");
        sampling.sample_method =
            sampler.empty() ? sd_get_default_sample_method(context) : str_to_sample_method(sampler.c_str());
        sampling.scheduler = scheduler.empty() ? sd_get_default_scheduler(context, sampling.sample_method)
                                               : str_to_scheduler(scheduler.c_str());
    }

    void fill_loras(const json& asked) {
        for (const json& lora : asked) lora_files.push_back(lora.value("path", ""));
        for (std::size_t i = 0; i < lora_files.size(); ++i)
            loras.push_back({false, asked[i].value("weight", 1.0F), lora_files[i].c_str()});
        wanted.loras = loras.data();
        wanted.lora_count = static_cast<std::uint32_t>(loras.size());
    }
};

Result<Pixels> Engine::generate(const Order& order, bool upscaled) {
    const std::unique_ptr<sd_image_t, decltype(&std::free)> images(
        generate_image(parts_->context.get(), &order.wanted), std::free);
    if (!images)
        return fail(ErrorCode::unavailable,
                    complaints().text("the library does not say why it paints nothing"));
    const OwnedOctets octets(images->data, std::free);
    if (!parts_->upscaler || !upscaled) return pixels_of(*images);
    upscaler_ctx_t* upscaler = parts_->upscaler.get();
    const sd_image_t large =
        upscale(upscaler, *images, static_cast<std::uint32_t>(get_upscale_factor(upscaler)));
    const OwnedOctets large_octets(large.data, std::free);
    return pixels_of(large);
}

Result<Painted> Engine::paint(const json& message, const Bytes& control, const OnStep& on_step) {
    const Order order(message, control, parts_->context.get());
    if (!order.is_whole())
        return fail(ErrorCode::unavailable, "the control picture is not of the size that is to be painted");
    const sd_sample_params_t& sampling = order.wanted.sample_params;
    const Watching watching(on_step, sampling.sample_steps);
    try {
        auto pixels = generate(order, message.value("upscale", false));
        if (!pixels) return std::unexpected(pixels.error());
        return Painted{std::move(*pixels), sd_sample_method_name(sampling.sample_method),
                       sd_scheduler_name(sampling.scheduler)};
    } catch (const Stopped&) {
        return fail(ErrorCode::cancelled, "painting was cancelled");
    } catch (const std::exception& error) {
        return fail(ErrorCode::unavailable, error.what());
    }
}

Device device() {
    Device device;
    for (std::size_t i = 0; i < ggml_backend_dev_count(); ++i) {
        ggml_backend_dev_t one = ggml_backend_dev_get(i);
        const bool is_gpu = ggml_backend_dev_type(one) == GGML_BACKEND_DEVICE_TYPE_GPU;
        if (device.is_gpu || (!is_gpu && !device.name.empty())) continue;
        device.name =
            std::string(ggml_backend_dev_name(one)) + " (" + ggml_backend_dev_description(one) + ")";
        device.is_gpu = is_gpu;
        std::size_t all = 0;
        std::size_t free = 0;
        ggml_backend_dev_memory(one, &free, &all);
        device.free_octets = free;
    }
    return device;
}

}  // namespace garden::diffusion
