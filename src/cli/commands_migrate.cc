// Moving a garden from one kind of store to another.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/commands.h"
#include "store/migration.h"
#include "store/postgres.h"
#include "store/s3_location.h"
#include "visitors/visitors.h"

namespace garden::cli {
namespace {

const SystemClock kClock;

// Settings whose catalog and blobs are where these words say. What no word names is in the folder.
Result<Settings> settings_of(const Settings& settings, const std::vector<std::string>& places,
                             std::string_view flag) {
    Settings there = settings;
    there.database = "sqlite";
    there.blobs = "disk";
    there.data.clear();
    for (const std::string& place : places) {
        std::string& part = store::is_postgres_url(place)         ? there.database
                            : place.starts_with(store::kS3Scheme) ? there.blobs
                                                                  : there.data;
        part = place;
    }
    const bool needs_folder = there.database == "sqlite" || there.blobs == "disk";
    if (there.data.empty() && needs_folder) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("{} {} names {} alone: give a folder for the rest, or {} too", flag,
                                fmt::join(places, " "), there.blobs == "disk" ? "a database" : "a bucket",
                                there.blobs == "disk" ? "s3://…" : "postgresql://…"));
    }
    if (there.data.empty()) there.data = settings.data;  // for caches
    return there;
}

// Without a password.
std::string shown(const Settings& settings) {
    std::string database = settings.database;
    const std::size_t at = database.find('@');
    const std::size_t begin = database.find("//");
    if (at != std::string::npos && begin != std::string::npos) database.erase(begin + 2, at - begin - 1);
    database.resize(std::min(database.size(), database.find('?')));
    const std::string catalog = settings.database == "sqlite" ? settings.data : database;
    const std::string blobs =
        settings.blobs == "disk" ? settings.data : settings.blobs.substr(0, settings.blobs.find('?'));
    return catalog == blobs ? catalog : fmt::format("{} and {}", catalog, blobs);
}

}  // namespace

Result<> migrate(const Assembly& assembly, const Settings& settings, const Words& words) {
    const auto from_settings = settings_of(settings, words.from, "--from");
    if (!from_settings) return std::unexpected(from_settings.error());
    const auto to_settings = settings_of(settings, words.to, "--to");
    if (!to_settings) return std::unexpected(to_settings.error());
    auto from = assembly.open_garden(*from_settings);
    if (!from) return fail_within("the source", from.error());
    if (const auto whole = store::require_whole(*from->database); !whole) return whole;
    auto to = assembly.open_garden(*to_settings);
    if (!to) return fail_within("the target", to.error());
    // Events that no server has numbered yet have no place in the log.
    if (const auto numbered = visitors::Visitors(*from->database, kClock).number_events(); !numbered)
        return std::unexpected(numbered.error());

    const store::TellCopied tell = [](const std::string& what, std::uint64_t count) {
        fmt::print("{}: {}\n", what, count);
        std::fflush(stdout);
    };
    const store::GardenStore source{*from->database, *from->blobs};
    const store::GardenStore target{*to->database, *to->blobs};
    if (const auto copied = store::copy_garden(source, target, shown(*from_settings), tell); !copied)
        return copied;
    if (const auto same = store::verify_copy(source, target, tell); !same) return same;
    fmt::print("{} is now in {}\n", shown(*from_settings), shown(*to_settings));
    return {};
}

}  // namespace garden::cli
