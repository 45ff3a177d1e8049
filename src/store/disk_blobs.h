#pragma once

#include <filesystem>
#include <memory>

#include "store/blobs.h"

namespace garden::store {

// Blobs as files: <folder>/ab/cd/<sha256>, written as <folder>/tmp/<random>, fsynced, renamed, folder fsynced.
Result<std::unique_ptr<Blobs>> open_disk_blobs(const std::filesystem::path& folder);

}  // namespace garden::store
