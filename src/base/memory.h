#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace garden {

// Octets that a program could still take without others having to be moved to a disk: what the kernel
// estimates (MemAvailable), or less where the control group of this process may not have as much. Nothing
// where the system does not tell.
std::optional<std::uint64_t> available_memory();

// The same, told by the files below these folders instead of /proc and /sys/fs/cgroup.
std::optional<std::uint64_t> available_memory(const std::filesystem::path& proc,
                                              const std::filesystem::path& cgroups);

}  // namespace garden
