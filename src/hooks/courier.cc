#include "hooks/courier.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/version.h"
#include "hooks/event.h"
#include "hooks/words.h"

namespace garden::hooks {
namespace {

constexpr int kThreads = 4;
constexpr std::chrono::seconds kLook(1);
constexpr std::size_t kMostAnswer = std::size_t{1024} * 1024;
constexpr std::size_t kShownAnswer = 500;

net::HttpOrder order_of(const Parcel& parcel, Timestamp now, const std::stop_token& stop) {
    net::HttpOrder order;
    order.method = "POST";
    order.url = parcel.url;
    order.headers = {{"Content-Type", "application/json"},
                     {"User-Agent", fmt::format("emotion-garden/{}", version())},
                     {"X-Garden-Event", parcel.event},
                     {"X-Garden-Signature", signature(parcel.secret, now, parcel.body)}};
    order.body = parcel.body;
    order.whole_limit = kAttemptLimit;
    order.most_octets = kMostAnswer;
    order.stop = stop;
    return order;
}

}  // namespace

void Courier::start() {
    for (int i = 0; i < kThreads; ++i)
        threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

void Courier::stop() {
    stopped_.request_stop();
    for (std::jthread& thread : threads_) thread.request_stop();
    threads_.clear();
}

void Courier::wake() {
    {
        const std::lock_guard lock(mutex_);
        ++wakes_;
    }
    woken_.notify_one();
}

void Courier::wait(const std::stop_token& stop, std::uint64_t seen) {
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, stop, kLook, [&] { return wakes_ > seen; });
}

void Courier::work(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        std::uint64_t seen = 0;
        {
            const std::lock_guard lock(mutex_);
            seen = wakes_;
        }
        const auto parcel = webhooks_.take();
        outbox_log_.note(parcel);
        if (parcel && *parcel) {
            deliver(**parcel, stop);
        } else {
            wait(stop, seen);
        }
    }
}

void Courier::deliver(const Parcel& parcel, const std::stop_token& stop) {
    const auto tried = attempt(parcel, stop);
    const Result<> written = tried ? webhooks_.conclude(parcel, *tried) : webhooks_.give_back(parcel);
    if (tried && !tried->delivered()) {
        log::warning("a webhook failed",
                     {{"webhook", parcel.webhook}, {"event", parcel.event}, {"status", tried->status}});
    }
    // It is held for a while, and then sent again.
    if (!written) log::error("the outbox cannot be written", {{"reason", written.error().message}});
}

// `cancelled` after a stop; whatever else happens is an attempt.
Result<Attempt> Courier::attempt(const Parcel& parcel, const std::stop_token& stop) const {
    const Timestamp now = clock_.now();
    const auto answer = send_(order_of(parcel, now, stop));
    if (answer) return Attempt{now, answer->status, shown_text(answer->body, kShownAnswer)};
    if (stop.stop_requested()) return std::unexpected(answer.error());
    return Attempt{now, 0, answer.error().message};
}

Result<Attempt> Courier::test(const std::string& name) {
    const auto parcel = webhooks_.test_parcel(name);
    if (!parcel) return std::unexpected(parcel.error());
    auto tried = attempt(*parcel, stopped_.get_token());
    if (!tried) return tried;
    if (const auto recorded = webhooks_.record_test(*parcel, *tried); !recorded)
        return std::unexpected(recorded.error());
    return tried;
}

}  // namespace garden::hooks
