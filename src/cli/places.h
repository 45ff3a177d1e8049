#pragma once

#include <filesystem>

#include "cli/settings.h"

// Where the files are that settings leave open. Thread-safe.
namespace garden::cli {

// settings.models, or the folder beside the program when installed, or the one of the build tree.
std::filesystem::path models_folder(const Settings& settings);

// Compiled models are kept beside the models, or in the data folder where those are read-only.
std::filesystem::path compiled_folder(const Settings& settings, const std::filesystem::path& models);

// settings.diffusion_program, or the one beside this program when installed, or that of the build tree.
std::filesystem::path diffusion_program(const Settings& settings);

}  // namespace garden::cli
