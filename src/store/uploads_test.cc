#include "store/uploads.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/text.h"
#include "store/test_objects.h"

namespace garden::store {
namespace {

class UploadsTest : public TestStore {
  protected:
    Buckets buckets_{*database_, clock_};
    std::vector<std::string> told_;
    Objects objects_{*database_, *blobs_, clock_, {}, [this](const Change& change) {
                         told_.push_back(change.object.key);
                     }};
    Uploads uploads_{*database_, objects_, clock_};

    Upload begin(const std::string& key) {
        Upload wanted;
        wanted.bucket = "garden";
        wanted.key = key;
        wanted.content_type = "image/jpeg";
        wanted.metadata = {{"seed", "7"}};
        return uploads_.create(wanted).value();
    }
    UploadPart put_part(const Upload& upload, int number, BytesView octets) {
        ContentWriter writer = objects_.writer();
        EXPECT_TRUE(writer.add(octets));
        return uploads_.put_part(upload.id, number, writer.store().value(), {}).value();
    }
    std::vector<UploadPart> parts(const Upload& upload) {
        return uploads_.parts(upload.id, 0, 10'000).value();
    }
    CheckReport checked() { return check(*database_, *blobs_, {}).value(); }
};

TEST_F(UploadsTest, PartsBecomeAnObjectInOneStep) {
    const Upload upload = begin("big");
    put_part(upload, 7, "flowers");
    put_part(upload, 2, "of many ");
    put_part(upload, 2, "many ");
    EXPECT_EQ(objects_.head("garden", "big").error().code, ErrorCode::not_found);
    const auto whole = uploads_.complete(upload, parts(upload), Checksum{"crc32", "abc=-2", true}, {});
    ASSERT_TRUE(whole) << whole.error().message;
    EXPECT_EQ(objects_.read("garden", "big"), "many flowers");
    EXPECT_EQ(whole->etag,
              md5_hex(from_hex(md5_hex("many ")).value() + from_hex(md5_hex("flowers")).value()) + "-2");
    EXPECT_EQ(whole->metadata.at("seed"), "7");
    EXPECT_EQ(whole->attributes.upload_id, upload.id);
    EXPECT_EQ(objects_.head("garden", "big")->attributes, whole->attributes);
    EXPECT_EQ(told_, std::vector<std::string>{"big"});
    EXPECT_EQ(uploads_.find("garden", "big", upload.id).error().code, ErrorCode::not_found);
    EXPECT_EQ(uploads_.complete(upload, {}, {}, {}).error().code, ErrorCode::not_found);
    EXPECT_EQ(checked().problems, std::vector<std::string>{});
    EXPECT_EQ(objects_.open("garden", "big")->second.size(), 2u);
}

TEST_F(UploadsTest, APartThatChangedMeanwhileStopsTheCompletion) {
    const Upload upload = begin("big");
    put_part(upload, 1, "one");
    const auto chosen = parts(upload);
    put_part(upload, 1, "another");
    EXPECT_EQ(uploads_.complete(upload, chosen, {}, {}).error().code, ErrorCode::conflict);
    EXPECT_EQ(objects_.head("garden", "big").error().code, ErrorCode::not_found) << "undone as a whole";
    EXPECT_EQ(parts(upload).size(), 1u);
    EXPECT_TRUE(uploads_.complete(upload, parts(upload), {}, {}));
}

TEST_F(UploadsTest, ThePreconditionDecides) {
    const Upload upload = begin("big");
    put_part(upload, 1, "");
    const Precondition absent = [](const ObjectInfo* current) -> Result<> {
        return current == nullptr ? Result<>{} : fail(ErrorCode::precondition, "there is one");
    };
    ASSERT_TRUE(objects_.put("garden", "big", "old", {}));
    EXPECT_EQ(uploads_.complete(upload, parts(upload), {}, absent).error().code, ErrorCode::precondition);
    EXPECT_EQ(existed(objects_.remove("garden", {"big"})), 1);
    EXPECT_TRUE(uploads_.complete(upload, parts(upload), {}, absent));
    EXPECT_EQ(objects_.read("garden", "big"), "");
}

TEST_F(UploadsTest, PartsAreHeldUntilTheUploadEnds) {
    const Upload upload = begin("big");
    put_part(upload, 1, "part");
    clock_.advance(std::chrono::hours(5));
    EXPECT_EQ(objects_.sweep(std::chrono::hours(1)), 0u);
    EXPECT_EQ(checked().unreferenced, 0u);
    EXPECT_TRUE(uploads_.abort("garden", "big", upload.id));
    EXPECT_EQ(uploads_.abort("garden", "big", upload.id).error().code, ErrorCode::not_found);
    EXPECT_EQ(objects_.sweep(std::chrono::hours(1)), 0u) << "the grace counts from the abort";
    clock_.advance(std::chrono::hours(2));
    EXPECT_EQ(objects_.sweep(std::chrono::hours(1)), 1u);
}

TEST_F(UploadsTest, AbandonedUploadsEnd) {
    const Upload old = begin("old");
    clock_.advance(std::chrono::hours(5));
    const Upload recent = begin("recent");
    EXPECT_EQ(uploads_.abandon(std::chrono::hours(3)), 1u);
    EXPECT_FALSE(uploads_.find("garden", "old", old.id));
    EXPECT_TRUE(uploads_.find("garden", "recent", recent.id));
}

TEST_F(UploadsTest, TheListIsByKeyAndTime) {
    std::vector<std::string> ids;
    for (const char* key : {"b", "a/2", "b", "a/1", "c"}) {
        ids.push_back(begin(key).id);
        clock_.advance(std::chrono::seconds(1));
    }
    const auto first = uploads_.list({.bucket = "garden", .most = 3}).value();
    ASSERT_EQ(first.uploads.size(), 3u);
    EXPECT_EQ(first.uploads[2].id, ids[0]);
    EXPECT_TRUE(first.truncated);
    const auto rest =
        uploads_.list({.bucket = "garden", .after_key = first.last_key, .after_id = first.last_id}).value();
    ASSERT_EQ(rest.uploads.size(), 2u);
    EXPECT_EQ(rest.uploads[0].id, ids[2]);
    EXPECT_FALSE(rest.truncated);
    const auto rolled = uploads_.list({.bucket = "garden", .delimiter = "/"}).value();
    EXPECT_EQ(rolled.prefixes, std::vector<std::string>{"a/"});
    EXPECT_EQ(rolled.uploads.size(), 3u);
    EXPECT_EQ(uploads_.list({.bucket = "garden", .prefix = "a/"})->uploads.size(), 2u);
}

TEST_F(UploadsTest, ABucketWhoseOwnerIsGoneIsEverybodys) {
    ASSERT_TRUE(buckets_.create("kept", "KEPT"));
    ASSERT_TRUE(buckets_.create("left", "LEFT"));
    ASSERT_TRUE(buckets_.release_orphans({"KEPT", "OTHER"}));
    EXPECT_EQ(buckets_.find("kept").value()->owner, "KEPT");
    EXPECT_EQ(buckets_.find("left").value()->owner, "");
}

TEST_F(UploadsTest, ABucketGoesWithItsUploadsButNotWithItsObjects) {
    ASSERT_TRUE(buckets_.create("other", "KEY"));
    EXPECT_EQ(buckets_.create("other", "KEY").error().code, ErrorCode::conflict);
    EXPECT_EQ(buckets_.find("other").value()->owner, "KEY");
    Upload wanted;
    wanted.bucket = "other";
    wanted.key = "big";
    ASSERT_TRUE(uploads_.create(wanted));
    ASSERT_TRUE(objects_.put("other", "a", "a", {}));
    EXPECT_EQ(buckets_.remove("other").error().code, ErrorCode::conflict);
    ASSERT_TRUE(objects_.remove("other", {"a"}));
    EXPECT_TRUE(buckets_.remove("other"));
    EXPECT_EQ(buckets_.find("other").value(), std::nullopt);
    EXPECT_EQ(buckets_.remove("other").error().code, ErrorCode::not_found);
    EXPECT_EQ(objects_.put("other", "a", "a", {}).error().code, ErrorCode::not_found);
    EXPECT_EQ(uploads_.create(wanted).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace garden::store
