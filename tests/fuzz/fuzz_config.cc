// The configuration file: any octets are settings or a sentence with the place.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <unistd.h>

#include "base/text.h"
#include "cli/settings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("fuzz_config-" + std::to_string(getpid()) + ".toml");
    std::ofstream(file, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
    const auto settings = garden::cli::load_settings(file, {}, {});
    std::filesystem::remove(file);
    if (!settings && settings.error().message.empty()) std::abort();
    return 0;
}
