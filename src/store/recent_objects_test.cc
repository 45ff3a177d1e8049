#include "store/recent_objects.h"

#include <gtest/gtest.h>

namespace garden::store {
namespace {

class RecentObjectsTest : public testing::Test {
  protected:
    int find(std::string_view key) {
        const auto found = recent_.find("garden", key, version_);
        return found ? *found : 0;
    }
    void remember(std::string_view key, int value) {
        recent_.remember("garden", key, version_, std::make_shared<const int>(value));
    }

    RecentObjects<int> recent_{2};
    std::uint64_t version_ = 0;
    const std::vector<std::string> a_ = {"a"};
};

TEST_F(RecentObjectsTest, RemembersWhatWasUsedLast) {
    remember("a", 1);
    remember("b", 2);
    EXPECT_EQ(find("a"), 1);
    remember("c", 3);
    EXPECT_EQ(find("b"), 0) << "the one used least lately went";
    EXPECT_EQ(find("a"), 1);
    EXPECT_EQ(find("c"), 3);
    remember("c", 4);
    EXPECT_EQ(find("c"), 4);
    EXPECT_EQ(find("a"), 1);
    EXPECT_EQ(recent_.find("another", "a", version_), nullptr);
}

TEST_F(RecentObjectsTest, AChangeForgetsItsKeysAlone) {
    remember("a", 1);
    remember("b", 2);
    {
        const RecentObjects<int>::Change change(recent_, "garden", a_);
    }
    EXPECT_EQ(find("a"), 0);
    EXPECT_EQ(find("b"), 2);
}

TEST_F(RecentObjectsTest, AllIsForgottenAtOnce) {
    EXPECT_FALSE(recent_.forget_all());
    remember("a", 1);
    remember("b", 2);
    EXPECT_TRUE(recent_.forget_all());
    EXPECT_EQ(find("a") + find("b"), 0);
    EXPECT_FALSE(recent_.forget_all());
    remember("a", 3);
    EXPECT_EQ(find("a"), 3);
}

TEST_F(RecentObjectsTest, WhatIsNotRememberedDoesNotLeaveWhatWasThereBefore) {
    remember("a", 1);
    EXPECT_EQ(find("a"), 1);
    {
        const RecentObjects<int>::Change change(recent_, "garden", std::vector<std::string>{"b"});
    }
    remember("a", 2);
    EXPECT_EQ(find("a"), 0) << "another key changed meanwhile";
    remember("a", 3);
    recent_.forget("garden", "a");
    EXPECT_EQ(find("a"), 0);
}

TEST_F(RecentObjectsTest, WhatWasReadBeforeOrDuringAChangeIsNotRemembered) {
    EXPECT_EQ(find("a"), 0);
    {
        const RecentObjects<int>::Change change(recent_, "garden", a_);
        remember("a", 1);
        EXPECT_EQ(find("a"), 0) << "during";
    }
    remember("a", 1);
    EXPECT_EQ(find("a"), 0) << "read before";
    remember("a", 2);
    EXPECT_EQ(find("a"), 2) << "read after";
}

}  // namespace
}  // namespace garden::store
