#include <filesystem>

#include <gtest/gtest.h>

#include "store/objects.h"
#include "store/test_objects.h"

namespace garden::store {
namespace {

// A catalog that others write too, and that fails where it is told to.
class SharedCatalog final : public Database {
  public:
    explicit SharedCatalog(Database& database) : database_(database) {}
    std::optional<ErrorCode> failing;

    Result<> write(const Work& work, Isolation isolation) override {
        if (failing) return fail(*failing, "the catalog does not answer");
        return database_.write(work, isolation);
    }
    Result<> read(const Work& work) override {
        if (failing) return fail(*failing, "the catalog does not answer");
        return database_.read(work);
    }
    bool is_shared() const override { return true; }
    void wait_for_writes(const std::stop_token&, std::chrono::milliseconds) override {}
    Result<Timestamp> now() override { return database_.now(); }
    Result<std::vector<std::string>> verify() override { return {}; }

  private:
    Database& database_;
};

std::size_t open_descriptors() {
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator("/proc/self/fd")) count += file.exists();
    return count;
}

using SharedCatalogTest = TestObjects;

TEST_F(SharedCatalogTest, WhatWasReadIsStillReadWhileASharedCatalogDoesNotAnswer) {
    SharedCatalog catalog(*database_);
    Objects shared(catalog, *blobs_, clock_, {}, {});
    const std::size_t before = open_descriptors();
    for (int i = 0; i < 600; ++i) {
        const std::string key = std::to_string(i);
        ASSERT_TRUE(shared.put("garden", key, "octets of " + key, {.content_type = "image/jpeg"}));
        ASSERT_EQ(shared.read("garden", key), "octets of " + key);
    }
    EXPECT_LT(open_descriptors(), before + 50) << "none is kept open";
    ASSERT_TRUE(put("0", "another server's"));
    ASSERT_TRUE(objects_.remove("garden", {"1", "2"}));
    EXPECT_EQ(shared.read("garden", "0"), "another server's") << "asked as long as it answers";
    EXPECT_EQ(shared.read("garden", "1").error().code, ErrorCode::not_found);
    ASSERT_TRUE(shared.put("garden", "3", "put, and not read since", {}));
    for (const ErrorCode failing : {ErrorCode::unavailable, ErrorCode::busy}) {
        catalog.failing = failing;
        EXPECT_EQ(shared.read("garden", "0"), "another server's");
        EXPECT_EQ(shared.read("garden", "1").error().code, failing) << "it was seen to be gone";
        EXPECT_EQ(shared.read("garden", "2"), "octets of 2") << "nobody could have known";
        EXPECT_EQ(shared.read("garden", "3").error().code, failing) << "never what is older than its own put";
        for (int i = 4; i < 600; ++i)
            EXPECT_EQ(shared.read("garden", std::to_string(i)), "octets of " + std::to_string(i));
        EXPECT_EQ(shared.open("garden", "599")->first.content_type, "image/jpeg");
    }
    catalog.failing = ErrorCode::internal;
    EXPECT_EQ(shared.read("garden", "599").error().code, ErrorCode::internal) << "that is no outage";
}

TEST_F(SharedCatalogTest, WhatTheCatalogSaysCountsThoughItsOctetsCannotBeRead) {
    SharedCatalog catalog(*database_);
    Objects shared(catalog, *blobs_, clock_, {}, {});
    ASSERT_TRUE(put("a", "old"));
    ASSERT_EQ(shared.read("garden", "a"), "old");
    ASSERT_TRUE(put("a", "new, by another server"));
    ASSERT_TRUE(disk_->remove(disk_->files().at(0)));
    ASSERT_TRUE(disk_->remove(disk_->files().at(0)));
    ASSERT_TRUE(put("b", "old"));
    EXPECT_EQ(shared.read("garden", "a").error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace garden::store
