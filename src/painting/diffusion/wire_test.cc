#include "painting/diffusion/wire.h"

#include <array>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace garden::painting::diffusion {
namespace {

using std::chrono::milliseconds;

class WireTest : public testing::Test {
  protected:
    void SetUp() override { ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }

    std::array<int, 2> ends_{-1, -1};
};

TEST_F(WireTest, MessagesArriveAsTheyWereSentInTheirOrder) {
    const Channel one(ends_[0]);
    Channel other(ends_[1]);
    const Bytes octets("\0\xff picture", 10);
    ASSERT_TRUE(one.send({{{"type", "painted"}, {"width", 3}}, octets}));
    ASSERT_TRUE(one.send({{{"type", "health"}}}));
    const auto first = other.receive(milliseconds(1000));
    ASSERT_TRUE(first && *first);
    EXPECT_EQ((*first)->head, (nlohmann::json{{"type", "painted"}, {"width", 3}}));
    EXPECT_EQ((*first)->octets, octets);
    const auto second = other.receive(milliseconds(1000));
    ASSERT_TRUE(second && *second);
    EXPECT_EQ((*second)->head["type"], "health");
    EXPECT_EQ((*other.receive(milliseconds(1))), std::nullopt);
}

TEST_F(WireTest, AnEndBetweenMessagesIsToldFromOneAmidOne) {
    Channel other(ends_[1]);
    ASSERT_EQ(::write(ends_[0], "\x05\0\0\0\0\0\0\0{}", 10), 10);
    EXPECT_EQ(*other.receive(milliseconds(1)), std::nullopt);
    ::close(ends_[0]);
    EXPECT_EQ(other.receive(milliseconds(1000)).error().code, ErrorCode::unavailable);
}

TEST_F(WireTest, AnEndIsSaid) {
    Channel other(ends_[1]);
    ::close(ends_[0]);
    EXPECT_EQ(other.receive(milliseconds(1000)).error().code, ErrorCode::not_found);
    EXPECT_EQ(other.send({{{"type", "health"}}}).error().code, ErrorCode::unavailable);
}

TEST_F(WireTest, WhatIsNoMessageIsRefused) {
    for (const std::string& frame :
         {std::string("\xff\xff\xff\xff\0\0\0\0", 8), std::string("\x02\0\0\0\xff\xff\xff\xff{}", 10),
          std::string("\x02\0\0\0\0\0\0\0{}", 10), std::string("\x02\0\0\0\0\0\0\0[]", 10),
          std::string("\x0a\0\0\0\0\0\0\0{\"type\":1}", 18)}) {
        std::array<int, 2> ends{-1, -1};
        ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
        Channel other(ends[1]);
        ASSERT_EQ(::write(ends[0], frame.data(), frame.size()), static_cast<ssize_t>(frame.size()));
        const auto received = other.receive(milliseconds(1000));
        ASSERT_FALSE(received);
        EXPECT_EQ(received.error().code, ErrorCode::corrupt);
        ::close(ends[0]);
    }
    ::close(ends_[0]);
    ::close(ends_[1]);
}

}  // namespace
}  // namespace garden::painting::diffusion
