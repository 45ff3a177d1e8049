#include "personalize/shown_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace garden::personalize {
namespace {

TEST(ShownLists, AreRememberedAndTheOldestForgotten) {
    ShownLists shown;
    const std::string first = shown.add({"a", "b"});
    EXPECT_THAT(shown.find(first), testing::ElementsAre("a", "b"));
    EXPECT_LE(first.size(), 40u);
    EXPECT_EQ(shown.find(shown.add(std::vector<std::string>(500, "x"))).size(), 25u);
    for (std::size_t i = 0; i < ShownLists::kMostLists; ++i) shown.add({"c"});
    EXPECT_TRUE(shown.find(first).empty());
}

}  // namespace
}  // namespace garden::personalize
