#include "http/peer_count.h"

namespace garden::http {

bool PeerCount::enter(const boost::asio::ip::address& peer) {
    if (!counts(peer)) return true;
    const std::lock_guard lock(mutex_);
    std::size_t& connections = connections_[peer];
    if (connections >= limit_) return false;
    ++connections;
    return true;
}

void PeerCount::leave(const boost::asio::ip::address& peer) {
    if (!counts(peer)) return;
    const std::lock_guard lock(mutex_);
    const auto found = connections_.find(peer);
    if (--found->second == 0) connections_.erase(found);
}

}  // namespace garden::http
