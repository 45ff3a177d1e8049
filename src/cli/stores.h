#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>

#include "base/clock.h"
#include "cli/settings.h"
#include "store/blobs.h"
#include "store/database.h"
#include "store/objects.h"

// The catalog and the blobs, as the settings say.
namespace garden::cli {

// Workers that photos, and a slow store of blobs, leave free for likes, pictures and logins.
inline constexpr int kWorkersForOthers = 8;

// A folder that holds secrets and visitors: for its owner alone.
Result<> make_folder(const std::filesystem::path& folder);

// Made where there is none. `exclusive`: an SQLite catalog is this program's alone, as a server's is.
Result<std::unique_ptr<store::Database>> open_catalog(const Settings& settings, bool exclusive);

// `cache`: MiB of the disk for what an S3 store has. Its requests end within seconds after a stop.
Result<std::unique_ptr<store::Blobs>> open_blobs(const Settings& settings, const Clock& clock, int cache,
                                                 const std::stop_token& stop);

// Both halves of a garden.
struct Garden {
    std::unique_ptr<store::Database> database;
    std::unique_ptr<store::Blobs> blobs;
};
// Of which no server on this machine is at work.
Result<Garden> open_garden(const Settings& settings);

// store::check() of the garden that is there; `not_found` where there is none.
Result<store::CheckReport> check_garden(const Settings& settings, const store::ExtraCheck& extra);

}  // namespace garden::cli
