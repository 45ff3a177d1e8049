#include "store/disk.h"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

namespace garden::store {
namespace {

struct Descriptor {
    explicit Descriptor(int opened) : value(opened) {}
    ~Descriptor() {
        if (value >= 0) ::close(value);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    const int value;
};

class SystemDisk final : public Disk {
  public:
    Result<int> create(const std::filesystem::path& file) override {
        const int handle = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (handle < 0) return disk_failure("creating", file, errno);
        return handle;
    }

    Result<> write(int handle, BytesView octets) override {
        while (!octets.empty()) {
            const ssize_t written = ::write(handle, octets.data(), octets.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return disk_failure("writing", "a blob", errno);
            octets.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }

    Result<> sync(int handle) override {
        if (::fsync(handle) != 0) return disk_failure("syncing", "a blob", errno);
        return {};
    }

    void close(int handle) override { ::close(handle); }

    Result<> sync_folder(const std::filesystem::path& folder) override {
        const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (opened.value < 0 || ::fsync(opened.value) != 0) return disk_failure("syncing", folder, errno);
        return {};
    }

    Result<> make_folder(const std::filesystem::path& folder) override {
        if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
            return disk_failure("making", folder, errno);
        return {};
    }

    Result<> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        if (::rename(from.c_str(), to.c_str()) != 0) return disk_failure("renaming to", to, errno);
        return {};
    }

    Result<> remove(const std::filesystem::path& file) override {
        if (::unlink(file.c_str()) != 0) return disk_failure("removing", file, errno);
        return {};
    }

    Result<OpenBlob> open(const std::filesystem::path& file) override {
        const auto opened = std::make_shared<Descriptor>(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
        if (opened->value < 0) return disk_failure("opening", file, errno);
        struct stat status{};
        if (::fstat(opened->value, &status) != 0) return disk_failure("opening", file, errno);
        return OpenBlob{{opened, &opened->value}, static_cast<std::uint64_t>(status.st_size)};
    }

    Result<std::vector<std::string>> list(const std::filesystem::path& folder) override {
        std::error_code error;
        std::vector<std::string> names;
        std::filesystem::directory_iterator entry(folder, error);
        for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
            names.push_back(entry->path().filename().string());
        }
        if (error) return disk_failure("listing", folder, error.value());
        return names;
    }
};

}  // namespace

bool is_full(int number) { return number == ENOSPC || number == EDQUOT; }

std::unexpected<Error> disk_failure(std::string_view what, const std::filesystem::path& path, int number) {
    const std::string why = std::generic_category().message(number);
    if (is_full(number)) {
        // Whoever asks is told, and need not know where.
        log::error("the disk is full", {{"doing", what}, {"path", path.string()}, {"reason", why}});
        return fail(ErrorCode::unavailable, "the disk of the server is full; try again when there is room");
    }
    return fail(number == ENOENT ? ErrorCode::not_found : ErrorCode::io,
                fmt::format("{} {}: {}", what, path.string(), why));
}

std::shared_ptr<Disk> make_system_disk() { return std::make_shared<SystemDisk>(); }

Result<> make_folders(Disk& disk, const std::filesystem::path& folder) {
    const std::filesystem::path parent = folder.has_parent_path() ? folder.parent_path() : ".";
    auto made = disk.make_folder(folder);
    if (!made && made.error().code == ErrorCode::not_found && parent != folder) {
        if (auto above = make_folders(disk, parent); !above) return above;
        made = disk.make_folder(folder);
    }
    if (!made || parent == folder) return made;
    return disk.sync_folder(parent);
}

Result<std::size_t> read_at(int descriptor, std::uint64_t offset, std::span<char> octets) {
    std::size_t done = 0;
    while (done < octets.size()) {
        const ssize_t got = ::pread(descriptor, octets.data() + done, octets.size() - done,
                                    static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return disk_failure("reading", "a blob", errno);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

}  // namespace garden::store
