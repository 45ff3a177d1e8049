#include "store/postgres_signal.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <libpq-fe.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace garden::store {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kAtLeast(50);
constexpr std::chrono::seconds kConnectAgain(5);
// A channel belongs to a database, so gardens in others do not hear it.
constexpr const char* kListen = "LISTEN emotion_garden";
constexpr const char* kNotify = "NOTIFY emotion_garden";

}  // namespace

PostgresSignal::PostgresSignal(std::string url)
    : url_(std::move(url)), waker_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

PostgresSignal::~PostgresSignal() {
    if (waker_ >= 0) ::close(waker_);
}

void PostgresSignal::note_written() {
    if (!written_.exchange(true)) wake();
}

void PostgresSignal::wake() const {
    const std::uint64_t one = 1;
    // It cannot fail but where it is awake already.
    [[maybe_unused]] const auto written = ::write(waker_, &one, sizeof one);
}

void PostgresSignal::wait(const std::stop_token& stop, milliseconds most) {
    const std::stop_callback on_stop(stop, [this] { wake(); });
    const Instant until = std::chrono::steady_clock::now() + most;
    while (!stop.stop_requested()) {
        const Instant now = std::chrono::steady_clock::now();
        if (!handle_ && now >= connect_after_) connect(now);
        if (handle_) tell(now);
        if (handle_) hear();
        if (heard_ && now >= returned_ + kAtLeast) {
            heard_ = false;
            returned_ = now;
            return;
        }
        if (now >= until) return;
        sleep(next(until));
    }
}

void PostgresSignal::connect(Instant now) {
    connect_after_ = now + kConnectAgain;
    auto handle = connect_postgres(url_);
    if (!handle) return;  // the next statement of somebody else tells the log
    handle_ = std::move(*handle);
    heard_ = true;  // whatever was told meanwhile
    answers_ = PQsendQuery(handle_.get(), kListen) == 1;
    if (!answers_) disconnect();
}

void PostgresSignal::tell(Instant now) {
    if (answers_ || !written_ || now < told_ + kAtLeast) return;
    written_ = false;
    told_ = now;
    answers_ = PQsendQuery(handle_.get(), kNotify) == 1;
    if (!answers_) disconnect();
}

void PostgresSignal::hear() {
    if (PQconsumeInput(handle_.get()) != 1) {
        disconnect();
        return;
    }
    while (answers_ && PQisBusy(handle_.get()) == 0) {
        PGresult* const answer = PQgetResult(handle_.get());
        answers_ = answer != nullptr;
        PQclear(answer);
    }
    while (PGnotify* const notice = PQnotifies(handle_.get())) {
        if (notice->be_pid != PQbackendPID(handle_.get())) heard_ = true;
        PQfreemem(notice);
    }
}

PostgresSignal::Instant PostgresSignal::next(Instant until) const {
    Instant next = until;
    if (!handle_) next = std::min(next, connect_after_);
    if (handle_ && written_ && !answers_) next = std::min(next, told_ + kAtLeast);
    if (heard_) next = std::min(next, returned_ + kAtLeast);
    return next;
}

void PostgresSignal::sleep(Instant until) {
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    std::array<pollfd, 2> waiting = {pollfd{waker_, POLLIN, 0},
                                     pollfd{handle_ ? PQsocket(handle_.get()) : -1, POLLIN, 0}};
    (void)::poll(waiting.data(), waiting.size(), static_cast<int>(std::max<std::int64_t>(0, left.count())));
    std::uint64_t times = 0;
    [[maybe_unused]] const auto read = ::read(waker_, &times, sizeof times);
}

}  // namespace garden::store
