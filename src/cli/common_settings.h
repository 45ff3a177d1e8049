#pragma once

#include <vector>

#include "cli/settings.h"
#include "store/peers.h"

namespace garden::cli {

// The settings that all servers on one catalog should have alike.
std::vector<store::PeerSetting> common_settings(const Settings& settings);

}  // namespace garden::cli
