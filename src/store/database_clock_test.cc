#include "store/database_clock.h"

#include <gtest/gtest.h>

namespace garden::store {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

TEST(ClockEstimate, AnAnswerIsOfHalfWayThrough) {
    ClockEstimate estimate;
    EXPECT_EQ(estimate.ahead(), std::nullopt);
    estimate.note(1'000, 1'200, 5'000'100);
    EXPECT_EQ(estimate.ahead(), 4'999'000);
}

TEST(ClockEstimate, TheShortestWayIsBelieved) {
    ClockEstimate estimate;
    estimate.note(0, 20'000, 18'000);  // the clocks agree; the way there took longer than the way back
    EXPECT_EQ(estimate.ahead(), 8'000);
    estimate.note(kSecond, kSecond + 200, kSecond + 110);
    EXPECT_EQ(estimate.ahead(), 10);
    estimate.note(2 * kSecond, 2 * kSecond + 20'000, 2 * kSecond + 18'000);
    EXPECT_EQ(estimate.ahead(), 10);
}

TEST(ClockEstimate, WhatIsOldIsWorthLess) {
    ClockEstimate estimate;
    estimate.note(0, 200, 100);
    // A hundred seconds later clocks of different speed are 9 ms apart.
    estimate.note(100 * kSecond, 100 * kSecond + 8'000, 100 * kSecond + 4'000 + 9'000);
    EXPECT_EQ(estimate.ahead(), 9'000);
}

TEST(ClockEstimate, AClockThatWasSetIsNoticedAtOnce) {
    ClockEstimate estimate;
    estimate.note(0, 200, 100);
    estimate.note(kSecond, kSecond + 20'000, 4 * kSecond);
    EXPECT_EQ(estimate.ahead(), 3 * kSecond - 10'000);
}

}  // namespace
}  // namespace garden::store
