#include "store/objects.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>

#include <gtest/gtest.h>

#include "base/hash.h"
#include "store/test_objects.h"

namespace garden::store {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class ObjectsTest : public TestStore {
  protected:
    Result<> index_answer_;
    std::vector<std::string> indexed_;
    std::vector<std::string> told_;
    Objects objects_{
        *database_, *blobs_, clock_,
        [this](Transaction&, const Change& change) {
            indexed_.push_back(change.object.key);
            return index_answer_;
        },
        [this](const Change& change) {
            told_.push_back((change.kind == Change::Kind::put ? "put " : "removed ") + change.object.key);
        }};

    Result<ObjectInfo> put(const std::string& key, BytesView octets, PutOptions options = {}) {
        return objects_.put("garden", key, octets, options);
    }
    CheckReport checked() { return check(*database_, *blobs_, {}).value(); }
};

TEST_F(ObjectsTest, AnObjectComesBackWithAllThatWasSaid) {
    const auto put_info = put("emotions/happy/꽃, a.jpeg", "octets",
                              {.content_type = "image/jpeg", .metadata = {{"prompt", "\"평온\" flowers"}}});
    ASSERT_TRUE(put_info) << put_info.error().message;
    const auto info = objects_.head("garden", "emotions/happy/꽃, a.jpeg");
    ASSERT_TRUE(info);
    EXPECT_EQ(info->size, 6u);
    EXPECT_EQ(info->etag, md5_hex("octets"));
    EXPECT_EQ(info->content_type, "image/jpeg");
    EXPECT_EQ(info->modified, clock_.now());
    EXPECT_EQ(info->metadata.at("prompt"), "\"평온\" flowers");
    EXPECT_EQ(objects_.read("garden", "emotions/happy/꽃, a.jpeg"), "octets");
    EXPECT_EQ(objects_.head("garden", "emotions").error().code, ErrorCode::not_found);
    EXPECT_EQ(objects_.head("another", "emotions/happy/꽃, a.jpeg").error().code, ErrorCode::not_found);
}

TEST_F(ObjectsTest, AnEmptyObjectHasNoBlob) {
    ASSERT_TRUE(put("empty", ""));
    EXPECT_EQ(objects_.read("garden", "empty"), "");
    EXPECT_TRUE(objects_.open("garden", "empty")->second.empty());
    EXPECT_TRUE(disk_->files().empty());
    EXPECT_TRUE(checked().problems.empty());
}

TEST_F(ObjectsTest, KeysAreOneTo1024OctetsOfUtf8WithoutNul) {
    EXPECT_TRUE(put(std::string(1024, 'k'), "x"));
    EXPECT_TRUE(put("../../etc/passwd", "x")) << "a key is a name, never a path";
    for (const std::string& key :
         {std::string(), std::string(1025, 'k'), std::string("\xFF"), std::string("a\0b", 3)}) {
        const auto refused = put(key, "x");
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
        EXPECT_NE(refused.error().message.find("key"), std::string::npos);
        EXPECT_EQ(objects_.copy({"garden", "../../etc/passwd"}, {"garden", key}).error().code,
                  ErrorCode::invalid_argument);
    }
    EXPECT_EQ(put("a", "x", {.content_type = "\xFF", .metadata = {}}).error().code,
              ErrorCode::invalid_argument);
}

TEST_F(ObjectsTest, APutReplacesAndWhoReadsTheOldOneReadsOn) {
    ASSERT_TRUE(put("a", "old"));
    const auto open = objects_.open("garden", "a");
    ASSERT_TRUE(put("a", "new"));
    clock_.advance(hours(2));
    EXPECT_EQ(objects_.sweep(hours(1)), 1u);
    EXPECT_EQ(objects_.read("garden", "a"), "new");
    std::string octets(3, ' ');
    EXPECT_EQ(read_at(*open->second.at(0).descriptor, 0, octets), 3u);
    EXPECT_EQ(octets, "old");
}

TEST_F(ObjectsTest, ACopySharesTheOctets) {
    ASSERT_TRUE(put("a", "octets", {.content_type = "image/jpeg", .metadata = {{"seed", "7"}}}));
    clock_.advance(seconds(5));
    const auto copied = objects_.copy({"garden", "a"}, {"garden", "b"});
    ASSERT_TRUE(copied) << copied.error().message;
    EXPECT_EQ(copied->modified, clock_.now());
    EXPECT_EQ(copied->metadata.at("seed"), "7");
    EXPECT_EQ(objects_.read("garden", "b"), "octets");
    EXPECT_EQ(disk_->files().size(), 1u);
    EXPECT_TRUE(objects_.copy({"garden", "b"}, {"garden", "b"})) << "onto itself";
    EXPECT_EQ(objects_.copy({"garden", "none"}, {"garden", "c"}).error().code, ErrorCode::not_found);
    EXPECT_EQ(existed(objects_.remove("garden", {"a"})), 1);
    EXPECT_EQ(objects_.read("garden", "b"), "octets");
}

TEST_F(ObjectsTest, RemovalCountsWhatWasThere) {
    ASSERT_TRUE(put("a", "1"));
    ASSERT_TRUE(put("b", "2"));
    told_.clear();
    EXPECT_EQ(existed(objects_.remove("garden", {"a", "none", "a", "b"})), 2);
    EXPECT_EQ(told_, (std::vector<std::string>{"removed a", "removed b"}));
    EXPECT_EQ(objects_.head("garden", "a").error().code, ErrorCode::not_found);
    EXPECT_EQ(existed(objects_.remove("garden", {"a", "b"})), 0) << "idempotent";
    EXPECT_EQ(existed(objects_.remove("garden", {})), 0);
}

TEST_F(ObjectsTest, TheListIsInOrderOfOctetsAndEndsWithThePrefix) {
    for (const char* key : {"b/2", "b/1", "a", "b/é", "b/Z", "c", "b"}) ASSERT_TRUE(put(key, key));
    const auto keys = [&](std::string_view prefix, std::string_view after, std::size_t most) {
        std::vector<std::string> found;
        const auto listed = objects_.list(
            {.bucket = "garden", .prefix = std::string(prefix), .after = std::string(after), .most = most});
        for (const ObjectInfo& info : listed.value().objects) found.push_back(info.key);
        return found;
    };
    using Keys = std::vector<std::string>;
    EXPECT_EQ(keys("b/", "", 10), (Keys{"b/1", "b/2", "b/Z", "b/é"}));
    EXPECT_EQ(keys("b/", "b/1", 2), (Keys{"b/2", "b/Z"}));
    EXPECT_EQ(keys("", "b", 1), (Keys{"b/1"}));
    EXPECT_EQ(keys("", "", 100).size(), 7u);
    EXPECT_EQ(keys("x", "", 100), Keys{});
    EXPECT_EQ(keys("b/", "", 0), Keys{});
}

TEST_F(ObjectsTest, AttributesChangeWithoutTheObject) {
    ASSERT_TRUE(put("a", "octets", {.attributes = {.headers = {{"cache-control", "no-store"}}}}));
    clock_.advance(seconds(10));
    indexed_.clear();
    ASSERT_TRUE(objects_.change("garden", "a", [](Attributes& attributes) { attributes.tags["k"] = "v"; }));
    const auto info = objects_.head("garden", "a").value();
    EXPECT_EQ(info.attributes.tags.at("k"), "v");
    EXPECT_EQ(info.attributes.headers.at("cache-control"), "no-store");
    EXPECT_EQ(clock_.now() - info.modified, seconds(10));
    EXPECT_EQ(indexed_, std::vector<std::string>{});
    EXPECT_EQ(objects_.open("garden", "a")->first.attributes, info.attributes) << "not what was remembered";
    EXPECT_EQ(objects_.change("garden", "b", [](Attributes&) {}).error().code, ErrorCode::not_found);
}

TEST_F(ObjectsTest, APreconditionIsAskedInTheTransaction) {
    const Precondition absent = [](const ObjectInfo* current) -> Result<> {
        return current == nullptr ? Result<>{} : fail(ErrorCode::precondition, "there is one");
    };
    EXPECT_TRUE(put("a", "1", {.precondition = absent}));
    EXPECT_EQ(put("a", "2", {.precondition = absent}).error().code, ErrorCode::precondition);
    EXPECT_EQ(objects_.read("garden", "a"), "1");
    ASSERT_TRUE(put("b", "b"));
    EXPECT_EQ(objects_.copy({"garden", "b"}, {"garden", "a"}, {.target = absent}).error().code,
              ErrorCode::precondition);
    EXPECT_EQ(objects_.remove("garden", {"a", "b"}, absent).error().code, ErrorCode::precondition);
    EXPECT_EQ(objects_.read("garden", "b"), "b");
}

TEST_F(ObjectsTest, ADelimiterRollsKeysUp) {
    for (const char* key : {"a", "b/1", "b/2", "b0", "c/d/1", "c/e", "끝/1", "\U0010FFFF/x"})
        ASSERT_TRUE(put(key, key));
    const auto list = [&](std::string prefix, std::string after, std::size_t most) {
        const auto page =
            objects_
                .list({.bucket = "garden", .prefix = prefix, .delimiter = "/", .after = after, .most = most})
                .value();
        std::string found;
        for (const ObjectInfo& info : page.objects) found += info.key + " ";
        for (const std::string& common : page.prefixes) found += "[" + common + "] ";
        return found + (page.truncated ? "more after " + page.last : "end");
    };
    EXPECT_EQ(list("", "", 100), "a b0 [b/] [c/] [끝/] [\U0010FFFF/] end");
    EXPECT_EQ(list("", "", 2), "a [b/] more after b/");
    EXPECT_EQ(list("", "b/", 2), "b0 [c/] more after c/");
    EXPECT_EQ(list("", "c/", 2), "[끝/] [\U0010FFFF/] end");
    EXPECT_EQ(list("", "b/1", 2), "b0 [b/] more after b0") << "begun in the middle of a prefix";
    EXPECT_EQ(list("c/", "", 10), "c/e [c/d/] end");
    EXPECT_EQ(list("b", "", 10), "b0 [b/] end");
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(put("b/" + std::to_string(i), "x"));
    EXPECT_EQ(list("", "", 3), "a b0 [b/] more after b0");
}

TEST_F(ObjectsTest, IndexAndOtherWorkShareTheObjectsTransaction) {
    ASSERT_TRUE(put("a", "old"));
    told_.clear();
    const Work note = [](Transaction& transaction) -> Result<> {
        const auto rows = transaction.run("INSERT INTO settings (name, value) VALUES ('note', 'x')");
        if (!rows) return std::unexpected(rows.error());
        return {};
    };
    index_answer_ = fail(ErrorCode::internal, "the index refuses");
    EXPECT_FALSE(put("a", "new", {.content_type = "x", .metadata = {}, .also = note}));
    EXPECT_FALSE(objects_.remove("garden", {"a"}));
    EXPECT_FALSE(objects_.copy({"garden", "a"}, {"garden", "b"}));
    EXPECT_EQ(objects_.read("garden", "a"), "old");
    EXPECT_TRUE(told_.empty());

    index_answer_ = {};
    EXPECT_TRUE(put("a", "new", {.content_type = "x", .metadata = {}, .also = note}));
    EXPECT_EQ(put("a", "third", {.content_type = "x", .metadata = {}, .also = note}).error().code,
              ErrorCode::conflict);
    EXPECT_EQ(objects_.read("garden", "a"), "new") << "what is also to be done failed";
    EXPECT_EQ(told_, std::vector<std::string>{"put a"});
}

TEST_F(ObjectsTest, ADiskThatFailsLeavesTheOldObject) {
    ASSERT_TRUE(put("a", "old"));
    for (const std::string_view failing : {"create", "write", "sync", "rename", "sync_folder"}) {
        disk_->before_step = [&](std::string_view step) -> Result<> {
            if (step == failing) return fail(ErrorCode::io, "no space left on device");
            return {};
        };
        EXPECT_EQ(put("a", "new").error(), (Error{ErrorCode::io, "no space left on device"})) << failing;
        EXPECT_EQ(objects_.read("garden", "a"), "old");
        EXPECT_TRUE(checked().problems.empty());
    }
}

TEST_F(ObjectsTest, AMissingOrShortBlobIsCorruptNotEmpty) {
    ASSERT_TRUE(put("a", "octets"));
    disk_->damage(disk_->files().at(0), "oct");
    EXPECT_EQ(objects_.read("garden", "a").error().code, ErrorCode::corrupt);
    ASSERT_TRUE(disk_->remove(disk_->files().at(0)));
    EXPECT_EQ(objects_.read("garden", "a").error().code, ErrorCode::corrupt);
    ASSERT_TRUE(put("b", "octets")) << "the same octets again heal it";
    EXPECT_EQ(objects_.read("garden", "a"), "octets");
}

// Concurrent callers on a few keys; the sweeper runs among them. In the end catalog, files and what was told
// agree.
TEST(ObjectsConcurrently, ChangesOfAKeyAreToldInTheirOrder) {
    const TestFolder folder;
    const SystemClock clock;
    const auto database = open_sqlite(folder / "catalog.sqlite").value();
    const auto blobs = open_disk_blobs(folder / "blobs").value();
    std::mutex mutex;
    std::map<std::string, std::string> told;  // key → ETag; guarded by mutex
    ASSERT_TRUE(Buckets(*database, clock).ensure("garden"));
    Objects objects(*database, *blobs, clock, {}, [&](const Change& change) {
        const std::lock_guard lock(mutex);
        told[change.object.key] = change.kind == Change::Kind::put ? change.object.etag : "";
    });
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 4; ++caller) {
        callers.emplace_back([&, caller] {
            for (int i = 0; i < 12; ++i) {
                const std::string key = "key" + std::to_string((caller + i) % 3);
                if (i % 4 == 3) {
                    EXPECT_TRUE(objects.remove("garden", {key, "key0"}));
                } else {
                    // Octets that come again, so that puts, removals and the sweeper meet on one blob.
                    const auto put = objects.put("garden", key, "octets" + std::to_string(i % 3), {});
                    EXPECT_TRUE(put) << put.error().message;
                }
            }
        });
    }
    callers.emplace_back([&] {
        // Without a grace a put may lose its blob to the sweeper, so it has a second here.
        for (int i = 0; i < 10; ++i) EXPECT_TRUE(objects.sweep(seconds(1)));
    });
    for (std::thread& caller : callers) caller.join();

    for (const auto& [key, etag] : told) {
        const auto info = objects.head("garden", key);
        EXPECT_EQ(info ? info->etag : "", etag) << key;
    }
    const auto report = check(*database, *blobs, {});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->problems, std::vector<std::string>{});
}

TEST(ObjectsConcurrently, AReaderNeverFindsAnOlderObjectThanWasAcknowledged) {
    const TestFolder folder;
    const SystemClock clock;
    const auto database = open_sqlite(folder / "catalog.sqlite").value();
    const auto blobs = open_disk_blobs(folder / "blobs").value();
    ASSERT_TRUE(Buckets(*database, clock).ensure("garden"));
    Objects objects(*database, *blobs, clock, {}, {});
    std::atomic<int> acknowledged = 0;
    ASSERT_TRUE(objects.put("garden", "a", "0", {}));
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            int newest = 0;
            while (newest < 40) {
                const int least = std::max(newest, acknowledged.load());
                newest = std::stoi(objects.read("garden", "a").value());
                EXPECT_GE(newest, least);
                std::this_thread::sleep_for(std::chrono::microseconds(100));
            }
        });
    }
    for (int number = 1; number <= 40; ++number) {
        EXPECT_TRUE(objects.put("garden", "a", std::to_string(number), {}));
        acknowledged = number;
    }
    for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace garden::store
