#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"
#include "store/database.h"

namespace garden::store {

// In octets.
struct DiskUse {
    std::uint64_t stored = 0;    // all blobs, those included that are about to be swept
    std::uint64_t free = 0;      // what the file system of the folder still has for this program
    std::uint64_t capacity = 0;  // of that file system
};

// `folder` is on the file system that is asked about. `io` where the system does not say.
Result<DiskUse> disk_use(Database& database, const std::filesystem::path& folder);

}  // namespace garden::store
