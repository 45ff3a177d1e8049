#pragma once

#include <vector>

#include "base/result.h"
#include "cli/settings.h"
#include "painting/catalogue.h"

namespace garden::cli {

// Those of settings.painters, ready to paint.
Result<std::vector<painting::NamedPainter>> make_painters(const Settings& settings);

// The same as a server needs them: one that paints nothing itself only has to know them.
Result<std::vector<painting::NamedPainter>> painters_of_server(const Settings& settings);

}  // namespace garden::cli
