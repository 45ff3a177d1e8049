#include "cli/limits.h"

#include <algorithm>
#include <cstddef>
#include <thread>

#include "base/log.h"
#include "base/process.h"

namespace garden::cli {
namespace {

// Connections need one each; these are for pictures and the catalog.
constexpr std::size_t kOtherDescriptors = 256;

}  // namespace

void take_descriptors(const Settings& settings) {
    const std::size_t allowed = raise_descriptor_limit();
    const std::size_t needed = static_cast<std::size_t>(settings.connections) + kOtherDescriptors;
    if (allowed != 0 && allowed < needed) {
        log::warning("the system allows too few open files for the setting connections",
                     {{"allowed", allowed}, {"needed", needed}});
    }
}

int photos_at_once(const Settings& settings) {
    if (settings.face_parallel > 0) return settings.face_parallel;
    // Four take 450 MB with everything else: who has the memory asks for more.
    return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 4u));
}

}  // namespace garden::cli
