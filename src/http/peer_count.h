// Of this room alone.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>

#include <boost/asio/ip/address.hpp>

namespace garden::http {

// How many connections each address has, so that none takes them all. Loopback is not counted: a reverse
// proxy on this machine speaks for everybody. Thread-safe.
class PeerCount {
  public:
    // `limit` connections of one address; 0: as many as it likes.
    explicit PeerCount(std::size_t limit) : limit_(limit) {}

    // False where the address has its limit already. After true, leave() with the same address.
    bool enter(const boost::asio::ip::address& peer);
    void leave(const boost::asio::ip::address& peer);

  private:
    bool counts(const boost::asio::ip::address& peer) const { return limit_ > 0 && !peer.is_loopback(); }

    const std::size_t limit_;
    std::mutex mutex_;
    std::map<boost::asio::ip::address, std::size_t> connections_;  // guarded by mutex_; none is 0
};

}  // namespace garden::http
