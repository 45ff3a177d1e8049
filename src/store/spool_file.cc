#include "store/spool_file.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "base/id.h"
#include "base/text.h"
#include "store/disk.h"

namespace garden::store {
namespace {

namespace fs = std::filesystem;

int create_file(const fs::path& file) {
    return ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

std::shared_ptr<const int> own(int descriptor) {
    return {new int(descriptor), [](const int* owned) {
                ::close(*owned);
                delete owned;
            }};
}

}  // namespace

Result<std::unique_ptr<SpoolFile>> SpoolFile::create(const fs::path& folder, MakeRoom make_room) {
    fs::path file = folder / to_hex(random_octets(16));
    int descriptor = create_file(file);
    if (descriptor < 0 && errno == ENOENT) {
        std::error_code ignored;  // the next try says why
        fs::create_directories(folder, ignored);
        descriptor = create_file(file);
    }
    if (descriptor < 0 && is_full(errno)) {
        make_room();
        descriptor = create_file(file);
    }
    if (descriptor < 0) return disk_failure("creating", file, errno);
    return std::unique_ptr<SpoolFile>(new SpoolFile(std::move(file), descriptor, std::move(make_room)));
}

SpoolFile::SpoolFile(fs::path file, int descriptor, MakeRoom make_room)
    : file_(std::move(file)), descriptor_(own(descriptor)), make_room_(std::move(make_room)) {}

SpoolFile::~SpoolFile() {
    if (!file_.empty()) ::unlink(file_.c_str());
}

Result<> SpoolFile::add(BytesView octets) {
    hasher_.add(octets);
    bool tried_in_vain = false;
    while (!octets.empty()) {
        const ssize_t written =
            ::pwrite(*descriptor_, octets.data(), octets.size(), static_cast<off_t>(size_));
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            const int number = errno;
            // Where nothing is left to make room, somebody else may just have made it.
            if (is_full(number) && (make_room_() || !std::exchange(tried_in_vain, true))) continue;
            return disk_failure("writing", file_, number);
        }
        size_ += static_cast<std::uint64_t>(written);
        octets.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<> SpoolFile::restart() {
    if (size_ == 0) return {};
    if (::ftruncate(*descriptor_, 0) != 0) return disk_failure("emptying", file_, errno);
    hasher_ = Hasher(HashKind::sha256);
    size_ = 0;
    return {};
}

const std::string& SpoolFile::finish() {
    if (sha256_.empty()) sha256_ = hasher_.finish_hex();
    return sha256_;
}

Result<> SpoolFile::move_to(const fs::path& file) {
    int moved = ::rename(file_.c_str(), file.c_str());
    if (moved != 0 && errno == ENOENT) {
        std::error_code ignored;
        fs::create_directories(file.parent_path(), ignored);
        moved = ::rename(file_.c_str(), file.c_str());
    }
    if (moved != 0) return disk_failure("moving to", file, errno);
    file_.clear();
    return {};
}

}  // namespace garden::store
