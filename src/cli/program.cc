#include "cli/program.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "base/log.h"
#include "base/version.h"
#include "cli/commands.h"

namespace garden::cli {
namespace {

constexpr int kFailed = 1;
constexpr int kMisused = 2;

// The variables that load_settings() reads.
std::map<std::string, std::string> garden_variables() {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        if (text.starts_with(kEnvironmentPrefix) ||
            std::ranges::find(kAwsVariables, text.substr(0, equals)) != kAwsVariables.end()) {
            variables.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return variables;
}

// What was given on the command line, before it is checked.
struct Given {
    std::string config;
    std::map<std::string, std::string> flags;  // option name → value
    Words words;
};

// Every setting as a flag of `command`; settings that only a server has are left out of the others.
void add_settings(CLI::App& command, Given& given, std::span<const std::string_view> names) {
    command.add_option("--config", given.config, "TOML file with settings; see: emotion-garden config");
    for (const Option& option : options()) {
        if (!names.empty() && std::ranges::find(names, option.name) == names.end()) continue;
        const std::string name(option.name);
        // The name that an option had once stays where it was: at `serve`, which has them all.
        const bool was_renamed = !option.former.empty() && names.empty();
        command
            .add_option_function<std::string>(
                flag_name(option) + (was_renamed ? "," + flag_name(option.former) : ""),
                [&given, name](const std::string& value) { given.flags[name] = value; },
                fmt::format("{} [{}]", option.help, option.get(Settings{})))
            ->type_name("")
            ->group(std::string(option.section));
    }
}

// What painters may have beside what all have; they say which values there are.
void add_painter_options(CLI::App& command, painting::Options& options) {
    const auto add = [&](const char* flag, std::string_view name, const char* help) {
        command.add_option_function<std::string>(
            flag, [&options, name](const std::string& value) { options[std::string(name)] = value; }, help);
    };
    add("--sampler", painting::kSampler, "Such as euler_a, for painters that have it [the painter's own]");
    add("--scheduler", painting::kScheduler, "Such as karras, likewise");
    add("--clip-skip", painting::kClipSkip,
        "Layers of the text encoder that are left out, 1 to 12, likewise");
}

int report(const Error& error, bool to_programs = false) {
    if (to_programs) {
        log::error("the server ends", {{"reason", error.message}});
    } else {
        fmt::print(stderr, "emotion-garden: {}\n", error.message);
    }
    return error.code == ErrorCode::invalid_argument ? kMisused : kFailed;
}

Result<Settings> settings_of(const Given& given) {
    const auto variables = garden_variables();
    std::string file = given.config;
    if (const auto found = variables.find("EMOTION_GARDEN_CONFIG");
        file.empty() && found != variables.end()) {
        file = found->second;
    }
    return load_settings(file.empty() ? std::nullopt : std::optional<std::filesystem::path>(file), variables,
                         given.flags);
}

void configure_log(const Settings& settings) {
    const log::Level level = settings.log_level == "debug"     ? log::Level::debug
                             : settings.log_level == "warning" ? log::Level::warning
                             : settings.log_level == "error"   ? log::Level::error
                                                               : log::Level::info;
    log::configure(level, settings.log_format == "json" ? log::Format::json : log::Format::text);
}

using Command = Result<> (*)(const Assembly&, const Settings&, const Words&);

// The commands with what each does; the words are theirs.
void declare(CLI::App& app, Given& given, Command& chosen) {
    constexpr std::array<std::string_view, 4> with_catalog = {"data", "database", "log_level", "log_format"};
    constexpr std::array<std::string_view, 4> with_bucket = {"data", "database", "blobs", "bucket"};
    constexpr std::array<std::string_view, 3> with_painters = {"painters", "diffusion_program", "log_level"};
    constexpr std::array<std::string_view, 3> with_models = {"models", "data", "utkface"};
    Words& words = given.words;
    const auto command = [&](CLI::App& parent, const char* name, const char* help,
                             Command does) -> CLI::App& {
        CLI::App* made = parent.add_subcommand(name, help);
        made->callback([&chosen, does] { chosen = chosen == nullptr ? does : chosen; });
        return *made;
    };

    add_settings(command(app, "serve", "Serve visitors and operators until SIGTERM.", serve), given, {});

    CLI::App& paint_command =
        command(app, "paint", "Paint one picture, or a contact sheet, into a file.", paint);
    paint_command
        .add_option("prompt", words.text,
                    "What to paint; with --sheet prompts a file of one prompt a line, - for standard input")
        ->required();
    paint_command.add_option("--negative", words.negative, "What not to paint");
    paint_command.add_option("--size", words.size, "Width x height in pixels, 64 to 4096 each")
        ->capture_default_str();
    paint_command.add_option("--seed", words.seed,
                             "Whole number; the same seed paints the same picture [random]");
    paint_command.add_option("--sheet", words.sheet,
                             "A contact sheet: emotions (the eight, each with --count seeds), seeds (--count "
                             "of them, from --seed on) or prompts");
    paint_command.add_option("--count", words.count,
                             "Seeds of the sheet, 1 to 200 [3 for emotions, else 12]");
    paint_command.add_option(
        "-o,--output", words.output,
        "The file to write: .jpeg, .jpg, .png or .webp [picture.jpeg, or sheet.jpeg of a sheet]");
    paint_command.add_option("--steps", words.steps, "Sampling steps, 1 to 1000 [the painter's own]");
    paint_command.add_option("--guidance", words.guidance,
                             "Classifier-free guidance, 0 to 100 [the painter's own]");
    add_painter_options(paint_command, words.options);
    paint_command.add_option("--painter", words.painter, "Which one of --painters, by its name [the first]");
    paint_command.add_flag("--progress", words.progress, "Say on standard error how far it is");
    add_settings(paint_command, given, with_painters);

    add_settings(command(app, "painters", "Show the painters and whether each can work now.", list_painters),
                 given, with_painters);

    CLI::App& models_command = command(
        app, "models", "Show models for painters of the kind diffusion: family, size, memory.", list_models);
    models_command.add_option("path", words.paths, "Model files, or folders of them [those of --painters]");
    add_settings(models_command, given, with_painters);

    CLI::App& analyze_command = command(app, "analyze", "Read the faces of a photo; prints JSON.", analyze);
    analyze_command.add_option("photo", words.text, "JPEG or PNG file; - for standard input")->required();
    analyze_command.add_option(
        "--draw", words.drawing,
        "Write the photo with boxes, landmarks and words into this file: .jpeg, .jpg or .png");
    add_settings(analyze_command, given, with_models);

    CLI::App& dataset =
        command(app, "dataset", "Users, items and interactions as CSV: export, import.", nullptr);
    add_settings(dataset, given, with_catalog);
    command(dataset, "export", "Write them into a folder, or one into a file of its name.", export_datasets)
        .add_option("path", words.text, "A folder, or users.csv, items.csv or interactions.csv in one")
        ->required();
    command(dataset, "import", "Read them from a folder or a file; what is there already is not doubled.",
            import_datasets)
        .add_option("path", words.text, "A folder with users.csv, items.csv, interactions.csv, or a file")
        ->required();
    dataset.require_subcommand(1);

    CLI::App& moving =
        command(app, "migrate", "Copy a garden that no server has open, such as from a folder to PostgreSQL.",
                migrate);
    moving.add_option("--from", words.from, "A data folder, or postgresql://… and s3://…")->required();
    moving.add_option("--to", words.to, "The same, where nothing is yet")->required();

    CLI::App& keys = command(app, "keys", "Key pairs of the AWS listener: list, add, remove.", list_keys);
    add_settings(keys, given, with_catalog);
    command(keys, "list", "Show all pairs.", list_keys);
    command(keys, "add", "Make a pair and show it.", add_key)
        .add_flag("--read-only", words.read_only, "The pair may only read");
    command(keys, "remove", "Remove a pair.", remove_key)
        .add_option("access-key", words.text, "The pair's access key")
        ->required();
    keys.require_subcommand(0, 1);

    CLI::App& admin =
        command(app, "admin", "Administrators and tokens: add, list, remove, token.", list_administrators);
    add_settings(admin, given, with_catalog);
    CLI::App& add = command(admin, "add", "Add an administrator, or give a new password.", add_administrator);
    add.add_option("name", words.text, "Their name")->required();
    add.add_flag("--password-stdin", words.password_stdin, "Read the password from standard input");
    command(admin, "list", "Show all administrators.", list_administrators);
    command(admin, "remove", "Remove an administrator.", remove_administrator)
        .add_option("name", words.text, "Their name")
        ->required();
    CLI::App& token = command(admin, "token", "Bearer tokens for scripts.", list_tokens);
    command(token, "add", "Make a token and show it once.", add_token)
        .add_option("name", words.text, "What it is for")
        ->required();
    command(token, "list", "Show the names of all tokens.", list_tokens);
    command(token, "remove", "Remove a token.", remove_token)
        .add_option("name", words.text, "What it was for")
        ->required();
    token.require_subcommand(0, 1);
    admin.require_subcommand(0, 1);

    add_settings(
        command(app, "check", "Verify every picture and row; exits with 1 if something is wrong.", check),
        given, with_bucket);
    command(app, "config", "Print a commented TOML file with every setting.", print_config);
}

}  // namespace

int run(int argc, char** argv, const Assembly& assembly) {
    Given given;
    Command chosen = nullptr;
    CLI::App app("Emotion Garden: a face in, a garden out.", "emotion-garden");
    app.set_version_flag("--version", fmt::format("emotion-garden {}", version()));
    app.fallthrough();
    declare(app, given, chosen);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kMisused;
    }
    if (chosen == nullptr) {
        fmt::print(stderr, "{}", app.help());
        return kMisused;
    }
    const auto settings = settings_of(given);
    if (!settings) return report(settings.error());
    configure_log(*settings);
    const auto done = chosen(assembly, *settings, given.words);
    if (done) return 0;
    // Programs read a server's log.
    return report(done.error(), chosen == serve && settings->log_format == "json");
}

}  // namespace garden::cli
