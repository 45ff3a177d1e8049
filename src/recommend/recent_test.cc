#include "recommend/recent.h"

#include <gtest/gtest.h>

namespace garden::recommend {
namespace {

TEST(Recent, ForgetsWhoWasNotTouchedForLongest) {
    Recent<int> recent(2);
    recent.touch("a", [] { return 1; });
    recent.touch("b", [] { return 2; });
    recent.touch("a", [] { return 3; });
    recent.touch("c", [] { return 4; });
    ASSERT_NE(recent.find("a"), nullptr);
    EXPECT_EQ(*recent.find("a"), 1);
    EXPECT_EQ(recent.find("b"), nullptr);
    EXPECT_EQ(recent.touch("b"), nullptr);
    EXPECT_EQ(*recent.touch("a"), 1);
    recent.touch("d", [] { return 5; });
    EXPECT_EQ(recent.find("c"), nullptr) << "\"a\" was touched after it";
    recent.erase("a");
    EXPECT_EQ(recent.find("a"), nullptr);
    EXPECT_EQ(recent.entries().size(), 1u);
}

}  // namespace
}  // namespace garden::recommend
