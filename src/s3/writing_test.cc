// PutObject over a store: what is kept, and what is refused with nothing kept.
#include <gtest/gtest.h>

#include "base/hash.h"
#include "s3/test_service.h"

namespace garden::s3 {
namespace {

using WritingTest = ServiceTest;

TEST_F(WritingTest, WhatAnObjectSaysOfItselfComesBack) {
    const Answered stored = put("/garden/a", "abc",
                                {{"Content-Type", "image/png"},
                                 {"Cache-Control", "max-age=60"},
                                 {"Content-Disposition", "inline"},
                                 {"Content-Language", "ko"},
                                 {"Expires", "soon"},
                                 {"Content-Encoding", "aws-chunked,gzip"},
                                 {"x-amz-website-redirect-location", "/b"},
                                 {"X-Amz-Meta-Emotion", "happy"},
                                 {"x-amz-meta-empty", ""},
                                 {"x-amz-tagging", "a=1&b+c=%EB%B4%84"}});
    EXPECT_EQ(stored.status, 200u);
    EXPECT_EQ(stored.headers.get("ETag"), '"' + md5_hex("abc") + '"');
    const Answered read = get("/garden/a");
    EXPECT_EQ(read.body, "abc");
    EXPECT_EQ(read.headers.get("Content-Type"), "image/png");
    EXPECT_EQ(read.headers.get("Cache-Control"), "max-age=60");
    EXPECT_EQ(read.headers.get("Content-Disposition"), "inline");
    EXPECT_EQ(read.headers.get("Content-Language"), "ko");
    EXPECT_EQ(read.headers.get("Expires"), "soon");
    EXPECT_EQ(read.headers.get("Content-Encoding"), "gzip");
    EXPECT_EQ(read.headers.get("x-amz-website-redirect-location"), "/b");
    EXPECT_EQ(read.headers.get("x-amz-meta-emotion"), "happy");
    EXPECT_TRUE(read.headers.has("x-amz-meta-empty"));
    EXPECT_EQ(read.headers.get("x-amz-tagging-count"), "2");
    EXPECT_EQ(objects_.head("garden", "a")->attributes.tags.at("b c"), "봄");
}

TEST_F(WritingTest, WithoutATypeItIsS3sOwn) {
    put("/garden/a", "abc");
    EXPECT_EQ(get("/garden/a").headers.get("Content-Type"), "binary/octet-stream");
    put("/garden/a", "abc", {{"Content-Encoding", "aws-chunked"}});
    EXPECT_FALSE(get("/garden/a").headers.has("Content-Encoding"));
}

TEST_F(WritingTest, FieldsThatAreNotUtf8AreLatin1) {
    put("/garden/a", "abc", {{"x-amz-meta-name", "Gr\xfc\xdf"}});
    EXPECT_EQ(get("/garden/a").headers.get("x-amz-meta-name"), "Grüß");
}

TEST_F(WritingTest, EmptyObjectsAreObjects) {
    const Answered stored = put("/garden/empty", "", {{"Content-Length", "0"}});
    EXPECT_EQ(stored.headers.get("ETag"), "\"d41d8cd98f00b204e9800998ecf8427e\"");
    EXPECT_EQ(send("HEAD", "/garden/empty").headers.get("Content-Length"), "0");
}

TEST_F(WritingTest, KeysAreOctetsNotPaths) {
    for (const char* key : {"a", "a/b", "a/", "a//b", "a/./b", "a/../b", "/a"}) {
        EXPECT_EQ(put(std::string("/garden/") + key, key).status, 200u) << key;
    }
    for (const char* key : {"a", "a/b", "a/", "a//b", "a/./b", "a/../b", "/a"}) {
        EXPECT_EQ(get(std::string("/garden/") + key).body, key);
    }
}

TEST_F(WritingTest, EveryObjectHasAChecksumOfSomeKind) {
    const Answered own = put("/garden/a", "abc", {{"x-amz-checksum-sha1", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="}});
    EXPECT_EQ(own.headers.get("x-amz-checksum-sha1"), "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
    EXPECT_EQ(own.headers.get("x-amz-checksum-type"), "FULL_OBJECT");
    const Answered ours = put("/garden/a", "123456789");
    EXPECT_EQ(ours.headers.get("x-amz-checksum-crc64nvme"), "rosUhgp5mIg=")
        << "the check value of its definition";
}

TEST_F(WritingTest, WhatDoesNotAgreeIsNotStored) {
    const auto refused = [&](const Fields& fields) { return put("/garden/a", "abc", fields).code(); };
    EXPECT_EQ(refused({{"Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="}}), "BadDigest");
    EXPECT_EQ(refused({{"Content-MD5", "none"}}), "InvalidDigest");
    EXPECT_EQ(refused({{"x-amz-checksum-crc32", "AAAAAA=="}}), "BadDigest");
    EXPECT_EQ(refused({{"x-amz-checksum-crc32", "AAA="}}), "InvalidRequest");
    EXPECT_EQ(refused({{"If-Match", "\"x\""}}), "NoSuchKey");
    EXPECT_EQ(refused({{"x-amz-meta-long", std::string(2048, 'x')}}), "MetadataTooLarge");
    EXPECT_EQ(refused({{"x-amz-server-side-encryption", "AES256"}}), "NotImplemented");
    EXPECT_EQ(refused({{"x-amz-object-lock-mode", "GOVERNANCE"}}), "InvalidRequest");
    EXPECT_EQ(refused({{"x-amz-acl", "nonsense"}}), "InvalidArgument");
    EXPECT_EQ(refused({{"x-amz-grant-read", "id=EGOTHER"}}), "AccessControlListNotSupported");
    EXPECT_EQ(refused({{"x-amz-storage-class", "ATTIC"}}), "InvalidStorageClass");
    EXPECT_EQ(refused({{"x-amz-tagging", "a=1&a=2"}}), "InvalidTag");
    EXPECT_EQ(refused({{"x-amz-tagging", "a=%"}}), "InvalidArgument");
    EXPECT_EQ(refused({{"x-amz-website-redirect-location", "b"}}), "InvalidRequest");
    EXPECT_EQ(send("PUT", "/garden/a", "", {{"Content-Length", "5368709121"}}).code(), "EntityTooLarge");
    EXPECT_FALSE(has("garden", "a"));
    EXPECT_EQ(
        put("/garden/a", "abc", {{"x-amz-storage-class", "STANDARD_IA"}, {"x-amz-acl", "private"}}).status,
        200u);
}

TEST_F(WritingTest, ConditionsSaveWhatIsThere) {
    const std::string first =
        std::string(put("/garden/a", "1", {{"If-None-Match", "*"}}).headers.get("ETag"));
    EXPECT_EQ(put("/garden/a", "2", {{"If-None-Match", "*"}}).status, 412u);
    EXPECT_EQ(put("/garden/a", "2", {{"If-Match", "\"x\""}}).xml.text_of("Condition"), "If-Match");
    EXPECT_EQ(get("/garden/a").body, "1");
    EXPECT_EQ(put("/garden/a", "2", {{"If-Match", first}}).status, 200u);
    EXPECT_EQ(get("/garden/a").body, "2");
}

}  // namespace
}  // namespace garden::s3
