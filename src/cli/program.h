#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/settings.h"
#include "cli/stores.h"
#include "painting/catalogue.h"
#include "store/database.h"
#include "store/objects.h"
#include "vision/face_analyser.h"

namespace garden::cli {

// How the commands get at the rooms: main decides which concrete classes stand behind each.
struct Assembly {
    // Serves until SIGTERM or SIGINT, then drains.
    std::function<Result<>(const Settings&)> serve;
    // The catalog of settings.data, made if it is not there. May be open in a running server too.
    std::function<Result<std::unique_ptr<store::Database>>(const Settings&)> open_catalog;
    std::function<Result<Garden>(const Settings&)> open_garden;
    std::function<Result<store::CheckReport>(const Settings&)> check;
    std::function<Result<std::unique_ptr<vision::FaceAnalyser>>(const Settings&)> make_analyser;
    // Those of settings.painters.
    std::function<Result<std::vector<painting::NamedPainter>>(const Settings&)> make_painters;
};

// The command line of design.md. Returns the exit status: 0; 1 when something failed; 2 for a wrong use or
// setting.
int run(int argc, char** argv, const Assembly& assembly);

}  // namespace garden::cli
