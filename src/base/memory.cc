#include "base/memory.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string>

#include "base/text.h"

namespace garden {
namespace {

namespace fs = std::filesystem;

// The number after `word` at the beginning of a line; nothing where there is none, or a word ("max").
std::optional<std::uint64_t> number_after(const fs::path& file, std::string_view word) {
    std::ifstream stream(file);
    std::string line;
    while (std::getline(stream, line)) {
        if (!line.starts_with(word)) continue;
        std::uint64_t number = 0;
        const std::string_view rest = trim(std::string_view(line).substr(word.size()));
        if (std::from_chars(rest.data(), rest.data() + rest.size(), number).ec == std::errc()) return number;
    }
    return std::nullopt;
}

// What the group at that folder may still take: its files, which the kernel drops when it must, do not count.
std::optional<std::uint64_t> left_in(const fs::path& group) {
    const auto most = number_after(group / "memory.max", "");
    const auto current = number_after(group / "memory.current", "");
    if (!most || !current) return std::nullopt;
    const std::uint64_t files = number_after(group / "memory.stat", "inactive_file ").value_or(0);
    const std::uint64_t used = *current - std::min(files, *current);
    return *most - std::min(used, *most);
}

}  // namespace

std::optional<std::uint64_t> available_memory() { return available_memory("/proc", "/sys/fs/cgroup"); }

std::optional<std::uint64_t> available_memory(const fs::path& proc, const fs::path& cgroups) {
    std::optional<std::uint64_t> available = number_after(proc / "meminfo", "MemAvailable:");
    if (available) *available *= 1024;
    // Version 2 of control groups: one line, "0::/path"; a limit of a group above holds too.
    std::ifstream stream(proc / "self/cgroup");
    std::string line;
    while (std::getline(stream, line)) {
        if (!line.starts_with("0::/")) continue;
        fs::path group = fs::path(line.substr(4)).relative_path();
        while (true) {
            if (const auto left = left_in(cgroups / group))
                available = std::min(available.value_or(*left), *left);
            if (group.empty()) break;
            group = group.parent_path();
        }
    }
    return available;
}

}  // namespace garden
