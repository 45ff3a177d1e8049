#include "painting/diffusion/model_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <istream>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace garden::painting::diffusion {
namespace {

// Headers of the largest models known have a megabyte or two.
constexpr std::uint64_t kMostHeader = 64U << 20U;
constexpr std::size_t kMostTensors = 1'000'000;
constexpr std::size_t kMostDimensions = 8;

struct Tensor {
    std::string name;
    std::string type;
    std::vector<std::uint64_t> shape;  // rows first, as PyTorch counts
    std::uint64_t begin = 0;           // of its numbers, behind the header; of GGUF alone
};

constexpr const char* kCutOff = "its end is missing";

std::unexpected<Error> broken(const std::string& why) {
    return fail(ErrorCode::corrupt, "the model file is damaged, or was not fetched in full: " + why);
}

// Types with the octets of one block and the weights in it. GGUF's numbers: ggml.h, ggml_type.
struct Type {
    std::string_view name;
    int gguf;
    std::uint64_t octets;
    std::uint64_t weights;
};
constexpr std::array kTypes = {
    Type{"F32", 0, 4, 1},         Type{"F16", 1, 2, 1},       Type{"Q4_0", 2, 18, 32},
    Type{"Q4_1", 3, 20, 32},      Type{"Q5_0", 6, 22, 32},    Type{"Q5_1", 7, 24, 32},
    Type{"Q8_0", 8, 34, 32},      Type{"Q8_1", 9, 36, 32},    Type{"Q2_K", 10, 84, 256},
    Type{"Q3_K", 11, 110, 256},   Type{"Q4_K", 12, 144, 256}, Type{"Q5_K", 13, 176, 256},
    Type{"Q6_K", 14, 210, 256},   Type{"Q8_K", 15, 292, 256}, Type{"IQ4_NL", 20, 18, 32},
    Type{"IQ4_XS", 23, 136, 256}, Type{"I8", 24, 1, 1},       Type{"I16", 25, 2, 1},
    Type{"I32", 26, 4, 1},        Type{"I64", 27, 8, 1},      Type{"F64", 28, 8, 1},
    Type{"BF16", 30, 2, 1},       Type{"F8_E4M3", -1, 1, 1},  Type{"F8_E5M2", -1, 1, 1},
    Type{"U8", -1, 1, 1},         Type{"BOOL", -1, 1, 1}};

// The weights of a tensor; nothing where the shape cannot be.
std::optional<std::uint64_t> count_of(const Tensor& tensor) {
    std::uint64_t count = 1;
    for (const std::uint64_t side : tensor.shape) {
        if (side == 0 || side > (std::uint64_t{1} << 40U) / count) return std::nullopt;
        count *= side;
    }
    return count;
}

// Its octets; nothing likewise. A type that is not known counts an octet a weight.
std::optional<std::uint64_t> octets_of(const Tensor& tensor) {
    const auto count = count_of(tensor);
    const auto type = std::ranges::find(kTypes, tensor.type, &Type::name);
    if (!count || type == kTypes.end()) return count;
    return (*count + type->weights - 1) / type->weights * type->octets;
}

// ---- safetensors: eight octets of length, and a JSON object (github.com/huggingface/safetensors)

Result<std::vector<Tensor>> read_safetensors(std::istream& file, std::uint64_t size) {
    std::array<unsigned char, 8> prefix{};
    if (!file.read(reinterpret_cast<char*>(prefix.data()), prefix.size()))
        return broken("it has less than eight octets");
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < prefix.size(); ++i) length |= std::uint64_t{prefix[i]} << (8 * i);
    if (length > kMostHeader || length > size - prefix.size()) return broken("its header would be too long");
    std::string text(length, '\0');
    if (!file.read(text.data(), static_cast<std::streamsize>(length))) return broken("its header is cut off");
    const auto header = nlohmann::json::parse(text, nullptr, false);
    if (!header.is_object()) return broken("its header is no JSON object");
    std::vector<Tensor> tensors;
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__") continue;
        Tensor tensor{.name = name, .type = {}, .shape = {}};
        if (!entry.is_object() || !entry.value("dtype", nlohmann::json()).is_string() ||
            !entry.value("shape", nlohmann::json()).is_array()) {
            return broken("a tensor has no type or shape");
        }
        tensor.type = entry["dtype"].get<std::string>();
        for (const auto& side : entry["shape"]) {
            if (!side.is_number_unsigned()) return broken("the shape of a tensor is none");
            tensor.shape.push_back(side.get<std::uint64_t>());
        }
        const auto offsets = entry.value("data_offsets", nlohmann::json());
        if (!offsets.is_array() || offsets.size() != 2 || !offsets[0].is_number_unsigned() ||
            !offsets[1].is_number_unsigned()) {
            return broken("a tensor has no place");
        }
        if (offsets[1].get<std::uint64_t>() > size - prefix.size() - length) return broken(kCutOff);
        tensors.push_back(std::move(tensor));
    }
    return tensors;
}

// ---- GGUF (github.com/ggml-org/ggml, docs/gguf.md), versions 2 and 3

class GgufReader {
  public:
    GgufReader(std::istream& file, std::uint64_t size) : file_(file), left_(std::min(size, kMostHeader)) {}

    // 0 once something was wrong.
    std::uint64_t number(unsigned octets) {
        std::array<unsigned char, 8> read{};
        if (!take(octets) || !file_.read(reinterpret_cast<char*>(read.data()), octets)) {
            fine_ = false;
            return 0;
        }
        std::uint64_t value = 0;
        for (unsigned i = 0; i < octets; ++i) value |= std::uint64_t{read[i]} << (8 * i);
        return value;
    }
    std::string text() {
        const std::uint64_t length = number(8);
        std::string read;
        if (!take(length)) return read;
        read.resize(length);
        fine_ = fine_ && file_.read(read.data(), static_cast<std::streamsize>(length));
        return read;
    }
    void skip_value(std::uint64_t type, int depth = 0) {
        // uint8 int8 uint16 int16 uint32 int32 float32 bool string array uint64 int64 float64
        constexpr std::array<std::uint64_t, 13> kOctets = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
        if (type == 8) {
            skip(number(8));
        } else if (type == 9 && depth < 4) {
            const std::uint64_t of = number(4);
            const std::uint64_t count = number(8);
            if (of < kOctets.size() && kOctets[of] != 0) {
                if (count > left_)
                    fine_ = false;
                else
                    skip(count * kOctets[of]);
            } else {
                for (std::uint64_t i = 0; i < count && fine_; ++i) skip_value(of, depth + 1);
            }
        } else if (type < kOctets.size() && kOctets[type] != 0) {
            skip(kOctets[type]);
        } else {
            fine_ = false;
        }
    }
    bool fine() const { return fine_; }
    std::uint64_t left() const { return left_; }

  private:
    bool take(std::uint64_t octets) {
        fine_ = fine_ && octets <= left_;
        if (fine_) left_ -= octets;
        return fine_;
    }
    void skip(std::uint64_t octets) {
        if (take(octets)) file_.seekg(static_cast<std::streamoff>(octets), std::ios::cur);
    }

    std::istream& file_;
    std::uint64_t left_;
    bool fine_ = true;
};

Result<std::vector<Tensor>> read_gguf(std::istream& file, std::uint64_t size) {
    GgufReader reader(file, size);
    constexpr std::uint64_t kMagic = 0x46554747;  // "GGUF"
    if (reader.number(4) != kMagic) return broken("it does not begin as a GGUF file does");
    if (const std::uint64_t version = reader.number(4); version != 2 && version != 3)
        return broken(fmt::format("GGUF of version {} is not read", version));
    const std::uint64_t count = reader.number(8);
    const std::uint64_t pairs = reader.number(8);
    if (count > kMostTensors || pairs > kMostTensors) return broken("it would hold too many tensors");
    for (std::uint64_t i = 0; i < pairs && reader.fine(); ++i) {
        reader.text();
        reader.skip_value(reader.number(4));
    }
    std::vector<Tensor> tensors;
    for (std::uint64_t i = 0; i < count && reader.fine(); ++i) {
        Tensor tensor{.name = reader.text(), .type = {}, .shape = {}};
        const std::uint64_t dimensions = reader.number(4);
        if (dimensions > kMostDimensions) return broken("a tensor has too many dimensions");
        for (std::uint64_t d = 0; d < dimensions; ++d) tensor.shape.push_back(reader.number(8));
        std::ranges::reverse(tensor.shape);
        const auto number = static_cast<int>(reader.number(4));
        const auto type = std::ranges::find(kTypes, number, &Type::gguf);
        tensor.type = type == kTypes.end() ? fmt::format("type {}", number) : std::string(type->name);
        tensor.begin = reader.number(8);
        tensors.push_back(std::move(tensor));
    }
    if (!reader.fine()) return broken("its header is cut off");
    const std::uint64_t behind_header = size - (std::min(size, kMostHeader) - reader.left());
    for (const Tensor& tensor : tensors) {
        const std::uint64_t octets = octets_of(tensor).value_or(0);
        if (tensor.begin > behind_header || octets > behind_header - tensor.begin) return broken(kCutOff);
    }
    return tensors;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Not as a part of another word.
bool has_word(std::string_view text, std::string_view word) {
    const std::size_t at = text.find(word);
    if (at == std::string_view::npos) return false;
    const std::size_t end = at + word.size();
    return (at == 0 || !is_alphanumeric(text[at - 1])) && (end == text.size() || !is_alphanumeric(text[end]));
}

// The names are those of the models' authors, which all converters keep.
void note_family(ModelFile& model, const Tensor& tensor) {
    const std::string_view name = tensor.name;
    if (has(name, "joint_blocks.")) model.family = Family::sd3;
    if (has(name, "double_blocks.") && has(name, "img_attn")) model.family = Family::flux;
    // The width of the text that its attention looks at: CLIP-L, OpenCLIP-H, both of SDXL's together.
    if (name.ends_with("attn2.to_k.weight") && tensor.shape.size() == 2 && model.family == Family::other) {
        const std::uint64_t width = tensor.shape[1];
        model.family = width == 768    ? Family::sd1
                       : width == 1024 ? Family::sd2
                       : width == 2048 ? Family::sdxl
                                       : Family::other;
    }
}

Result<ModelFile> summarise(const std::vector<Tensor>& tensors) {
    ModelFile model;
    std::map<std::string, std::uint64_t> weights_of;
    bool has_guidance = false;
    for (const Tensor& tensor : tensors) {
        const auto counted = count_of(tensor);
        if (!counted) return broken("a tensor has a shape that cannot be");
        const std::uint64_t count = *counted;
        model.parameters += count;
        model.bytes += octets_of(tensor).value_or(0);
        weights_of[tensor.type] += count;
        note_family(model, tensor);
        has_guidance = has_guidance || has(tensor.name, "guidance_in.");
        model.has_vae =
            model.has_vae || tensor.name.starts_with("first_stage_model.") || tensor.name.starts_with("vae.");
        model.has_text_encoder = model.has_text_encoder || tensor.name.starts_with("cond_stage_model.") ||
                                 tensor.name.starts_with("conditioner.embedders.") ||
                                 tensor.name.starts_with("text_encoders.");
    }
    model.takes_guidance = model.family != Family::flux || has_guidance;
    if (!weights_of.empty())
        model.precision =
            std::ranges::max_element(weights_of, {}, [](const auto& one) { return one.second; })->first;
    return model;
}

}  // namespace

std::string_view name(Family family) {
    switch (family) {
        case Family::sd1:
            return "SD 1.x";
        case Family::sd2:
            return "SD 2.x";
        case Family::sdxl:
            return "SDXL";
        case Family::sd3:
            return "SD 3";
        case Family::flux:
            return "Flux";
        case Family::other:
            return "other";
    }
    return "other";
}

Result<ModelFile> read_model(std::istream& stream, std::uint64_t size, FileKind kind) {
    const auto tensors = kind == FileKind::gguf ? read_gguf(stream, size) : read_safetensors(stream, size);
    if (!tensors) return std::unexpected(tensors.error());
    return summarise(*tensors);
}

Result<ModelFile> read_model_file(const std::filesystem::path& file) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(file, error);
    std::ifstream stream(file, std::ios::binary);
    if (error || !stream) {
        return fail(ErrorCode::not_found,
                    fmt::format("there is no file {}, or it may not be read", file.string()));
    }
    const std::string ending = file.extension().string();
    if (ending != ".safetensors" && ending != ".gguf") {
        return fail(ErrorCode::unsupported,
                    fmt::format("{}: only .safetensors and .gguf tell what they hold", file.string()));
    }
    const auto model = read_model(stream, size, ending == ".gguf" ? FileKind::gguf : FileKind::safetensors);
    if (!model) return fail_within(file.string(), model.error());
    return model;
}

std::uint64_t bytes_at(const ModelFile& model, std::string_view precision) {
    const auto type =
        std::ranges::find_if(kTypes, [&](const Type& one) { return to_lower(one.name) == precision; });
    if (precision.empty() || type == kTypes.end()) return model.bytes;
    return model.parameters / type->weights * type->octets;
}

bool is_called(const std::filesystem::path& file, std::string_view word) {
    return has(to_lower(file.stem().string()), word);
}

std::optional<int> few_steps(const std::filesystem::path& file) {
    const std::string name = to_lower(file.stem().string());
    const auto digit_at = [&](std::size_t at) {
        return at < name.size() && name[at] >= '0' && name[at] <= '9';
    };
    if (const std::size_t step = name.find("step"); step != std::string::npos && step > 0) {
        const std::size_t at = name[step - 1] == '-' || name[step - 1] == '_' ? step - 2 : step - 1;
        if (digit_at(at) && !digit_at(at - 1) && name[at] >= '1' && name[at] <= '8') return name[at] - '0';
    }
    for (const std::string_view word : {"turbo", "lightning", "lcm", "schnell"}) {
        if (has(name, word)) return 4;
    }
    // Alone: many an ordinary model is hyperrealistic.
    return has_word(name, "hyper") ? std::optional(4) : std::nullopt;
}

}  // namespace garden::painting::diffusion
