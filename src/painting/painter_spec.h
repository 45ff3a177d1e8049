#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "painting/painter.h"

namespace garden::painting {

enum class PainterKind { flower, automatic1111, openai, sd_server, comfyui, sagemaker, diffusion };
std::string_view name(PainterKind kind);  // as it is written: "sd_server"

struct Size {
    int width = 0;  // pixels
    int height = 0;

    std::string text() const;  // "1280x800"
    bool operator==(const Size&) const = default;
};
// What text() writes; nothing of anything else.
std::optional<Size> parse_size(std::string_view text);

// What only `diffusion` has; docs/diffusion.md explains each. Paths of files, empty: none.
struct DiffusionSpec {
    std::string vae;
    std::string taesd;
    std::string clip_l;
    std::string clip_g;
    std::string t5xxl;
    std::string control_net;
    std::string control_image;
    double control_strength = 0.9;  // 0–2
    std::string upscaler;
    std::string lora;                // folder
    std::string sampler;             // by the library's name; empty: as fits the model
    std::string scheduler;           // likewise
    std::string negative;            // where an order has none
    std::string quality;             // put after each prompt
    int clip_skip = 0;               // 1–12; 0: as fits the model
    std::string precision;           // to which weights are turned when they are loaded; empty: as they are
    int threads = 0;                 // 1–256; 0: one for each core
    int device = 0;                  // which GPU, from 0
    bool offload = false;            // weights wait in the machine's memory, not in the GPU's
    bool flash_attention = true;     // less memory, the same picture but for rounding
    bool noise_of_cpu = false;       // torch.randn's numbers of a CPU instead of a GPU's
    std::chrono::seconds keep{600};  // after which an idle model is given up; 0: never

    bool operator==(const DiffusionSpec&) const = default;
};

// One painter as the setting `painters` describes it. Holds no secret: only where the key is found.
struct PainterSpec {
    std::string name;  // 1–64 letters, digits and _ . -
    PainterKind kind = PainterKind::flower;
    std::string url;                 // without a slash at its end; diffusion: the model file; flower: empty
    int parallel = 1;                // pictures that it takes at the same time, 1–64
    std::string model;               // empty: what the endpoint has loaded
    std::optional<int> steps;        // 1–1000, where an order leaves them open; without: 50
    std::optional<double> guidance;  // 0–100, likewise; without: 7.5
    std::string key_env;             // environment variable that holds the key; empty: none
    std::string key_file;            // or file, read anew for each request
    std::string workflow;            // comfyui: file of the template
    int multiple = 8;                // sides that it can paint are multiples of this, 1–512
    std::vector<Size> sizes;         // if any: the only sizes that it can paint, 64–4096 a side
    std::chrono::seconds timeout{600};  // for one picture until it is here, diffusion: for a step; 1–86400
    std::string proxy;                  // "http://host:port"; empty: none
    std::string ca_file;                // PEM; empty: the authorities that the system trusts
    DiffusionSpec diffusion;

    bool operator==(const PainterSpec&) const = default;
};

// By the names of stable-diffusion.cpp, include/stable-diffusion.h: "euler_a", "karras".
std::span<const std::string_view> sampler_names();
std::span<const std::string_view> scheduler_names();
// Both, and clipSkip, as options of an order.
OptionValues sampling_options();

// Painters, separated by commas, each `flower` or `NAME=KIND@URL#parallel=2&model=…`; docs/painters.md has
// the whole of it. Values are percent-decoded. Without any, flower. `invalid_argument` quotes the description
// that is wrong and says what would be right.
Result<std::vector<PainterSpec>> parse_painters(std::string_view text);

}  // namespace garden::painting
