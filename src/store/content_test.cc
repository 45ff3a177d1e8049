#include "store/content.h"

#include <map>

#include <gtest/gtest.h>

#include "store/buckets.h"
#include "store/objects.h"
#include "store/sqlite.h"
#include "store/test_folder.h"

namespace garden::store {
namespace {

// Blobs of four octets at most, as far as objects are concerned.
class SmallBlobs final : public Blobs {
  public:
    std::map<std::string, std::string> stored;

    Result<std::unique_ptr<BlobWriter>> create() override { return std::make_unique<Writer>(*this); }
    Result<OpenBlob> open(std::string_view) override {
        return fail(ErrorCode::not_found, "not of this test");
    }
    Result<> remove(std::string_view sha256, std::chrono::steady_clock::time_point) override {
        stored.erase(std::string(sha256));
        return {};
    }
    Result<> for_each(const std::function<Result<>(const std::string&)>&) override { return {}; }
    Result<> sweep_temporary() override { return {}; }
    std::uint64_t largest() const override { return 4; }
    bool is_far() const override { return true; }

  private:
    class Writer final : public BlobWriter {
      public:
        explicit Writer(SmallBlobs& blobs) : blobs_(blobs) {}
        Result<> add(BytesView octets) override {
            octets_ += octets;
            return {};
        }
        std::string finish() override { return sha256_hex(octets_); }
        Result<> publish() override {
            blobs_.stored[sha256_hex(octets_)] = octets_;
            return {};
        }

      private:
        SmallBlobs& blobs_;
        std::string octets_;
    };
};

class ContentTest : public testing::Test {
  protected:
    TestFolder folder_;
    FakeClock clock_;
    std::unique_ptr<Database> database_ = open_sqlite(folder_ / "catalog.sqlite").value();
    SmallBlobs blobs_;
    const bool bucket_ = Buckets(*database_, clock_).ensure("garden").has_value();
    Objects objects_{*database_, blobs_, clock_, {}, {}};
};

TEST_F(ContentTest, LargeContentIsKeptInSeveralBlobs) {
    ContentWriter writer = objects_.writer();
    ASSERT_TRUE(writer.add("ab"));
    ASSERT_TRUE(writer.add("cdefghijk"));
    EXPECT_EQ(writer.sha256(), sha256_hex("abcdefghijk"));
    const auto content = writer.store();
    ASSERT_TRUE(content) << content.error().message;
    EXPECT_EQ(content->size, 11u);
    EXPECT_EQ(content->etag, md5_hex("abcdefghijk"));
    const std::vector<BlobPart> parts = {
        {sha256_hex("abcd"), 4}, {sha256_hex("efgh"), 4}, {sha256_hex("ijk"), 3}};
    EXPECT_EQ(content->parts, parts);
    EXPECT_EQ(blobs_.stored[sha256_hex("ijk")], "ijk");

    ASSERT_TRUE(objects_.put("garden", "large", *content, {}));
    const auto opened = objects_.open("garden", "large");
    ASSERT_TRUE(opened) << opened.error().message;
    ASSERT_EQ(opened->second.size(), 3u);
    EXPECT_EQ(opened->second[0].descriptor, nullptr) << "only who reads it waits until it was fetched";
    EXPECT_EQ(opened->second[2].length, 3u);
}

TEST_F(ContentTest, AsMuchAsOneBlobHoldsIsOne) {
    ContentWriter writer = objects_.writer();
    ASSERT_TRUE(writer.add("abcd"));
    EXPECT_TRUE(blobs_.stored.empty()) << "nothing goes out before it must";
    EXPECT_EQ(writer.store()->parts, (std::vector<BlobPart>{{sha256_hex("abcd"), 4}}));
    EXPECT_EQ(objects_.writer().store()->parts.size(), 0u);
    EXPECT_EQ(objects_.writer().sha256(), sha256_hex(""));
}

TEST_F(ContentTest, APartOfAnUploadIsOneBlobWhateverItsSize) {
    ContentWriter writer = objects_.part_writer();
    ASSERT_TRUE(writer.add("abcdefghijk"));
    EXPECT_EQ(writer.store()->parts, (std::vector<BlobPart>{{sha256_hex("abcdefghijk"), 11}}));
}

TEST_F(ContentTest, WhatCameEarlyIsNotSweptWhileTheRestIsOnItsWay) {
    ContentWriter writer = objects_.writer();
    ASSERT_TRUE(writer.add("abcdefgh"));
    for (int minutes = 0; minutes < 120; minutes += 20) {
        clock_.advance(std::chrono::minutes(20));
        ASSERT_TRUE(writer.add("i"));
        EXPECT_EQ(objects_.sweep(std::chrono::hours(1)), 0u);
    }
    ASSERT_TRUE(objects_.put("garden", "slow", writer.store().value(), {}));
}

TEST_F(ContentTest, WhatWasSweptAllTheSameFailsTheRest) {
    ContentWriter writer = objects_.writer();
    ASSERT_TRUE(writer.add("abcdefgh"));
    clock_.advance(std::chrono::hours(2));
    EXPECT_EQ(objects_.sweep(std::chrono::hours(1)), 1u);
    EXPECT_EQ(writer.store().error().code, ErrorCode::busy);
}

}  // namespace
}  // namespace garden::store
