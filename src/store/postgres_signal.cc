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
constexpr std::chrono::seconds kConnectAgain(1);
constexpr std::chrono::seconds kPatience(10);
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
        advance(now);
        if (heard_ && now >= returned_ + kAtLeast) {
            heard_ = false;
            returned_ = now;
            return;
        }
        if (now >= until) return;
        sleep(next(until));
    }
}

void PostgresSignal::advance(Instant now) {
    if (state_ == State::closed && now >= connect_after_) connect(now);
    if (state_ == State::connecting && ready_) go_on_connecting(now);
    if (state_ == State::open) hear();
    if (state_ == State::open && written_ && !answers_ && now >= told_ + kAtLeast) {
        written_ = false;
        told_ = now;
        send(kNotify, now);
    }
    const bool late = state_ == State::connecting || (state_ == State::open && answers_);
    if (late && now >= deadline_) close("the database has not answered for too long");
}

void PostgresSignal::connect(Instant now) {
    connect_after_ = now + kConnectAgain;
    deadline_ = now + kPatience;
    handle_ = begin_to_connect(url_);
    ready_ = false;
    wants_write_ = true;  // as PQconnectPoll() wants it at first
    state_ = handle_ ? State::connecting : State::closed;
}

void PostgresSignal::go_on_connecting(Instant now) {
    switch (PQconnectPoll(handle_.get())) {
        case PGRES_POLLING_OK:
            state_ = State::open;
            heard_ = true;  // whatever was told meanwhile
            send(kListen, now);
            return;
        case PGRES_POLLING_WRITING:
            wants_write_ = true;
            return;
        case PGRES_POLLING_READING:
            wants_write_ = false;
            return;
        default:
            close(first_line(PQerrorMessage(handle_.get())));
    }
}

void PostgresSignal::send(const char* sql, Instant now) {
    deadline_ = now + kPatience;
    answers_ = PQsendQuery(handle_.get(), sql) == 1;
    if (!answers_) close(first_line(PQerrorMessage(handle_.get())));
}

void PostgresSignal::hear() {
    if (PQconsumeInput(handle_.get()) != 1) return close(first_line(PQerrorMessage(handle_.get())));
    while (answers_ && PQisBusy(handle_.get()) == 0) {
        PGresult* const answer = PQgetResult(handle_.get());
        answers_ = answer != nullptr;
        const bool done = PQresultStatus(answer) == PGRES_COMMAND_OK;
        PQclear(answer);
        if (answers_ && !done) return close(first_line(PQerrorMessage(handle_.get())));
        if (!answers_) log_.note(Result<>());
    }
    while (PGnotify* const notice = PQnotifies(handle_.get())) {
        heard_ = true;
        PQfreemem(notice);
    }
}

void PostgresSignal::close(std::string reason) {
    log_.note(Result<>(fail(ErrorCode::unavailable, std::move(reason))));
    handle_.reset();
    state_ = State::closed;
    answers_ = false;
}

PostgresSignal::Instant PostgresSignal::next(Instant until) const {
    Instant next = until;
    if (state_ == State::closed) next = std::min(next, connect_after_);
    if (state_ == State::connecting || answers_) next = std::min(next, deadline_);
    if (state_ == State::open && written_ && !answers_) next = std::min(next, told_ + kAtLeast);
    if (heard_) next = std::min(next, returned_ + kAtLeast);
    return next;
}

void PostgresSignal::sleep(Instant until) {
    const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    const bool writes = state_ == State::connecting && wants_write_;
    std::array<pollfd, 2> waiting = {
        pollfd{waker_, POLLIN, 0},
        pollfd{handle_ ? PQsocket(handle_.get()) : -1, static_cast<short>(writes ? POLLOUT : POLLIN), 0}};
    const int some =
        ::poll(waiting.data(), waiting.size(), static_cast<int>(std::max<std::int64_t>(0, left.count())));
    ready_ = some > 0 && waiting[1].revents != 0;
    std::uint64_t times = 0;
    [[maybe_unused]] const auto read = ::read(waker_, &times, sizeof times);
}

}  // namespace garden::store
