#pragma once

#include "cli/settings.h"

// What a server takes of the machine.
namespace garden::cli {

// As many file descriptors as the system allows; a warning in the log where they are too few for the setting
// `connections`, as many systems give a program only 1024 at first.
void take_descriptors(const Settings& settings);

// Photos that are analysed at the same time.
int photos_at_once(const Settings& settings);

}  // namespace garden::cli
