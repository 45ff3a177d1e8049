#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace garden::cli {

// Every setting of the program with its default. Each has one name in three spellings: `first_garden` in the
// TOML file,
// --first-garden on the command line, EMOTION_GARDEN_FIRST_GARDEN in the environment. A flag wins over the
// environment, which wins over the file.
struct Settings {
    std::string listen = "127.0.0.1:8080";
    std::string s3_listen = "127.0.0.1:9000";
    std::string data = "data";
    std::string database = "sqlite";
    int database_connections = 16;
    std::string role = "all";
    std::string blobs = "disk";     // or as store::parse_s3_location() reads it
    int blob_cache = 10'240;        // MiB
    std::string painters;           // as painting::parse_painters() reads them
    std::string diffusion_program;  // empty: emotion-garden-diffusion beside the program
    std::string veto;               // empty: nothing is vetoed
    int veto_seconds = 30;
    std::string models;  // empty: models/cache/ir beside or above the program
    std::string bucket = "demo-emotion-garden";
    int first_garden = 12;

    int visitor_seconds = 90;
    std::string face_details = "on";
    std::string picture_licence;

    std::string public_url;
    std::vector<std::string> allowed_hosts;
    std::vector<std::string> allowed_origins;
    std::vector<std::string> trusted_proxies;
    std::string certificate;
    std::string key;

    int emotion_per_minute = 240;
    int like_per_minute = 1200;
    int session_hours = 168;
    int upload_days = 7;
    int job_days = 30;
    int trash_days = 30;
    int visitor_days = 0;  // 0: they are kept
    int max_photo_mb = 20;

    int socket_threads = 1;
    int workers = 32;
    int queue = 256;
    int connections = 4096;
    int idle_seconds = 75;
    int face_parallel = 0;  // 0: one for each core, up to four
    std::string utkface = "on";

    std::string log_level = "info";
    std::string log_format = "text";

    // A key pair of the AWS listener that is not kept in the catalog; both or none. From the environment
    // alone: flags are seen by everyone on the machine, and files get copied.
    std::string access_key;
    std::string secret_key;

    // Of the S3 store that `blobs` names; from the environment alone, too.
    std::string blobs_access_key;
    std::string blobs_secret_key;
    std::string blobs_session_token;

    std::string file;  // the TOML file that was read, absolute; empty: none
};

enum class Kind { text, integer, list };

// One setting: how it is named, explained, checked and stored.
struct Option {
    std::string_view name;     // "first_garden"
    std::string_view section;  // heading in the commented file
    std::string_view help;     // a sentence; its default is shown beside it
    std::string allowed;       // "a whole number from 0 to 1000"
    Kind kind = Kind::text;
    std::function<bool(Settings&, std::string_view)> set;  // false: the value is not allowed
    std::function<std::string(const Settings&)> get;       // as `set` takes it; lists joined with commas
    std::string_view former = {};  // name that it had once, which is still understood; empty: none
};

// All options, in the order of the commented file.
std::span<const Option> options();

std::string flag_name(const Option& option);  // "--first-garden"
std::string flag_name(std::string_view name);
inline constexpr std::string_view kEnvironmentPrefix = "EMOTION_GARDEN_";
// Where programs that use S3 look for a key; EMOTION_GARDEN_BLOBS_ACCESS_KEY and …_SECRET_KEY win over them.
inline constexpr std::array<std::string_view, 3> kAwsVariables = {
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"};
std::string environment_name(const Option& option);  // "EMOTION_GARDEN_FIRST_GARDEN"
std::string environment_name(std::string_view name);

// The settings that file, environment and flags give, in rising order. `flags`: option name → value, as given
// on the command line. `environment`: all variables whose names begin with EMOTION_GARDEN_, and those of
// kAwsVariables. `invalid_argument` names the place (file:line, variable or flag), what is wrong and what is
// allowed.
Result<Settings> load_settings(const std::optional<std::filesystem::path>& file,
                               const std::map<std::string, std::string>& environment,
                               const std::map<std::string, std::string>& flags);

// A TOML file with every setting, explained, at its default.
std::string commented_file();

}  // namespace garden::cli
