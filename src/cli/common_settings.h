#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/settings.h"

namespace garden::cli {

// Texts by name of those settings that all servers on one catalog should have alike.
std::map<std::string, std::string> common_settings(const Settings& settings);

// Those without which each would have pictures of its own.
std::vector<std::string> settings_that_must_agree();

}  // namespace garden::cli
