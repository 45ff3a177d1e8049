#include <algorithm>

#include <gtest/gtest.h>

#include "store/buckets.h"
#include "store/disk_blobs.h"
#include "store/fake_disk.h"
#include "store/objects.h"
#include "store/sqlite.h"
#include "store/test_folder.h"

namespace garden::store {
namespace {

class VersionsTest : public testing::Test {
  protected:
    TestFolder folder_;
    std::shared_ptr<FakeDisk> disk_ = std::make_shared<FakeDisk>();
    FakeClock clock_;  // stands still: versions are in order all the same
    std::unique_ptr<Database> database_ = open_sqlite(folder_ / "catalog.sqlite").value();
    std::unique_ptr<Blobs> blobs_ = open_disk_blobs("/blobs", disk_).value();
    Buckets buckets_{*database_, clock_};
    std::vector<std::string> told_;
    Objects objects_{
        *database_, *blobs_, clock_, {}, [this](const Change& change) {
            told_.push_back((change.kind == Change::Kind::put ? "put " : "removed ") + change.object.key);
        }};

    void SetUp() override {
        ASSERT_TRUE(buckets_.ensure("garden"));
        ASSERT_TRUE(buckets_.set_versioning("garden", Versioning::enabled));
    }
    std::string put(const std::string& key, BytesView octets) {
        return objects_.put("garden", key, octets, {})->attributes.version_id;
    }
    Removal remove(const std::string& key) { return objects_.remove("garden", {key})->front(); }
    Removal remove_version(const std::string& key, const std::string& version) {
        return objects_.remove_versions("garden", {{"garden", key, version}})->front();
    }
    Bytes read(const std::string& key, const std::string& version) {
        const auto opened = objects_.open(ObjectName{"garden", key, version});
        if (!opened) return "none";
        Bytes octets(opened->first.size, '\0');
        EXPECT_TRUE(read_at(*opened->second.front().descriptor, 0, octets));
        return octets;
    }
    // "a:put a:latest marker" and the like, in the order of the listing.
    std::string listed(const VersionQuery& query) {
        std::string text;
        const auto page = objects_.versions(query).value();
        for (const Version& version : page.versions) {
            text += version.object.key + (version.marker ? "-" : "+") + (version.latest ? "! " : " ");
        }
        for (const std::string& prefix : page.prefixes) text += "[" + prefix + "] ";
        return text + (page.truncated ? "more" : "end");
    }
    void expect_well() {
        const auto report = check(*database_, *blobs_, {});
        EXPECT_EQ(report->problems, std::vector<std::string>{});
    }
};

TEST_F(VersionsTest, WhatIsReplacedStays) {
    const std::string first = put("a", "one");
    const std::string second = put("a", "two");
    EXPECT_NE(first, second);
    EXPECT_EQ(objects_.read("garden", "a"), "two");
    EXPECT_EQ(read("a", first), "one");
    EXPECT_EQ(read("a", second), "two");
    clock_.advance(std::chrono::hours(5));
    EXPECT_EQ(objects_.sweep(std::chrono::hours(1)), 0u);
    EXPECT_EQ(read("a", first), "one");
    EXPECT_EQ(listed({.bucket = "garden"}), "a+! a+ end");
    expect_well();
}

TEST_F(VersionsTest, ARemovalIsAMarkerThatCanBeTakenAway) {
    put("a", "one");
    const Removal removal = remove("a");
    EXPECT_TRUE(removal.marker);
    EXPECT_FALSE(objects_.head("garden", "a"));
    EXPECT_TRUE(objects_.find({"garden", "a"})->marker);
    EXPECT_EQ(listed({.bucket = "garden"}), "a-! a+ end");
    EXPECT_EQ(buckets_.remove("garden").error().code, ErrorCode::conflict);
    const auto undone = remove_version("a", removal.version_id);
    EXPECT_TRUE(undone.marker);
    EXPECT_EQ(objects_.read("garden", "a"), "one");
    EXPECT_EQ(told_, (std::vector<std::string>{"put a", "removed a", "put a"}));
    expect_well();
}

TEST_F(VersionsTest, TheNewestThatIsLeftBecomesCurrent) {
    put("a", "one");
    const std::string second = put("a", "two");
    const std::string third = put("a", "three");
    EXPECT_TRUE(remove_version("a", second).existed);
    EXPECT_EQ(objects_.read("garden", "a"), "three");
    EXPECT_TRUE(remove_version("a", third).existed);
    EXPECT_EQ(objects_.read("garden", "a"), "one");
    EXPECT_FALSE(remove_version("a", third).existed) << "idempotent";
    clock_.advance(std::chrono::hours(5));
    EXPECT_EQ(objects_.sweep(std::chrono::hours(1)), 2u);
    EXPECT_EQ(objects_.read("garden", "a"), "one");
    expect_well();
}

TEST_F(VersionsTest, WhatWasThereBeforeAndWhileSuspendedIsTheVersionNull) {
    ASSERT_TRUE(buckets_.set_versioning("garden", Versioning::off));
    EXPECT_EQ(put("a", "old"), "");
    ASSERT_TRUE(buckets_.set_versioning("garden", Versioning::enabled));
    const std::string version = put("a", "new");
    EXPECT_EQ(read("a", ""), "old");
    ASSERT_TRUE(buckets_.set_versioning("garden", Versioning::suspended));
    EXPECT_EQ(put("a", "newer"), "");
    EXPECT_EQ(put("a", "newest"), "");
    EXPECT_EQ(read("a", ""), "newest");
    EXPECT_EQ(read("a", version), "new");
    EXPECT_EQ(listed({.bucket = "garden"}), "a+! a+ end");
    EXPECT_EQ(remove("a").version_id, "");
    EXPECT_EQ(listed({.bucket = "garden"}), "a-! a+ end");
    expect_well();
}

TEST_F(VersionsTest, TheListGoesOnWhereAPageEnded) {
    for (const char* key : {"a", "b", "a", "c/1", "a", "c/2"}) put(key, key);
    remove("b");
    EXPECT_EQ(listed({.bucket = "garden"}), "a+! a+ a+ b-! b+ c/1+! c/2+! end");
    EXPECT_EQ(listed({.bucket = "garden", .delimiter = "/"}), "a+! a+ a+ b-! b+ [c/] end");
    std::string all;
    VersionQuery query{.bucket = "garden", .most = 2};
    for (int pages = 0; pages < 4; ++pages) {
        all += listed(query) + " | ";
        const auto page = objects_.versions(query).value();
        query.after_key = page.last_key;
        query.after_version = page.last_version;
    }
    EXPECT_EQ(all, "a+! a+ more | a+ b-! more | b+ c/1+! more | c/2+! end | ");
    EXPECT_EQ(listed({.bucket = "garden", .after_key = "a"}), "b-! b+ c/1+! c/2+! end");
}

TEST_F(VersionsTest, TheListIsTheSameInPagesOfOne) {
    ASSERT_TRUE(buckets_.set_versioning("garden", Versioning::off));
    for (const char* key : {"a", "b", "c"}) put(key, key);
    for (const Versioning versioning : {Versioning::off, Versioning::enabled, Versioning::suspended}) {
        ASSERT_TRUE(buckets_.set_versioning("garden", versioning));
        put("b", "new");
        const auto all = objects_.versions({.bucket = "garden"})->versions;
        VersionQuery query{.bucket = "garden", .most = 1};
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto page = objects_.versions(query).value();
            ASSERT_EQ(page.versions.size(), 1u);
            EXPECT_EQ(page.versions[0].object.key, all[i].object.key);
            EXPECT_EQ(page.versions[0].object.attributes, all[i].object.attributes);
            EXPECT_EQ(page.versions[0].latest, all[i].latest);
            EXPECT_EQ(page.truncated, i + 1 < all.size());
            query.after_key = page.last_key;
            query.after_version = page.last_version;
        }
    }
}

TEST_F(VersionsTest, ABucketIsEmptiedPageByPage) {
    for (int i = 0; i < 6; ++i) put("a", "a" + std::to_string(i));
    for (int i = 0; i < 3; ++i) remove("b");
    put("c", "c");
    VersionQuery query{.bucket = "garden", .most = 2};
    bool more = true;
    for (int pages = 0; more; ++pages) {
        ASSERT_LT(pages, 20);
        const auto page = objects_.versions(query).value();
        std::vector<ObjectName> names;
        for (const Version& version : page.versions) {
            names.push_back({"garden", version.object.key, version.object.attributes.version_id});
        }
        ASSERT_TRUE(objects_.remove_versions("garden", names));
        query.after_key = page.last_key;
        query.after_version = page.last_version;
        more = page.truncated;
    }
    EXPECT_EQ(listed({.bucket = "garden"}), "end");
    EXPECT_TRUE(buckets_.remove("garden"));
    expect_well();
}

}  // namespace
}  // namespace garden::store
