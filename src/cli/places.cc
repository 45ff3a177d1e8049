#include "cli/places.h"

#include <unistd.h>

namespace garden::cli {

namespace fs = std::filesystem;

namespace {

// Of this program.
fs::path own_folder() {
    std::error_code error;
    return fs::read_symlink("/proc/self/exe", error).parent_path();
}

}  // namespace

fs::path models_folder(const Settings& settings) {
    if (!settings.models.empty()) return settings.models;
    std::error_code error;
    const fs::path beside = own_folder() / "models";
    return fs::is_directory(beside, error) ? beside : own_folder() / "../../models/cache/ir";
}

fs::path compiled_folder(const Settings& settings, const fs::path& models) {
    return ::access(models.c_str(), W_OK) == 0 ? models / "compiled"
                                               : fs::path(settings.data) / "compiled-models";
}

fs::path diffusion_program(const Settings& settings) {
    if (!settings.diffusion_program.empty()) return settings.diffusion_program;
    constexpr std::string_view kName = "emotion-garden-diffusion";
    std::error_code error;
    const fs::path beside = own_folder() / kName;
    const fs::path built = own_folder().parent_path() / "diffusion" / kName;
    return fs::exists(beside, error) || !fs::exists(built, error) ? beside : built;
}

}  // namespace garden::cli
