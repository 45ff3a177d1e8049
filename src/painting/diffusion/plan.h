#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "painting/diffusion/model_file.h"
#include "painting/painter.h"
#include "painting/painter_spec.h"

namespace garden::painting::diffusion {

// What is known of a painter's model before it is loaded.
struct Model {
    std::string name;               // for the recipe: the spec's, or the file's without its ending
    std::optional<ModelFile> file;  // nothing: a kind of file that does not tell, such as .ckpt
    std::optional<int> few_steps;   // that it was made for
    std::uint64_t weights = 0;      // octets of all its parts in memory, as the spec has them turned
};

// Reads the headers of all files that the spec names. `not_found`, `unsupported` and `corrupt` name the file.
Result<Model> read_model(const PainterSpec& spec);

// One order as it goes to the child.
struct Plan {
    Size painted;   // by the diffusion model
    Recipe recipe;  // but for painted_size, and the hashes of the model and of LoRAs
    std::vector<std::filesystem::path> loras;  // each once
    nlohmann::json order;                      // the message `paint`; docs/diffusion-protocol.md
};

// Options of an order: sampling_options(). `invalid_argument` for another one, for what
// check_order() refuses, and for a LoRA, written <lora:NAME:WEIGHT> in the prompt, that is not in the folder.
Result<Plan> plan(const PainterSpec& spec, const Model& model, const Order& order);

// The message `load`.
nlohmann::json load_message(const PainterSpec& spec, const Model& model);

// Octets that painting takes beside the weights, at most; of an upscaler nothing is known. Measured with
// SD 1.5 at 512x512, 768x512 and 1280x832 (./dev bench diffusion); tiles, and painting without flash
// attention, calculated.
std::uint64_t work_memory(const PainterSpec& spec, Size painted);

// Whether decoding is done in tiles: larger pictures without a small decoder (taesd).
bool is_tiled(const PainterSpec& spec, Size painted);

}  // namespace garden::painting::diffusion
