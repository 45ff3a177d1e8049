#include "http/loop.h"

namespace garden::http {

Watched::Watched(Loop& loop) : loop_(loop), place_(loop.connections.insert(loop.connections.end(), this)) {}
Watched::~Watched() { loop_.connections.erase(place_); }

asio::ip::address peer_address(const Socket& socket, SocketError& error) {
    asio::ip::address address = socket.remote_endpoint(error).address();
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
}

void Watched::expire_if_due(SteadyTime now) {
    if (now < deadline_) return;
    expired_ = true;
    disarm();
    cancel();
}

void Watched::abort() {
    aborted_ = true;
    cancel();
}

std::string_view Loop::date() {
    using namespace std::chrono;
    const std::int64_t now = floor<seconds>(system_clock::now()).time_since_epoch().count();
    if (now != date_seconds_) {
        date_seconds_ = now;
        date_ = http_date(now);
    }
    return date_;
}

void Shared::enter() {
    const std::lock_guard lock(mutex_);
    ++connections_;
}

void Shared::leave() {
    const std::lock_guard lock(mutex_);
    // Under the lock: whoever waits may destroy this object as soon as it is released.
    if (--connections_ == 0) empty_.notify_all();
}

std::size_t Shared::connections() const {
    const std::lock_guard lock(mutex_);
    return connections_;
}

bool Shared::wait_until_empty(SteadyTime deadline) {
    std::unique_lock lock(mutex_);
    return empty_.wait_until(lock, deadline, [this] { return connections_ == 0; });
}

}  // namespace garden::http
