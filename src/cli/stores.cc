#include "cli/stores.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "store/disk_blobs.h"
#include "store/postgres.h"
#include "store/s3_blobs.h"
#include "store/sqlite.h"

namespace garden::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCatalog = "catalog.db";

}  // namespace

Result<> make_folder(const fs::path& folder) {
    std::error_code error;
    if (fs::create_directories(folder, error)) fs::permissions(folder, fs::perms::owner_all, error);
    if (error || !fs::is_directory(folder)) {
        return fail(ErrorCode::unavailable,
                    fmt::format("the data folder {} cannot be made or used: {}", folder.string(),
                                error ? error.message() : "it is not a folder"));
    }
    return {};
}

Result<std::unique_ptr<store::Database>> open_catalog(const Settings& settings, bool exclusive) {
    if (const auto made = make_folder(settings.data); !made) return std::unexpected(made.error());
    if (settings.database == "sqlite")
        return store::open_sqlite(fs::path(settings.data) / kCatalog, {.exclusive = exclusive});
    return store::open_postgres(settings.database,
                                {.connections = static_cast<std::size_t>(settings.database_connections)});
}

Result<std::unique_ptr<store::Blobs>> open_blobs(const Settings& settings, const Clock& clock, int cache,
                                                 const std::stop_token& stop) {
    if (settings.blobs == "disk") return store::open_disk_blobs(fs::path(settings.data) / "blobs");
    return store::open_s3_blobs(
        {.location = settings.blobs,
         .keys = {settings.blobs_access_key, settings.blobs_secret_key, settings.blobs_session_token},
         .folder = fs::path(settings.data) / "cache",
         .cache_octets = static_cast<std::uint64_t>(cache) << 20,
         .at_once = static_cast<std::size_t>(std::max(1, settings.workers - kWorkersForOthers)),
         .stop = stop},
        clock);
}

Result<Garden> open_garden(const Settings& settings) {
    static const SystemClock clock;
    auto database = open_catalog(settings, true);
    if (!database) return std::unexpected(database.error());
    // Each blob is wanted once: none is kept here.
    auto blobs = open_blobs(settings, clock, 0, {});
    if (!blobs) return std::unexpected(blobs.error());
    return Garden{std::move(*database), std::move(*blobs)};
}

Result<store::CheckReport> check_garden(const Settings& settings, const store::ExtraCheck& extra) {
    std::error_code error;
    if (settings.database == "sqlite" && !fs::exists(fs::path(settings.data) / kCatalog, error)) {
        return fail(ErrorCode::not_found,
                    fmt::format("{} holds no garden: give its folder with --data", settings.data));
    }
    auto database = open_catalog(settings, false);
    if (!database) return std::unexpected(database.error());
    const SystemClock clock;
    // What the store has is to be looked at, not what is kept of it here.
    auto blobs = open_blobs(settings, clock, 0, {});
    if (!blobs) return std::unexpected(blobs.error());
    return store::check(**database, **blobs, extra);
}

}  // namespace garden::cli
