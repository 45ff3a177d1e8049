#include "http/peer_count.h"

#include <gtest/gtest.h>

namespace garden::http {
namespace {

using boost::asio::ip::make_address;

TEST(PeerCount, EachAddressHasItsOwnLimit) {
    PeerCount peers(2);
    const auto near = make_address("192.0.2.1");
    const auto far = make_address("2001:db8::1");
    EXPECT_TRUE(peers.enter(near));
    EXPECT_TRUE(peers.enter(near));
    EXPECT_FALSE(peers.enter(near));
    EXPECT_TRUE(peers.enter(far));
    peers.leave(near);
    EXPECT_TRUE(peers.enter(near));
    EXPECT_FALSE(peers.enter(near));
}

TEST(PeerCount, LoopbackIsNotCounted) {
    PeerCount peers(1);
    for (const char* address : {"127.0.0.1", "::1", "127.0.0.2"}) {
        EXPECT_TRUE(peers.enter(make_address(address)));
        EXPECT_TRUE(peers.enter(make_address(address)));
        peers.leave(make_address(address));
    }
}

TEST(PeerCount, ZeroIsNoLimit) {
    PeerCount peers(0);
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(peers.enter(make_address("192.0.2.1")));
}

}  // namespace
}  // namespace garden::http
