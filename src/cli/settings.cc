#include "cli/settings.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "base/text.h"
#include "cli/secrets.h"
#include "hooks/veto.h"
#include "net/ip_network.h"
#include "painting/painter_spec.h"
#include "store/postgres.h"
#include "store/s3_location.h"

namespace garden::cli {
namespace {

constexpr std::string_view kPlaces = "Where it listens and what it keeps";
constexpr std::string_view kVisitors = "What visitors see";
constexpr std::string_view kOutside = "The world outside";
constexpr std::string_view kLimits = "Limits";
constexpr std::string_view kThreads = "Threads and connections";
constexpr std::string_view kLog = "Log";

// Read elsewhere: the settings file.
constexpr std::string_view kFileVariable = "EMOTION_GARDEN_CONFIG";
constexpr std::size_t kMostLicenceOctets = 200;

constexpr std::string_view kPainters = "painters";

using Check = std::function<bool(std::string_view)>;

Option text(std::string_view name, std::string_view section, std::string Settings::* member,
            std::string_view help, std::string allowed, Check check) {
    return {name,
            section,
            help,
            std::move(allowed),
            Kind::text,
            [member, check = std::move(check)](Settings& settings, std::string_view value) {
                if (!check(value)) return false;
                settings.*member = value;
                return true;
            },
            [member](const Settings& settings) { return settings.*member; }};
}

Option integer(std::string_view name, std::string_view section, int Settings::* member, std::string_view help,
               int least, int most) {
    return {name,
            section,
            help,
            fmt::format("a whole number from {} to {}", least, most),
            Kind::integer,
            [=](Settings& settings, std::string_view value) {
                int number = 0;
                const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
                if (error != std::errc() || end != value.data() + value.size()) return false;
                if (number < least || number > most) return false;
                settings.*member = number;
                return true;
            },
            [member](const Settings& settings) { return fmt::to_string(settings.*member); }};
}

Option list(std::string_view name, std::string_view section, std::vector<std::string> Settings::* member,
            std::string_view help, std::string allowed, Check check) {
    return {
        name,
        section,
        help,
        std::move(allowed),
        Kind::list,
        [member, check = std::move(check)](Settings& settings, std::string_view value) {
            std::vector<std::string> items;
            for (const std::string_view item : split(value, ',')) {
                if (trim(item).empty()) continue;
                if (!check(trim(item))) return false;
                items.emplace_back(trim(item));
            }
            settings.*member = std::move(items);
            return true;
        },
        [member](const Settings& settings) { return fmt::format("{}", fmt::join(settings.*member, ",")); }};
}

bool is_anything(std::string_view) { return true; }
bool is_not_empty(std::string_view value) { return !value.empty(); }

bool is_endpoint(std::string_view value) {
    const std::size_t colon = value.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    int port = -1;
    const std::string_view digits = value.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return error == std::errc() && end == digits.data() + digits.size() && port >= 0 && port <= 65535;
}

bool is_database(std::string_view value) { return value == "sqlite" || store::is_postgres_url(value); }

bool is_origin(std::string_view value) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (value.starts_with(scheme))
            return value.size() > scheme.size() && value.find('/', scheme.size()) == value.npos;
    }
    return false;
}

bool is_veto(std::string_view value) { return value.empty() || hooks::is_veto(value); }

bool is_bucket(std::string_view value) {
    return value.size() >= 3 && value.size() <= 63 &&
           value.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string_view::npos;
}

// Read whole in check_together(), whose error says which painter is wrong and why.
Option painters() {
    return {.name = kPainters,
            .section = kPlaces,
            .help =
                "What paints, as many at once as there are; empty: flower. A painter behind HTTP is written "
                "NAME=KIND@URL#OPTIONS, Stable Diffusion in the house NAME=diffusion@FILE#OPTIONS; "
                "docs/painters.md.",
            .allowed = "flower, and painters such as big=automatic1111@http://10.0.0.7:7860#steps=30",
            .kind = Kind::list,
            .set =
                [](Settings& settings, std::string_view value) {
                    settings.painters = value;
                    return true;
                },
            .get = [](const Settings& settings) { return settings.painters; },
            .former = "painter"};
}

Check one_of(std::vector<std::string_view> words) {
    return [words = std::move(words)](std::string_view value) {
        return std::ranges::find(words, value) != words.end();
    };
}

std::vector<Option> make_options() {
    return {
        text("listen", kPlaces, &Settings::listen,
             "Address and port of pages and API; port 0 takes a free one.",
             "an address and a port, such as 127.0.0.1:8080 or [::]:443", is_endpoint),
        text("s3_listen", kPlaces, &Settings::s3_listen,
             "Address and port of the AWS listener, which speaks S3 to those who have a key.",
             "an address and a port, such as 127.0.0.1:9000, or none",
             [](std::string_view value) { return value == "none" || is_endpoint(value); }),
        text("data", kPlaces, &Settings::data,
             "Folder of the catalog and the pictures; made if it is not there.", "a path", is_not_empty),
        text("database", kPlaces, &Settings::database,
             "What keeps the catalog: a file in the data folder, or PostgreSQL, which several servers may "
             "share; docs/scale-out.md. A password belongs in the environment: flags are seen by everyone on "
             "the machine.",
             "sqlite, or an address such as postgresql://garden@db.example:5432/garden", is_database),
        integer("database_connections", kPlaces, &Settings::database_connections,
                "Connections to PostgreSQL at most.", 2, 500),
        text("role", kPlaces, &Settings::role,
             "What this one of several servers on one PostgreSQL does: everything; all but painting; or "
             "painting "
             "alone, with /healthz and /metrics.",
             "all, web or painter", one_of({"all", "web", "painter"})),
        text("blobs", kPlaces, &Settings::blobs,
             "What keeps the octets of pictures: a folder of data, or a bucket of an S3-compatible store; "
             "docs/scale-out.md.",
             "disk, or s3://BUCKET?endpoint=https://HOST&region=REGION&prefix=PREFIX",
             [](std::string_view value) { return value == "disk" || value.starts_with(store::kS3Scheme); }),
        integer(
            "blob_cache", kPlaces, &Settings::blob_cache,
            "MiB that pictures of an S3 store may take on this disk, so that they are fetched once; 0: none.",
            0, 1'000'000'000),
        painters(),
        text("diffusion_program", kPlaces, &Settings::diffusion_program,
             "The program that paints for painters of the kind diffusion; empty: emotion-garden-diffusion "
             "beside "
             "this one, or the one of the build tree.",
             "a path", is_anything),
        text("veto", kPlaces, &Settings::veto,
             "Who is asked about each painted picture before it is stored, and may veto it.",
             "empty, an http or https address, or command:/path/program", is_veto),
        integer("veto_seconds", kPlaces, &Settings::veto_seconds,
                "Seconds after which the veto hook counts as failed and the picture is tried again later.", 1,
                600),
        text("models", kPlaces, &Settings::models,
             "Folder of the converted face models; empty: models/cache/ir beside or above the program.",
             "a path", is_anything),
        text("utkface", kPlaces, &Settings::utkface,
             "Ask networks and heads that were fitted on UTKFace, which is for non-commercial research; "
             "without them ages, genders and facial hair are read less well.",
             "on or off", one_of({"on", "off"})),
        text("bucket", kPlaces, &Settings::bucket, "Name of the store of all objects.",
             "3 to 63 of the characters a-z 0-9 . -", is_bucket),
        integer("first_garden", kPlaces, &Settings::first_garden,
                "Pictures an emotion and orientation that are painted into an empty garden; 0: none.", 0,
                1000),
        integer("visitor_seconds", kVisitors, &Settings::visitor_seconds,
                "Seconds without a touch after which the page forgets its visitor and begins anew; 0: never.",
                0, 3600),
        text("face_details", kVisitors, &Settings::face_details,
             "Show age, gender and features that were read in a face, beside the expression.", "on or off",
             one_of({"on", "off"})),
        text("picture_licence", kVisitors, &Settings::picture_licence,
             "Licence of the pictures, told on their share page; a web address at its end becomes a link. "
             "Empty: for personal use, and whoever wants more shall ask.",
             "a text such as CC BY 4.0 https://creativecommons.org/licenses/by/4.0/, up to 200 octets",
             [](std::string_view value) {
                 return value.size() <= kMostLicenceOctets && is_utf8(value) && is_printable(value);
             }),
        text("public_url", kOutside, &Settings::public_url,
             "How browsers reach this server, if not as they ask for it; used in the picture addresses it "
             "hands out.",
             "empty, or scheme and host such as https://garden.example",
             [](std::string_view value) { return value.empty() || is_origin(value); }),
        list("allowed_hosts", kOutside, &Settings::allowed_hosts,
             "Host names of this server beside localhost, addresses, its own name and public_url.",
             "host names without scheme and port",
             [](std::string_view value) { return value.find_first_of("/ :") == std::string_view::npos; }),
        list("allowed_origins", kOutside, &Settings::allowed_origins,
             "Other sites whose pages may call this server (CORS).", "origins such as https://museum.example",
             is_origin),
        list("trusted_proxies", kOutside, &Settings::trusted_proxies,
             "Addresses of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, or the "
             "networks that they are in.",
             "IP addresses or networks such as 10.0.0.0/8",
             [](std::string_view value) { return net::IpNetwork::parse(value).has_value(); }),
        text("certificate", kOutside, &Settings::certificate,
             "PEM file of the TLS certificate chain; with key: HTTPS.", "a path", is_anything),
        text("key", kOutside, &Settings::key, "PEM file of the certificate's private key.", "a path",
             is_anything),
        integer("emotion_per_minute", kLimits, &Settings::emotion_per_minute,
                "Photos a minute from one address; a kiosk is one address for all its visitors. 0: no limit. "
                "Off on loopback.",
                0, 1'000'000),
        integer("like_per_minute", kLimits, &Settings::like_per_minute,
                "Likes and events a minute from one address. 0: no limit. Off on loopback.", 0, 1'000'000),
        integer("session_hours", kLimits, &Settings::session_hours, "How long a login lasts.", 1, 24 * 365),
        integer("upload_days", kLimits, &Settings::upload_days,
                "Days after which an upload in parts that was never completed is thrown away.", 1, 365),
        integer("job_days", kLimits, &Settings::job_days,
                "Days after which a job that is done, parked or cancelled is forgotten; its pictures stay.",
                1, 3650),
        integer("trash_days", kLimits, &Settings::trash_days,
                "Days for which a picture that was removed can be restored.", 1, 3650),
        integer("visitor_days", kLimits, &Settings::visitor_days,
                "Days after a visitor's last photo, view or like when all that is known of them is erased; "
                "0: never. What was learned from them goes at the next start.",
                0, 3650),
        integer("max_photo_mb", kLimits, &Settings::max_photo_mb, "Largest photo that is accepted, in MiB.",
                1, 200),
        integer("socket_threads", kThreads, &Settings::socket_threads, "Threads that serve the sockets.", 1,
                64),
        integer("workers", kThreads, &Settings::workers, "Threads that carry out requests.", 1, 256),
        integer("queue", kThreads, &Settings::queue,
                "Requests that may wait for a worker; more are answered 503.", 1, 100'000),
        integer("connections", kThreads, &Settings::connections, "Connections open at once.", 16, 1'000'000),
        integer("idle_seconds", kThreads, &Settings::idle_seconds, "How long an idle connection is kept.", 1,
                3600),
        integer("face_parallel", kThreads, &Settings::face_parallel,
                "Photos analysed at the same time; 0: one for each core, up to four.", 0, 64),
        text("log_level", kLog, &Settings::log_level, "The least that is logged.",
             "debug, info, warning or error", one_of({"debug", "info", "warning", "error"})),
        text("log_format", kLog, &Settings::log_format, "One line an event, for people or for programs.",
             "text or json", one_of({"text", "json"})),
    };
}

const Option* find_option(std::string_view name) {
    const auto found = std::ranges::find_if(options(), [&](const Option& option) {
        return option.name == name || (option.former == name && !name.empty());
    });
    return found == options().end() ? nullptr : &*found;
}

std::string known_names() {
    std::vector<std::string_view> names;
    for (const Option& option : options()) names.push_back(option.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

Result<> apply(Settings& settings, const Option& option, std::string_view value, std::string_view place) {
    if (option.set(settings, value)) return {};
    return fail(ErrorCode::invalid_argument, fmt::format("{}: {} cannot be \"{}\"; allowed: {}", place,
                                                         option.name, value, option.allowed));
}

// A value of a table as it stands after the # of a description.
std::optional<std::string> value_of(const toml::node& node) {
    if (const auto* string = node.as_string()) return string->get();
    if (const auto* number = node.as_integer()) return fmt::to_string(number->get());
    if (const auto* number = node.as_floating_point()) return fmt::to_string(number->get());
    if (const auto* is_on = node.as_boolean()) return is_on->get() ? "on" : "off";
    return std::nullopt;
}

// A painter written as a table, such as {name = "sd", kind = "diffusion", file = "/models/a.safetensors",
// negative = "blurry, text"}, in the one line that a flag has.
std::optional<std::string> line_of(const toml::table& table) {
    std::map<std::string, std::string> options;
    for (const auto& [name, node] : table) {
        auto value = value_of(node);
        if (!value) return std::nullopt;
        options.emplace(name.str(), std::move(*value));
    }
    const auto take = [&](const char* name) {
        const auto found = options.extract(name);
        return found ? found.mapped() : std::string();
    };
    const std::string kind = take("kind");
    const std::string name = take("name");
    const bool has_file = kind == "diffusion";
    std::string at = take(has_file ? "file" : "url");
    if (has_file) at = percent_encode_value(at);
    std::string line = name.empty() ? kind : fmt::format("{}={}", name, kind);
    if (!at.empty()) line += "@" + at;
    char separator = '#';
    for (const auto& [option, value] : options) {
        line += fmt::format("{}{}={}", separator, option, percent_encode_value(value));
        separator = '&';
    }
    return line;
}

// The value as `Option::set` takes it, or nothing when it has another type than the option.
std::optional<std::string> text_of(const toml::node& node, Kind kind, bool has_tables) {
    if (kind == Kind::integer) {
        if (const auto* number = node.as_integer()) return fmt::to_string(number->get());
        return std::nullopt;
    }
    if (kind == Kind::text) {
        if (const auto* string = node.as_string()) return string->get();
        return std::nullopt;
    }
    if (const auto* string = node.as_string()) return string->get();  // as a flag has it, with commas
    const toml::array* array = node.as_array();
    if (array == nullptr) return std::nullopt;
    std::vector<std::string> items;
    for (const toml::node& item : *array) {
        if (const toml::table* painter = item.as_table(); painter != nullptr && has_tables) {
            auto line = line_of(*painter);
            if (!line) return std::nullopt;
            items.push_back(std::move(*line));
            continue;
        }
        const auto* string = item.as_string();
        if (string == nullptr || string->get().find(',') != std::string::npos) return std::nullopt;
        items.push_back(string->get());
    }
    return fmt::format("{}", fmt::join(items, ","));
}

Result<> apply_entry(Settings& settings, std::string_view name, const toml::node& node,
                     const std::string& place) {
    const Option* option = find_option(name);
    if (option == nullptr) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("{}: there is no setting {}; known: {}", place, name, known_names()));
    }
    const auto value = text_of(node, option->kind, option->name == kPainters);
    if (!value) {
        const std::string_view form =
            option->kind == Kind::integer ? "a number without quotes"
            : option->kind == Kind::text  ? "a text in quotes"
            : option->name == kPainters   ? "a list of texts such as [\"flower\"], or of tables with texts, "
                                            "numbers, true and false such as "
                                            "[{name = \"sd\", kind = \"diffusion\", file = \"/models/a.gguf\"}]"
                                          : "a list of texts such as [\"a\", \"b\"]";
        return fail(ErrorCode::invalid_argument,
                    fmt::format("{}: {} must be {}; allowed: {}", place, name, form, option->allowed));
    }
    return apply(settings, *option, *value, place);
}

Result<> apply_file(Settings& settings, const std::filesystem::path& file) {
    toml::table table;
    try {
        table = toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        const auto line = error.source().begin.line;
        return fail(ErrorCode::invalid_argument,
                    fmt::format("{}{}: {}", file.string(), line > 0 ? fmt::format(":{}", line) : "",
                                error.description()));
    }
    for (const auto& [name, node] : table) {
        const std::string place = fmt::format("{}:{}", file.string(), node.source().begin.line);
        if (auto done = apply_entry(settings, name.str(), node, place); !done) return done;
    }
    return {};
}

Result<> apply_variable(Settings& settings, const std::string& name, const std::string& value) {
    if (name == kFileVariable || apply_secret(settings, name, value)) return {};
    const auto option = std::ranges::find_if(options(), [&](const Option& one) {
        return environment_name(one.name) == name ||
               (!one.former.empty() && environment_name(one.former) == name);
    });
    if (option != options().end()) return apply(settings, *option, value, name);
    return fail(ErrorCode::invalid_argument,
                fmt::format("{}: there is no such setting; known, in upper case after {}: {}", name,
                            kEnvironmentPrefix, known_names()));
}

Result<> check_together(const Settings& settings) {
    if (auto pair = check_key_pair(settings); !pair) return pair;
    if (const auto painters = painting::parse_painters(settings.painters); !painters) {
        return std::unexpected(painters.error());
    }
    if (settings.blobs != "disk") {
        if (const auto location = store::parse_s3_location(settings.blobs); !location)
            return std::unexpected(location.error());
    }
    if (settings.certificate.empty() == settings.key.empty()) return {};
    return fail(ErrorCode::invalid_argument, "certificate and key belong together: give both, or none");
}

std::string toml_value(const Option& option, const Settings& defaults) {
    std::string value = option.get(defaults);
    if (option.kind == Kind::integer) return value;
    return option.kind == Kind::text ? fmt::format("\"{}\"", value) : "[]";
}

}  // namespace

std::span<const Option> options() {
    static const std::vector<Option> all = make_options();
    return all;
}

std::string flag_name(const Option& option) { return flag_name(option.name); }

std::string flag_name(std::string_view name) {
    std::string flag = "--" + std::string(name);
    std::ranges::replace(flag, '_', '-');
    return flag;
}

std::string environment_name(const Option& option) { return environment_name(option.name); }

std::string environment_name(std::string_view name) {
    std::string upper(name);
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return std::string(kEnvironmentPrefix) + upper;
}

Result<Settings> load_settings(const std::optional<std::filesystem::path>& file,
                               const std::map<std::string, std::string>& environment,
                               const std::map<std::string, std::string>& flags) {
    Settings settings;
    if (file) {
        if (const auto done = apply_file(settings, *file); !done) return std::unexpected(done.error());
        settings.file = std::filesystem::absolute(*file).lexically_normal().string();
    }
    for (const auto& [name, value] : environment) {
        if (const auto done = apply_variable(settings, name, value); !done)
            return std::unexpected(done.error());
    }
    for (const Option& option : options()) {
        const auto given = flags.find(std::string(option.name));
        if (given == flags.end()) continue;
        if (const auto done = apply(settings, option, given->second, flag_name(option)); !done) {
            return std::unexpected(done.error());
        }
    }
    if (const auto done = check_together(settings); !done) return std::unexpected(done.error());
    return settings;
}

std::string commented_file() {
    const Settings defaults;
    std::string file =
        "# Emotion Garden. Every setting at its default: take the # away to change one.\n"
        "# A flag (--first-garden) or a variable (EMOTION_GARDEN_FIRST_GARDEN) wins over this file.\n";
    std::string_view section;
    for (const Option& option : options()) {
        if (option.section != section) file += fmt::format("\n## {}\n", option.section);
        section = option.section;
        file += fmt::format("\n# {}\n# Allowed: {}.\n# {} = {}\n", option.help, option.allowed, option.name,
                            toml_value(option, defaults));
    }
    return file;
}

}  // namespace garden::cli
