#include "base/process.h"

#include <algorithm>
#include <array>
#include <thread>

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace garden {

void keep_heaps_small() {
    // Photos are read by whichever worker is free: this saves 40 MB after one of them, and more after large
    // ones.
    constexpr unsigned least = 4;
    mallopt(M_ARENA_MAX, static_cast<int>(std::max(least, std::thread::hardware_concurrency())));
    // What glibc begins with. Unless it is told, it raises that to the largest block that was given back, up
    // to 32 MiB, and then puts pictures and models between what stays: 40 MB after photos of some megapixels.
    constexpr int large = 128 * 1024;  // octets
    mallopt(M_MMAP_THRESHOLD, large);
}

Result<> forbid_core_dumps() {
    constexpr rlimit none{};
    // The limit alone does not count where the kernel hands cores to a program.
    if (setrlimit(RLIMIT_CORE, &none) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return fail(ErrorCode::unavailable,
                    "the system does not let this program forbid core dumps of itself");
    }
    return {};
}

std::size_t raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

void lower_thread_priority(int nice) {
    // Linux gives each thread its own nice value (setpriority(2), "C library/kernel differences").
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), nice);
}

std::string machine_name() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : std::string();
}

sigset_t stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    return signals;
}

void block_stop_signals() {
    const sigset_t signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void wait_for_stop() {
    const sigset_t signals = stop_signals();
    int signal = 0;
    sigwait(&signals, &signal);
}

}  // namespace garden
