#include "store/blob_cache.h"

#include <atomic>
#include <fstream>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "store/disk.h"
#include "store/test_folder.h"

namespace garden::store {
namespace {

constexpr std::uint64_t kBlock = 4096;

class BlobCacheTest : public testing::Test {
  protected:
    TestFolder folder_;
    std::map<std::string, std::string> far_;  // what the store has, by hash
    std::atomic<int> fetched_ = 0;

    // Puts octets into the store; answers their hash.
    std::string put(const std::string& octets) {
        far_[sha256_hex(octets)] = octets;
        return sha256_hex(octets);
    }
    Result<OpenBlob> open(BlobCache& cache, const std::string& sha256) {
        return cache.open(sha256, [&](SpoolFile& file) -> Result<> {
            ++fetched_;
            const auto found = far_.find(sha256);
            if (found == far_.end()) return fail(ErrorCode::not_found, "no such blob");
            return file.add(found->second);
        });
    }
    std::string read(BlobCache& cache, const std::string& sha256) {
        const auto blob = open(cache, sha256);
        if (!blob) return "error: " + blob.error().message;
        std::string octets(blob->size, '\0');
        EXPECT_EQ(read_at(*blob->descriptor, 0, octets), octets.size());
        return octets;
    }
    std::filesystem::path file_of(const std::string& sha256) const {
        return folder_ / sha256.substr(0, 2) / sha256;
    }
    std::size_t files() const {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path()))
            count += entry.is_regular_file() ? 1 : 0;
        return count;
    }
};

TEST_F(BlobCacheTest, ABlobIsFetchedOnce) {
    BlobCache cache(folder_.path(), 10 * kBlock);
    const std::string hash = put("octets");
    EXPECT_EQ(read(cache, hash), "octets");
    EXPECT_EQ(read(cache, hash), "octets");
    EXPECT_EQ(fetched_, 1);
    EXPECT_EQ(cache.octets(), kBlock) << "a file takes whole blocks";
    cache.forget(hash);
    EXPECT_EQ(files(), 0u);
    EXPECT_EQ(cache.octets(), 0u);
}

TEST_F(BlobCacheTest, WhatWasNotReadForTheLongestTimeGoesFirst) {
    BlobCache cache(folder_.path(), 2 * kBlock);
    const std::string a = put("a"), b = put("b"), c = put("c");
    read(cache, a);
    read(cache, b);
    read(cache, a);
    read(cache, c);
    EXPECT_EQ(cache.octets(), 2 * kBlock);
    EXPECT_TRUE(std::filesystem::exists(file_of(a)));
    EXPECT_FALSE(std::filesystem::exists(file_of(b)));
    EXPECT_TRUE(std::filesystem::exists(file_of(c)));
}

TEST_F(BlobCacheTest, WhatIsLargerThanTheCacheIsHandedOutAndNotKept) {
    BlobCache cache(folder_.path(), kBlock);
    const std::string hash = put(std::string(kBlock + 1, 'x'));
    EXPECT_EQ(read(cache, hash).size(), kBlock + 1);
    EXPECT_EQ(files(), 0u);
    EXPECT_EQ(cache.octets(), 0u);
}

TEST_F(BlobCacheTest, TheNextRunFindsItAndComparesIt) {
    const std::string a = put("a"), b = put("b"), c = put("c");
    {
        BlobCache cache(folder_.path(), 10 * kBlock);
        for (const std::string& hash : {a, b, c}) read(cache, hash);
    }
    std::ofstream(file_of(b)) << "B";   // as many octets, but others
    std::ofstream(file_of(c)) << "cc";  // more than it had
    BlobCache cache(folder_.path(), 10 * kBlock);
    cache.load();
    EXPECT_EQ(cache.octets(), 3 * kBlock);
    fetched_ = 0;
    EXPECT_EQ(read(cache, a), "a");
    EXPECT_EQ(fetched_, 0);
    EXPECT_EQ(read(cache, b), "b");
    EXPECT_EQ(read(cache, c), "c");
    EXPECT_EQ(fetched_, 2);
    EXPECT_EQ(cache.octets(), 3 * kBlock);
}

TEST_F(BlobCacheTest, ASmallerLimitHoldsFromTheNextRunOn) {
    {
        BlobCache cache(folder_.path(), 10 * kBlock);
        for (const char* octets : {"a", "b", "c"}) read(cache, put(octets));
    }
    BlobCache cache(folder_.path(), 2 * kBlock);
    cache.load();
    EXPECT_EQ(cache.octets(), 2 * kBlock);
    EXPECT_EQ(files(), 2u);
}

TEST_F(BlobCacheTest, TheFolderMayGoAtAnyTime) {
    BlobCache cache(folder_.path(), 10 * kBlock);
    const std::string hash = put("octets");
    const auto before = open(cache, hash);
    std::filesystem::remove_all(folder_.path());
    EXPECT_EQ(read(cache, hash), "octets");
    EXPECT_EQ(fetched_, 2);
    std::string octets(6, '\0');
    ASSERT_EQ(read_at(*before->descriptor, 0, octets), 6u) << "what was open stays so";
    EXPECT_EQ(octets, "octets");
}

TEST_F(BlobCacheTest, OtherOctetsThanTheHashAreNeverHandedOut) {
    BlobCache cache(folder_.path(), 10 * kBlock);
    const std::string hash = put("octets");
    far_[hash] = "altered";
    EXPECT_EQ(open(cache, hash).error().code, ErrorCode::corrupt);
    EXPECT_EQ(files(), 0u);
    far_[hash] = "octets";
    EXPECT_EQ(read(cache, hash), "octets");
}

TEST_F(BlobCacheTest, SeveralWhoWantTheSameWaitForOneFetch) {
    BlobCache cache(folder_.path(), 10 * kBlock);
    const std::string hash = sha256_hex("octets");
    std::atomic<int> fetches = 0, wanting = 0, good = 0;
    const BlobCache::Fetch slow = [&](SpoolFile& file) {
        ++fetches;
        while (wanting < 8) std::this_thread::yield();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return file.add("octets");
    };
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                ++wanting;
                const auto blob = cache.open(hash, slow);
                good += blob && blob->size == 6 ? 1 : 0;
            });
        }
    }
    EXPECT_EQ(fetches, 1);
    EXPECT_EQ(good, 8);
}

TEST_F(BlobCacheTest, AFetchThatFailedIsTriedAnewByTheNext) {
    BlobCache cache(folder_.path(), 10 * kBlock);
    const std::string hash = sha256_hex("octets");
    EXPECT_EQ(open(cache, hash).error().code, ErrorCode::not_found);
    EXPECT_THROW((void)cache.open(hash, [](SpoolFile&) -> Result<> { throw std::bad_alloc(); }),
                 std::bad_alloc);
    put("octets");
    EXPECT_EQ(read(cache, hash), "octets");
}

TEST_F(BlobCacheTest, AWritersFileIsKeptAndAnAbandonedOneSweptAway) {
    BlobCache cache(folder_.path(), 10 * kBlock);
    {
        auto file = cache.spool().value();
        ASSERT_TRUE(file->add("oct"));
        ASSERT_TRUE(file->restart());
        ASSERT_TRUE(file->add("octets"));
        EXPECT_EQ(file->finish(), sha256_hex("octets"));
        cache.keep(*file);
        auto abandoned = cache.spool().value();
        EXPECT_EQ(files(), 2u);
    }
    EXPECT_EQ(files(), 1u);
    EXPECT_EQ(read(cache, sha256_hex("octets")), "octets");
    EXPECT_EQ(fetched_, 0);
    std::filesystem::create_directories(folder_ / "tmp");
    std::ofstream(folder_ / "tmp/left-by-a-crash") << "x";
    EXPECT_TRUE(cache.sweep_temporary());
    EXPECT_EQ(files(), 1u);
}

}  // namespace
}  // namespace garden::store
