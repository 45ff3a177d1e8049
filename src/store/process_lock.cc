#include "store/process_lock.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace garden::store {

ProcessLock::~ProcessLock() {
    if (handle_ >= 0) ::close(handle_);
}

Result<> ProcessLock::take(const std::filesystem::path& file) {
    handle_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (handle_ < 0) {
        return fail(ErrorCode::io,
                    fmt::format("opening {}: {}", file.string(), std::generic_category().message(errno)));
    }
    if (::flock(handle_, LOCK_EX | LOCK_NB) != 0) {
        return fail(
            ErrorCode::unavailable,
            fmt::format(
                "another emotion-garden is running on {}; stop it, or give this one another data folder",
                file.parent_path().string()));
    }
    return {};
}

}  // namespace garden::store
