#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace garden::painting::diffusion {

// Families that differ in what an order means to them, or in the size of picture that they were trained on.
enum class Family { sd1, sd2, sdxl, sd3, flux, other };
std::string_view name(Family family);  // "SD 1.x"

// What a file of weights says of itself in its header; no weight is read.
struct ModelFile {
    Family family = Family::other;
    std::string precision = {};     // of most weights: "F16", "Q8_0"
    std::uint64_t parameters = 0;   // weights in all
    std::uint64_t bytes = 0;        // that they take as they are written
    bool has_text_encoder = false;  // false: the diffusion model alone, which needs the rest beside it
    bool has_vae = false;
    bool takes_guidance = true;  // false: a Flux that was distilled without (schnell)
};

enum class FileKind { safetensors, gguf };

// The same of a stream of `size` octets; `corrupt` with a sentence for what is none, or ends too early.
Result<ModelFile> read_model(std::istream& stream, std::uint64_t size, FileKind kind);

// Files ending in .safetensors and .gguf. `not_found` without the file, `unsupported` for another kind of
// file, `corrupt` with a sentence for a header that is none. Reads the header alone, 64 MiB at most.
// Thread-safe.
Result<ModelFile> read_model_file(const std::filesystem::path& file);

// What its weights take when they are turned to `precision` (as PainterSpec has it) while they are loaded;
// empty: as they are. Within a tenth: the library leaves small tensors as they are.
std::uint64_t bytes_at(const ModelFile& model, std::string_view precision);

// Whether the name of the file has that word in it, whatever the case.
bool is_called(const std::filesystem::path& file, std::string_view word);

// The steps of a model that paints in few, by the words in the name of its file: turbo, lightning, lcm,
// hyper, schnell, and a number such as 4step. Nothing for an ordinary one. Between 1 and 8.
std::optional<int> few_steps(const std::filesystem::path& file);

}  // namespace garden::painting::diffusion
