#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "base/clock.h"
#include "cli/commands.h"
#include "datasets/export.h"
#include "datasets/import.h"
#include "gallery/index.h"

namespace garden::cli {
namespace {

namespace fs = std::filesystem;
using datasets::Dataset;

constexpr std::size_t kBlock = std::size_t{256} * 1024;
const SystemClock kClock;

struct File {
    Dataset dataset = Dataset::users;
    fs::path path;
};

// The three files of a folder, or the one that the name ends with.
Result<std::vector<File>> files_to_write(const fs::path& path) {
    if (path.extension() == ".csv") {
        const auto dataset = datasets::dataset_of(path.filename().string());
        if (!dataset) {
            return fail(ErrorCode::invalid_argument,
                        "a single file is called users.csv, items.csv or interactions.csv, by what is in it");
        }
        return std::vector{File{*dataset, path}};
    }
    std::error_code error;
    fs::create_directories(path, error);
    if (error || !fs::is_directory(path, error))
        return fail(ErrorCode::io, fmt::format("{} cannot be made", path.string()));
    std::vector<File> files;
    for (const Dataset dataset : datasets::kDatasets)
        files.push_back({dataset, path / datasets::file_name(dataset)});
    return files;
}

Result<std::uint64_t> write_whole(const File& file, const fs::path& path, const datasets::Sources& sources) {
    std::ofstream output(path, std::ios::binary | std::ios::trunc);
    std::error_code error;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, error);
    const auto failed = [&] {
        return fail(ErrorCode::io, fmt::format("{} cannot be written", path.string()));
    };
    if (!output || error) return failed();
    const auto lines =
        datasets::write_dataset(file.dataset, sources, [&](std::string_view octets) -> Result<> {
            if (output.write(octets.data(), static_cast<std::streamsize>(octets.size()))) return {};
            return failed();
        });
    output.close();
    if (lines && !output) return failed();
    return lines;
}

// What had the name stays until the new file is whole.
Result<> export_file(const File& file, const datasets::Sources& sources) {
    fs::path unfinished = file.path;
    unfinished += ".part";
    const auto lines = write_whole(file, unfinished, sources);
    std::error_code error;
    if (!lines) {
        fs::remove(unfinished, error);
        return std::unexpected(lines.error());
    }
    fs::rename(unfinished, file.path, error);
    if (error) return fail(ErrorCode::io, fmt::format("{} cannot be replaced", file.path.string()));
    fmt::print("{}: {} lines\n", file.path.string(), *lines);
    return {};
}

// The file itself; or those of a folder that are there, flat or as they are stored in the bucket.
Result<std::vector<fs::path>> files_to_read(const fs::path& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) return std::vector{path};
    std::vector<fs::path> files;
    for (const Dataset dataset : datasets::kDatasets) {
        const std::string file = datasets::file_name(dataset);
        for (const fs::path& place : {path / file, path / datasets::name(dataset) / file}) {
            if (fs::exists(place, error)) files.push_back(place);
        }
    }
    if (!files.empty()) return files;
    return fail(ErrorCode::invalid_argument,
                fmt::format("{} has no users.csv, items.csv or interactions.csv", path.string()));
}

Result<datasets::Report> import_file(const fs::path& path, const datasets::Target& target) {
    std::ifstream input(path, std::ios::binary);
    datasets::Import import(target);
    const auto block = std::make_unique<char[]>(kBlock);
    while (input.read(block.get(), kBlock) || input.gcount() > 0) {
        if (const auto taken = import.add({block.get(), static_cast<std::size_t>(input.gcount())}); !taken)
            return fail_within(path.string(), taken.error());
    }
    if (!input.eof())
        return fail(ErrorCode::invalid_argument, fmt::format("{} cannot be read", path.string()));
    auto report = import.finish();
    if (!report) return fail_within(path.string(), report.error());
    return report;
}

void print(const fs::path& path, const datasets::Report& report) {
    fmt::print("{} ({}): {} lines, {} added, {} there already, {} refused\n", path.string(),
               datasets::name(report.dataset), report.lines, report.added, report.present, report.refused);
    for (const datasets::RefusedLine& refused : report.first_refused)
        fmt::print("  line {}: {}\n", refused.line, refused.reason);
    if (report.refused > report.first_refused.size())
        fmt::print("  … and {} more\n", report.refused - report.first_refused.size());
}

}  // namespace

Result<> export_datasets(const Assembly& assembly, const Settings& settings, const Words& words) {
    const auto files = files_to_write(words.text);
    if (!files) return std::unexpected(files.error());
    const auto database = assembly.open_catalog(settings);
    if (!database) return std::unexpected(database.error());
    visitors::Visitors visitors(**database, kClock);
    const datasets::Sources sources{visitors, [&](const std::function<void(const gallery::Picture&)>& each) {
                                        return gallery::for_each_picture(**database, gallery::Place::garden,
                                                                         each);
                                    }};
    for (const File& file : *files) {
        if (const auto written = export_file(file, sources); !written) return written;
    }
    return {};
}

Result<> import_datasets(const Assembly& assembly, const Settings& settings, const Words& words) {
    const auto files = files_to_read(words.text);
    if (!files) return std::unexpected(files.error());
    const auto database = assembly.open_catalog(settings);
    if (!database) return std::unexpected(database.error());
    visitors::Visitors visitors(**database, kClock);
    const datasets::Target target{visitors,
                                  kClock,
                                  [&](const std::string& key) { return gallery::is_listed(**database, key); },
                                  {},
                                  {}};
    std::uint64_t added = 0;
    std::uint64_t refused = 0;
    for (const fs::path& path : *files) {
        const auto report = import_file(path, target);
        if (!report) return std::unexpected(report.error());
        print(path, *report);
        added += report->added;
        refused += report->refused;
    }
    if (added > 0) fmt::print("a server that runs now learns from this when it starts again\n");
    if (refused == 0) return {};
    return fail(ErrorCode::conflict, fmt::format("{} lines were refused; all the others are in", refused));
}

}  // namespace garden::cli
