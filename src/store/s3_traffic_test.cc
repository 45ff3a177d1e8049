#include "store/s3_traffic.h"

#include <thread>

#include <gtest/gtest.h>

namespace garden::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

TEST(S3Traffic, AStoreThatIsGoneIsAskedByOneNowAndThen) {
    S3Traffic traffic(10);
    S3Traffic::Time now{};
    ASSERT_TRUE(traffic.begin(now));
    EXPECT_FALSE(traffic.ended(false, now));
    EXPECT_FALSE(traffic.begin(now + milliseconds(499)));
    now += S3Traffic::kPause;
    EXPECT_TRUE(traffic.begin(now)) << "one finds out";
    EXPECT_FALSE(traffic.begin(now)) << "the others do not wait for it";
    EXPECT_FALSE(traffic.ended(false, now));
    now += S3Traffic::kPause;
    ASSERT_TRUE(traffic.begin(now));
    EXPECT_TRUE(traffic.ended(true, now)) << "it is back";
    EXPECT_TRUE(traffic.begin(now));
    EXPECT_TRUE(traffic.begin(now));
    EXPECT_FALSE(traffic.ended(true, now)) << "that is no news";
}

TEST(S3Traffic, AStoreThatHangsHoldsOnlySoMany) {
    S3Traffic traffic(3, milliseconds(200));
    S3Traffic::Time now{seconds(100)};
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(traffic.begin(now));
    auto begun = steady_clock::now();
    EXPECT_FALSE(traffic.begin(now));
    EXPECT_GE(steady_clock::now() - begun, milliseconds(200)) << "it may just be slow";
    begun = steady_clock::now();
    EXPECT_FALSE(traffic.begin(now + seconds(1))) << "it has been silent for long";
    EXPECT_LT(steady_clock::now() - begun, milliseconds(150));
    traffic.ended(true, now + seconds(1));
    EXPECT_TRUE(traffic.begin(now + seconds(1)));
}

TEST(S3Traffic, WhoeverWaitsGoesOnWhenOneHasEnded) {
    S3Traffic traffic(1, seconds(30));
    const S3Traffic::Time now{};
    ASSERT_TRUE(traffic.begin(now));
    std::jthread other([&] {
        std::this_thread::sleep_for(milliseconds(20));
        traffic.ended(true, now);
    });
    EXPECT_TRUE(traffic.begin(now));
}

}  // namespace
}  // namespace garden::store
