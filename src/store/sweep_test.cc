#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "store/objects.h"
#include "store/test_objects.h"

namespace garden::store {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class SweepTest : public TestObjects {
  protected:
    CheckReport checked() { return check(*database_, *blobs_, {}).value(); }
};

TEST_F(SweepTest, TheSweeperWaitsForItsGraceAfterTheLastHolder) {
    ASSERT_TRUE(put("a", "shared"));
    ASSERT_TRUE(put("b", "shared"));
    ASSERT_TRUE(put("c", "alone"));
    clock_.advance(hours(48));
    EXPECT_EQ(objects_.sweep(hours(1)), 0u) << "all are held";
    EXPECT_EQ(existed(objects_.remove("garden", {"a", "c"})), 2);
    EXPECT_EQ(objects_.sweep(hours(1)), 0u) << "just let go";
    clock_.advance(hours(2));
    EXPECT_EQ(checked().unreferenced, 1u);
    EXPECT_EQ(objects_.sweep(hours(1)), 1u);
    EXPECT_EQ(objects_.read("garden", "b"), "shared");
    EXPECT_EQ(disk_->files().size(), 1u);
    EXPECT_EQ(checked().unreferenced, 0u);
    EXPECT_TRUE(put("c", "alone")) << "and it can come again";
    EXPECT_EQ(objects_.read("garden", "c"), "alone");
}

TEST_F(SweepTest, ManyBlobsAreSweptInBatches) {
    std::vector<std::string> keys;
    for (int i = 0; i < 40; ++i) {
        keys.push_back(std::to_string(i));
        ASSERT_TRUE(put(keys.back(), keys.back()));
    }
    ASSERT_EQ(existed(objects_.remove("garden", keys)), 40);
    clock_.advance(hours(2));
    EXPECT_EQ(objects_.sweep(hours(1)), 40u);
    EXPECT_TRUE(disk_->files().empty());
    EXPECT_EQ(checked().blobs, 0u);
}

TEST_F(SweepTest, ASweepThatWasCutShortIsFinishedByTheNext) {
    ASSERT_TRUE(put("a", "octets"));
    ASSERT_TRUE(objects_.remove("garden", {"a"}));
    clock_.advance(hours(2));
    disk_->before_step = [](std::string_view) -> Result<> { return fail(ErrorCode::io, "I/O error"); };
    EXPECT_EQ(objects_.sweep(hours(1)), 0u) << "one that cannot be removed holds nobody up";
    disk_->before_step = [](std::string_view) { return Result<>{}; };
    EXPECT_TRUE(checked().problems.empty());
    clock_.advance(std::chrono::minutes(30));
    EXPECT_EQ(objects_.sweep(hours(24)), 1u) << "whatever the grace";
    EXPECT_TRUE(disk_->files().empty());
}

TEST_F(SweepTest, WhatAStoreThatFailedLeftIsFinishedSecondsAfterItIsBack) {
    std::vector<std::string> keys;
    for (int i = 0; i < 120; ++i) {
        keys.push_back(std::to_string(i));
        ASSERT_TRUE(put(keys.back(), keys.back()));
    }
    ASSERT_EQ(existed(objects_.remove("garden", keys)), 120);
    clock_.advance(hours(2));
    int asked = 0;
    disk_->before_step = [&](std::string_view) -> Result<> {
        ++asked;
        return fail(ErrorCode::unavailable, "the store does not answer");
    };
    EXPECT_FALSE(objects_.sweep(hours(1)));
    EXPECT_EQ(asked, 1) << "one that is gone is not asked for each";
    disk_->before_step = [](std::string_view) { return Result<>{}; };
    clock_.advance(seconds(12));
    EXPECT_EQ(objects_.finish_sweep(), 120u);
    EXPECT_TRUE(disk_->files().empty());
    for (const std::string& key : keys) EXPECT_TRUE(put(key, key));
}

TEST_F(SweepTest, NobodyRemovesWhatAnotherMayYetBeRemoving) {
    Objects other(*database_, *blobs_, clock_, {}, {});
    ASSERT_TRUE(put("a", "octets"));
    ASSERT_TRUE(objects_.remove("garden", {"a"}));
    clock_.advance(hours(2));
    disk_->before_step = [](std::string_view) -> Result<> {
        return fail(ErrorCode::unavailable, "nobody knows what became of it");
    };
    EXPECT_FALSE(objects_.sweep(hours(1)));
    disk_->before_step = [](std::string_view) { return Result<>{}; };
    clock_.advance(Blobs::kRemovedWithin);
    EXPECT_EQ(other.finish_sweep(), 0u) << "the first may still arrive, after the same octets were put anew";
    EXPECT_EQ(disk_->files().size(), 1u);
    clock_.advance(seconds(8));
    EXPECT_EQ(other.finish_sweep(), 1u);
    EXPECT_TRUE(disk_->files().empty());
}

TEST_F(SweepTest, WhoWasTooSlowLeavesTheRowToWhoCameAfter) {
    Objects other(*database_, *blobs_, clock_, {}, {});
    ASSERT_TRUE(put("a", "octets"));
    ASSERT_TRUE(objects_.remove("garden", {"a"}));
    clock_.advance(hours(2));
    bool first = true;
    disk_->before_step = [&](std::string_view step) -> Result<> {
        if (step != "remove" || !std::exchange(first, false)) return {};
        clock_.advance(seconds(12));  // it stands still, and another finishes, and somebody puts the same
        EXPECT_EQ(other.finish_sweep(), 1u);
        EXPECT_TRUE(other.put("garden", "a", "octets", {}));
        return fail(ErrorCode::not_found, "its own came too late");
    };
    EXPECT_TRUE(objects_.sweep(hours(1)));
    EXPECT_EQ(objects_.read("garden", "a"), "octets");
    EXPECT_TRUE(checked().problems.empty());
}

TEST_F(SweepTest, TheSweeperFinishesWithoutHelp) {
    ASSERT_TRUE(put("a", "octets"));
    ASSERT_TRUE(objects_.remove("garden", {"a"}));
    clock_.advance(hours(2));
    std::atomic<int> tries = 0;
    disk_->before_step = [&](std::string_view) -> Result<> {
        if (++tries > 1) return {};
        clock_.advance(seconds(10));
        return fail(ErrorCode::unavailable, "the store does not answer");
    };
    std::jthread sweeper(keep_swept, std::ref(objects_));
    for (int i = 0; i < 600 && checked().blobs > 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_EQ(checked().blobs, 0u);
    EXPECT_EQ(tries, 2);
}

TEST_F(SweepTest, APutWaitsForTheSweeperOfItsOctets) {
    ASSERT_TRUE(put("a", "octets"));
    ASSERT_TRUE(objects_.remove("garden", {"a"}));
    clock_.advance(hours(2));
    std::thread putter;
    disk_->before_step = [&](std::string_view step) -> Result<> {
        if (step == "remove" && !putter.joinable()) {
            // The blob is marked: a put of the same octets must not take it.
            putter = std::thread([&] { EXPECT_TRUE(put("a", "octets")); });
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return {};
    };
    EXPECT_EQ(objects_.sweep(hours(1)), 1u);
    putter.join();
    EXPECT_EQ(objects_.read("garden", "a"), "octets");
    EXPECT_TRUE(checked().problems.empty());
}

}  // namespace
}  // namespace garden::store
