#include "cli/common_settings.h"

#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "store/s3_location.h"

namespace garden::cli {
namespace {

// Beside them `blobs`, of which only the place has to be the same.
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

}  // namespace

std::vector<store::PeerSetting> common_settings(const Settings& settings) {
    std::vector<store::PeerSetting> common = {{"blobs", place_of_blobs(settings.blobs), true}};
    for (const std::string_view name : kCommon) {
        for (const Option& option : options()) {
            if (option.name == name)
                common.push_back({std::string(name), option.get(settings), name == "bucket"});
        }
    }
    return common;
}

}  // namespace garden::cli
