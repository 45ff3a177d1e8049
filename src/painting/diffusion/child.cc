#include "painting/diffusion/child.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/spawn.h"
#include "base/text.h"

namespace garden::painting::diffusion {
namespace {

constexpr std::size_t kMostWords = 300;  // octets of standard error that are shown
constexpr std::chrono::seconds kLastWait(1);

// Of our environment what the library and the drivers of GPUs look at: the rest may hold secrets.
bool is_passed_on(std::string_view variable) {
    constexpr std::array<std::string_view, 12> kBeginnings = {
        "PATH=",   "HOME=", "LANG=", "LD_LIBRARY_PATH=", "TMPDIR=", "XDG_", "CUDA_",
        "NVIDIA_", "VK_",   "GGML_", "SD_VK_",           "OMP_"};
    return std::ranges::any_of(kBeginnings, [&](std::string_view one) { return variable.starts_with(one); });
}

// What is named in `variables` is not passed on a second time.
std::vector<std::string> environment_with(const std::vector<std::string>& variables) {
    // ggml would start a debugger when it aborts.
    std::vector<std::string> all = {"GGML_NO_BACKTRACE=1"};
    all.insert(all.end(), variables.begin(), variables.end());
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view variable(*entry);
        const std::string_view name = variable.substr(0, variable.find('=') + 1);
        const bool named =
            std::ranges::any_of(all, [&](const std::string& one) { return one.starts_with(name); });
        if (is_passed_on(variable) && !named) all.emplace_back(variable);
    }
    // A thread that waits for the others sleeps: one that spins takes, on a busy machine, the time from those
    // that it waits for. Measured there: a third of the time.
    if (std::getenv("OMP_WAIT_POLICY") == nullptr) all.emplace_back("OMP_WAIT_POLICY=passive");
    return all;
}

}  // namespace

Result<std::unique_ptr<Child>> Child::start(const std::filesystem::path& program,
                                            const std::vector<std::string>& variables) {
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return fail(ErrorCode::unavailable, "the system gives no socket for a painter's program");
    const int errors = ::memfd_create("diffusion-errors", MFD_CLOEXEC);
    std::vector<std::pair<int, int>> streams;
    if (errors >= 0) streams.emplace_back(errors, STDERR_FILENO);
    streams.emplace_back(ends[1], kChildSocket);
    const pid_t pid = spawn({.program = program.string(),
                             .environment = environment_with(variables),
                             .streams = std::move(streams)});
    const int failed = errno;
    ::close(ends[1]);
    if (pid < 0) {
        ::close(ends[0]);
        if (errors >= 0) ::close(errors);
        return fail(ErrorCode::unavailable,
                    fmt::format("{} cannot be started: {}", program.string(), std::strerror(failed)));
    }
    auto life = std::make_shared<Life>(pid);
    std::thread([life] { await_end(*life); }).detach();
    return std::unique_ptr<Child>(new Child(std::move(life), ends[0], errors));
}

// The process is waited for in two steps, so that nobody signals its number between its end and the note of
// it, when the number may be another's.
void Child::await_end(Life& life) {
    siginfo_t ignored{};
    while (::waitid(P_PID, static_cast<id_t>(life.pid), &ignored, WEXITED | WNOWAIT) < 0 && errno == EINTR)
        continue;
    const std::lock_guard lock(life.mutex);
    int status = 0;
    while (::waitpid(life.pid, &status, 0) < 0 && errno == EINTR) continue;
    life.status = status;
    life.ended.notify_all();
}

// Gigabytes take a while to be given back: nobody waits for that.
Child::~Child() {
    {
        const std::lock_guard lock(life_->mutex);
        if (!life_->status) ::kill(-life_->pid, SIGKILL);
    }
    if (errors_ >= 0) ::close(errors_);
}

std::string Child::last_words() const {
    std::array<char, 4096> buffer{};
    const off_t end = errors_ < 0 ? 0 : ::lseek(errors_, 0, SEEK_END);
    const off_t from = std::max<off_t>(0, end - static_cast<off_t>(buffer.size()));
    const ssize_t got = end <= 0 ? 0 : ::pread(errors_, buffer.data(), buffer.size(), from);
    if (got <= 0) return {};
    const std::string_view written = trim(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
    std::string words(written.substr(written.find_last_of('\n') + 1));
    words.resize(std::min(words.size(), kMostWords));
    return is_utf8(words) && is_printable(words) ? words : std::string();
}

Child::End Child::wait() const {
    std::unique_lock lock(life_->mutex);
    if (!life_->ended.wait_for(lock, kLastWait, [&] { return life_->status.has_value(); }))
        return {.orderly = false, .how = "does not end"};
    const int status = *life_->status;
    End end{.orderly = WIFEXITED(status) && WEXITSTATUS(status) == 0, .how = {}};
    end.how = WIFSIGNALED(status)
                  ? fmt::format("was ended by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)))
                  : fmt::format("ended with status {}", WEXITSTATUS(status));
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGILL) end.how += ": it needs a processor with AVX2";
    if (const std::string words = last_words(); !words.empty()) end.how += fmt::format(": {}", words);
    return end;
}

}  // namespace garden::painting::diffusion
