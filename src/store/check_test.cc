#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "store/test_objects.h"

namespace garden::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CheckTest : public TestObjects {
  protected:
    void SetUp() override {
        ASSERT_TRUE(objects_.put("garden", "a", "octets", {}));
        ASSERT_TRUE(objects_.put("garden", "b", "more octets", {}));
        ASSERT_TRUE(objects_.put("garden", "empty", "", {}));
    }
    std::filesystem::path file_of(BytesView octets) {
        const std::string sha256 = sha256_hex(octets);
        return "/blobs/" + sha256.substr(0, 2) + "/" + sha256.substr(2, 2) + "/" + sha256;
    }
    void edit(std::string_view sql) {
        ASSERT_TRUE(database_->write([&](Transaction& transaction) -> Result<> {
            const auto rows = transaction.run(sql);
            if (!rows) return std::unexpected(rows.error());
            return {};
        }));
    }
    CheckReport checked() { return check(*database_, *blobs_, {}).value(); }
};

TEST_F(CheckTest, AllIsWell) {
    const CheckReport report = checked();
    EXPECT_THAT(report.problems, IsEmpty());
    EXPECT_EQ(report.objects, 3u);
    EXPECT_EQ(report.blobs, 2u);
    EXPECT_EQ(report.octets, 17u);
}

TEST_F(CheckTest, AMissingBlob) {
    ASSERT_TRUE(disk_->remove(file_of("octets")));
    EXPECT_THAT(checked().problems, ElementsAre(HasSubstr(sha256_hex("octets") + " is missing")));
}

TEST_F(CheckTest, AnAlteredBlobAndItsObject) {
    disk_->damage(file_of("octets"), "0ctets");
    EXPECT_THAT(checked().problems,
                ElementsAre(HasSubstr(" is altered"), HasSubstr("the ETag of the object \"a\" is not")));
}

TEST_F(CheckTest, ABlobOfAnotherSize) {
    disk_->damage(file_of("octets"), "oct");
    EXPECT_THAT(checked().problems, testing::Contains(HasSubstr("has 3 octets instead of 6")));
}

TEST_F(CheckTest, RowsThatDoNotAddUp) {
    edit("UPDATE objects SET size = 7 WHERE key = 'a'");
    edit("DELETE FROM object_blobs WHERE key = 'b'");
    edit("UPDATE objects SET etag = 'x' WHERE key = 'empty'");
    EXPECT_THAT(checked().problems, ElementsAre(HasSubstr("the object \"a\" has 7 octets, its blobs 6"),
                                                HasSubstr("the object \"b\" has 11 octets, its blobs 0"),
                                                HasSubstr("the ETag of the object \"empty\"")));
}

TEST_F(CheckTest, ABlobThatAnObjectHoldsWhileItIsRemoved) {
    edit("UPDATE blobs SET deleting = 1 WHERE size = 6");
    EXPECT_THAT(checked().problems, ElementsAre(HasSubstr("a blob that is being removed")));
}

TEST_F(CheckTest, WhatIsHarmlessIsCountedOnly) {
    ASSERT_TRUE(objects_.remove("garden", {"a"}));
    auto orphan = blobs_->create();
    ASSERT_TRUE((*orphan)->add("of a catalog that was restored"));
    EXPECT_EQ((*orphan)->finish().size(), 64u);
    ASSERT_TRUE((*orphan)->publish());
    edit("INSERT INTO blobs (sha256, size, claimed_at) VALUES ('claimed and then cut short', 5, 0)");
    const CheckReport report = checked();
    EXPECT_THAT(report.problems, IsEmpty());
    EXPECT_EQ(report.unreferenced, 2u);
    EXPECT_EQ(report.orphans, 1u);
}

TEST_F(CheckTest, RoomsAboveAddTheirs) {
    const auto report =
        check(*database_, *blobs_, [](Transaction& transaction, CheckReport& found) -> Result<> {
            const auto rows = transaction.run("SELECT count(*) FROM objects");
            found.problems.push_back("objects: " + std::to_string(rows->front().integer(0)));
            return {};
        });
    EXPECT_THAT(report->problems, ElementsAre("objects: 3"));
}

}  // namespace
}  // namespace garden::store
