#include "net/ip_network.h"

#include <gtest/gtest.h>

namespace garden::net {
namespace {

bool holds(std::string_view network, std::string_view address) {
    return IpNetwork::parse(network).value().contains(address);
}

TEST(IpNetwork, HoldsAddressesThatBeginAsItDoes) {
    EXPECT_TRUE(holds("10.0.0.0/8", "10.255.1.2"));
    EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
    EXPECT_TRUE(holds("172.16.0.0/12", "172.31.255.255"));
    EXPECT_FALSE(holds("172.16.0.0/12", "172.32.0.0"));
    EXPECT_TRUE(holds("192.0.2.7", "192.0.2.7"));
    EXPECT_FALSE(holds("192.0.2.7", "192.0.2.6"));
    EXPECT_TRUE(holds("0.0.0.0/0", "203.0.113.9"));
    EXPECT_FALSE(holds("0.0.0.0/0", "fd00::1"));
    EXPECT_TRUE(holds("fd00::/8", "fdff::1"));
    EXPECT_FALSE(holds("fd00::/8", "fe00::1"));
    EXPECT_TRUE(holds("::1", "0:0:0:0:0:0:0:1"));
    EXPECT_TRUE(holds("10.0.0.0/8", "::ffff:10.1.2.3")) << "as a socket for both kinds tells it";
    EXPECT_FALSE(holds("10.0.0.0/8", "unknown"));
}

TEST(IpNetwork, RefusesWhatIsNone) {
    for (const char* text : {"", "10.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x",
                             "fd00::/129", "garden", "/8"})
        EXPECT_FALSE(IpNetwork::parse(text)) << text;
}

}  // namespace
}  // namespace garden::net
