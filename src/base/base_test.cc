#include <atomic>
#include <future>
#include <set>

#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/id.h"
#include "base/thread_pool.h"

namespace garden {
namespace {

TEST(Hash, MatchesThePublishedVectors) {
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(md5_hex(""), "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(Id, UuidsAreVersion4AndDiffer) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const std::string id = make_uuid();
        ASSERT_EQ(id.size(), 36u);
        EXPECT_EQ(id[14], '4');
        EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
        seen.insert(id);
    }
    EXPECT_EQ(seen.size(), 1000u);
}

TEST(ThreadPool, RefusesWhenItsQueueIsFullAndFinishesWhatWaits) {
    std::promise<void> gate;
    std::atomic<int> done = 0;
    ThreadPool pool(1, 2);
    std::promise<void> running;
    ASSERT_TRUE(pool.try_submit([&] {
        running.set_value();
        gate.get_future().wait();
        ++done;
    }));
    running.get_future().wait();
    ASSERT_TRUE(pool.try_submit([&] { ++done; }));
    ASSERT_TRUE(pool.try_submit([&] { ++done; }));
    EXPECT_FALSE(pool.try_submit([&] { ++done; }));
    gate.set_value();
    pool.stop();
    EXPECT_EQ(done, 3);
    EXPECT_FALSE(pool.try_submit([] {}));
}

}  // namespace
}  // namespace garden
