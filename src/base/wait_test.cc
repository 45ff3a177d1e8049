#include "base/wait.h"

#include <thread>

#include <gtest/gtest.h>

namespace garden {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(Wait, PassesTheTime) {
    const auto begun = steady_clock::now();
    EXPECT_TRUE(sleep_for(milliseconds(30), {}));
    EXPECT_GE(steady_clock::now() - begun, milliseconds(30));
    EXPECT_TRUE(sleep_for(milliseconds(0), {}));
    EXPECT_TRUE(sleep_for(milliseconds(-5), {}));
}

TEST(Wait, AStopEndsItAtOnce) {
    std::stop_source source;
    const std::jthread stopping([&] { source.request_stop(); });
    const auto begun = steady_clock::now();
    EXPECT_FALSE(sleep_for(std::chrono::minutes(1), source.get_token()));
    EXPECT_LT(steady_clock::now() - begun, std::chrono::seconds(10));
    EXPECT_FALSE(sleep_for(std::chrono::minutes(1), source.get_token())) << "also one that came before";
}

}  // namespace
}  // namespace garden
