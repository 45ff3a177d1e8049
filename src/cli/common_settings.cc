#include "cli/common_settings.h"

#include <array>
#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "painting/painter_spec.h"
#include "store/s3_location.h"

namespace garden::cli {
namespace {

// Beside them `blobs`, of which only the place has to be the same, and `painters`, of which names and kinds
// do.
constexpr std::array<std::string_view, 19> kCommon = {
    "bucket",          "veto",          "veto_seconds",  "visitor_seconds", "face_details",
    "picture_licence", "public_url",    "allowed_hosts", "allowed_origins", "emotion_per_minute",
    "like_per_minute", "session_hours", "upload_days",   "job_days",        "trash_days",
    "visitor_days",    "max_photo_mb",  "utkface",       "first_garden"};

// Servers may reach the same bucket by different ways.
std::string place_of_blobs(const std::string& blobs) {
    const auto location = store::parse_s3_location(blobs);
    return location ? fmt::format("{}{}/{}", store::kS3Scheme, location->bucket, location->prefix) : blobs;
}

// One of a name may be reached at another address, or have its model elsewhere.
std::string names_of_painters(const std::string& painters) {
    const auto specs = painting::parse_painters(painters);
    if (!specs) return painters;
    std::set<std::string> names;
    for (const painting::PainterSpec& spec : *specs)
        names.insert(fmt::format("{}={}", spec.name, painting::name(spec.kind)));
    return fmt::format("{}", fmt::join(names, ","));
}

}  // namespace

std::vector<store::PeerSetting> common_settings(const Settings& settings) {
    std::vector<store::PeerSetting> common = {{"blobs", place_of_blobs(settings.blobs), true},
                                              {"painters", names_of_painters(settings.painters), false}};
    for (const std::string_view name : kCommon) {
        for (const Option& option : options()) {
            if (option.name == name)
                common.push_back({std::string(name), option.get(settings), name == "bucket"});
        }
    }
    return common;
}

}  // namespace garden::cli
