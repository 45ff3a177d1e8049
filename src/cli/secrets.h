// Of this room alone: the settings that come from the environment alone.
#pragma once

#include <string>

#include "cli/settings.h"

namespace garden::cli {

// Whether the variable holds a secret, which is a setting then. Those of kAwsVariables come before ours.
bool apply_secret(Settings& settings, const std::string& name, const std::string& value);

// What is wrong with the key pair of the AWS listener, if it is given.
Result<> check_key_pair(const Settings& settings);

}  // namespace garden::cli
