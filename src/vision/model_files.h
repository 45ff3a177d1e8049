#pragma once

#include <filesystem>

#include "base/result.h"
#include "vision/utkface.h"

namespace garden::vision {

// Compares every model in `folder` with the SHA-256 that its checksums.txt (the format of sha256sum) gives;
// the network that was fitted on UTKFace only where that is used. `unavailable`: one is missing or altered;
// the message names it and the command that fetches it.
Result<> check_model_files(const std::filesystem::path& folder, Utkface utkface);

}  // namespace garden::vision
