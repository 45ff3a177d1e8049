#pragma once

#include <filesystem>
#include <memory>

#include "store/blobs.h"
#include "store/disk.h"

namespace garden::store {

// Blobs as files: <folder>/ab/cd/<sha256>, written as <folder>/tmp/<random>, fsynced, renamed, folders
// fsynced. Makes the folder where it is missing.
Result<std::unique_ptr<Blobs>> open_disk_blobs(const std::filesystem::path& folder,
                                               std::shared_ptr<Disk> disk = make_system_disk());

}  // namespace garden::store
