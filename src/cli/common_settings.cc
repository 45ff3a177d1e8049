#include "cli/common_settings.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "store/s3_location.h"

namespace garden::cli {
namespace {

constexpr std::array<std::string_view, 17> kCommon = {
    "bucket",        "veto",          "visitor_seconds", "face_details",       "picture_licence",
    "public_url",    "allowed_hosts", "allowed_origins", "emotion_per_minute", "like_per_minute",
    "session_hours", "upload_days",   "job_days",        "trash_days",         "visitor_days",
    "max_photo_mb",  "utkface"};

// Servers may reach the same bucket by different ways.
std::string place_of_blobs(const std::string& blobs) {
    const auto location = store::parse_s3_location(blobs);
    return location ? fmt::format("{}{}/{}", store::kS3Scheme, location->bucket, location->prefix) : blobs;
}

}  // namespace

std::map<std::string, std::string> common_settings(const Settings& settings) {
    std::map<std::string, std::string> common;
    for (const Option& option : options()) {
        if (std::ranges::find(kCommon, option.name) != kCommon.end())
            common.emplace(option.name, option.get(settings));
    }
    common["blobs"] = place_of_blobs(settings.blobs);
    return common;
}

std::vector<std::string> settings_that_must_agree() { return {"blobs", "bucket"}; }

}  // namespace garden::cli
