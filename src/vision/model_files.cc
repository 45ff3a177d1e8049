#include "vision/model_files.h"

#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "base/hash.h"

namespace garden::vision {
namespace {

constexpr std::array<std::string_view, 16> kFiles = {
    "detector.xml",   "detector.bin",   "mesh.xml",       "mesh.bin",      "expression.xml", "expression.bin",
    "face_api.xml",   "face_api.bin",   "age.xml",        "age.bin",       "gender.xml",     "gender.bin",
    "age_gender.xml", "age_gender.bin", "attributes.xml", "attributes.bin"};

std::unexpected<Error> unusable(const std::filesystem::path& file, std::string_view what) {
    return fail(ErrorCode::unavailable,
                "the face model " + file.string() + " " + std::string(what) + "; `./dev models` fetches it");
}

// The SHA-256 of each file by its name. Empty if there are none.
std::map<std::string, std::string> read_checksums(const std::filesystem::path& path) {
    std::map<std::string, std::string> checksums;
    std::ifstream file(path);
    std::string digest;
    std::string name;
    while (file >> digest >> name) {
        checksums[name] = digest;
    }
    return checksums;
}

}  // namespace

Result<> check_model_files(const std::filesystem::path& folder, Utkface utkface) {
    const std::filesystem::path list = folder / "checksums.txt";
    const auto checksums = read_checksums(list);
    if (checksums.empty()) {
        return fail(ErrorCode::unavailable,
                    "the face models' list " + list.string() + " is missing; `./dev models` fetches them");
    }
    for (const std::string_view name : kFiles) {
        if (utkface == Utkface::unused && name.starts_with("age_gender.")) continue;
        const std::filesystem::path path = folder / name;
        std::ifstream file(path, std::ios::binary);
        if (!file) {
            return unusable(path, "is missing");
        }
        const std::string content{std::istreambuf_iterator<char>(file), {}};
        const auto known = checksums.find(std::string(name));
        if (known == checksums.end() || known->second != sha256_hex(content)) {
            return unusable(path, "does not have its checksum");
        }
    }
    return {};
}

}  // namespace garden::vision
