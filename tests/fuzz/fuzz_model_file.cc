// The header of a model file of any octets: it is read or refused with a sentence, and what is read of it is
// no larger than the file says.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "painting/diffusion/model_file.h"

namespace {

namespace diffusion = garden::painting::diffusion;

void must(bool promise) {
    if (!promise) std::abort();
}

void read(const std::string& octets, diffusion::FileKind kind) {
    std::istringstream stream(octets);
    const auto model = diffusion::read_model(stream, octets.size(), kind);
    must(model ? !diffusion::name(model->family).empty() : !model.error().message.empty());
    if (model) must(diffusion::bytes_at(*model, "") == model->bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string octets(reinterpret_cast<const char*>(data), size);
    read(octets, diffusion::FileKind::safetensors);
    read(octets, diffusion::FileKind::gguf);
    return 0;
}
