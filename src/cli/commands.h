#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/program.h"
#include "painting/painter.h"

namespace garden::cli {

// What a command was given besides settings; each uses its own.
struct Words {
    std::string text;  // prompt, file of prompts, photo, file or folder of datasets, name or access key
    std::string negative;
    std::string size = "1280x800";
    std::optional<std::uint64_t> seed;
    std::string output;        // empty: picture.jpeg or sheet.jpeg
    std::string sheet;         // emotions, seeds or prompts; empty: one picture
    std::optional<int> count;  // of seeds in the sheet
    std::string drawing;       // the file to draw faces into; empty: none
    std::optional<int> steps;
    std::optional<double> guidance;
    painting::Options options;       // of the painter
    std::string painter;             // name of the one to paint; empty: the first
    std::vector<std::string> paths;  // files and folders of models; none: those of the painters
    std::vector<std::string> from;   // places of a garden: a data folder, postgresql://…, s3://…
    std::vector<std::string> to;
    bool progress = false;
    bool read_only = false;
    bool password_stdin = false;
};

// Each command writes its result to standard output; an error is returned, and said by run().
Result<> serve(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> paint(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> list_painters(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> list_models(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> analyze(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> check(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> migrate(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> print_config(const Assembly& assembly, const Settings& settings, const Words& words);

Result<> export_datasets(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> import_datasets(const Assembly& assembly, const Settings& settings, const Words& words);

Result<> list_keys(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> add_key(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> remove_key(const Assembly& assembly, const Settings& settings, const Words& words);

Result<> list_administrators(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> add_administrator(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> remove_administrator(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> list_tokens(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> add_token(const Assembly& assembly, const Settings& settings, const Words& words);
Result<> remove_token(const Assembly& assembly, const Settings& settings, const Words& words);

}  // namespace garden::cli
