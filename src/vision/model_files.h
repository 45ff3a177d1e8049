#pragma once

#include <filesystem>

#include "base/result.h"

namespace garden::vision {

// Compares every model in `folder` with the SHA-256 that its checksums.txt (the format of sha256sum) gives.
// `unavailable`: one is missing or altered; the message names it and the command that fetches it.
Result<> check_model_files(const std::filesystem::path& folder);

}  // namespace garden::vision
