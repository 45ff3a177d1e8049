#include "painting/painter.h"

#include <limits>

#include <gtest/gtest.h>

namespace garden::painting {
namespace {

bool refused(const Order& order) {
    const auto checked = check_order(order);
    return !checked && checked.error().code == ErrorCode::invalid_argument;
}

TEST(Order, KeepsToItsLimits) {
    EXPECT_FALSE(refused({}));
    EXPECT_FALSE(refused({.width = 64, .height = 4096, .steps = 1000, .guidance = 100.0}));
    EXPECT_FALSE(refused({.steps = 1, .guidance = 0.0}));
    EXPECT_TRUE(refused({.width = 63}));
    EXPECT_TRUE(refused({.height = 4097}));
    for (const int steps : {0, -1, 1001}) EXPECT_TRUE(refused({.steps = steps})) << steps;
    for (const double guidance : {-0.1, 100.1, std::numeric_limits<double>::quiet_NaN()})
        EXPECT_TRUE(refused({.guidance = guidance})) << guidance;
}

}  // namespace
}  // namespace garden::painting
