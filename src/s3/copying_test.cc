// CopyObject and UploadPartCopy over a store.
#include <gtest/gtest.h>

#include "base/hash.h"
#include "s3/test_service.h"

namespace garden::s3 {
namespace {

class CopyingTest : public ServiceTest {
  protected:
    void SetUp() override {
        ASSERT_EQ(put("/garden/from", "octets",
                      {{"Content-Type", "image/png"},
                       {"x-amz-meta-seed", "7"},
                       {"x-amz-tagging", "a=1"},
                       {"x-amz-website-redirect-location", "/elsewhere"},
                       {"x-amz-checksum-crc32", "vuyzxQ=="}})
                      .status,
                  200u);
    }
    Answered copy(std::string source, Fields fields = {}, std::string_view target = "/garden/to",
                  std::string_view key = "EGOWNER") {
        fields.emplace_back("x-amz-copy-source", std::move(source));
        return send("PUT", target, "", fields, key);
    }
};

TEST_F(CopyingTest, ACopySaysWhatItsSourceSays) {
    const Answered copied = copy("/garden/%66rom");
    EXPECT_EQ(copied.xml.name, "CopyObjectResult");
    EXPECT_EQ(copied.xml.text_of("ETag"), '"' + md5_hex("octets") + '"');
    EXPECT_EQ(copied.xml.text_of("LastModified"), "2023-11-14T22:13:20.000Z");
    const Answered read = get("/garden/to");
    EXPECT_EQ(read.body, "octets");
    EXPECT_EQ(read.headers.get("Content-Type"), "image/png");
    EXPECT_EQ(read.headers.get("x-amz-meta-seed"), "7");
    EXPECT_EQ(read.headers.get("x-amz-tagging-count"), "1");
    EXPECT_FALSE(read.headers.has("x-amz-website-redirect-location"));
}

TEST_F(CopyingTest, ReplaceTakesTheRequestsWord) {
    EXPECT_EQ(copy("garden/from", {{"x-amz-metadata-directive", "REPLACE"},
                                   {"x-amz-meta-mood", "sad"},
                                   {"x-amz-tagging-directive", "REPLACE"}})
                  .status,
              200u);
    const Answered read = get("/garden/to");
    EXPECT_EQ(read.headers.get("Content-Type"), "binary/octet-stream");
    EXPECT_FALSE(read.headers.has("x-amz-meta-seed"));
    EXPECT_EQ(read.headers.get("x-amz-meta-mood"), "sad");
    EXPECT_FALSE(read.headers.has("x-amz-tagging-count"));
    EXPECT_EQ(copy("garden/from", {{"x-amz-metadata-directive", "KEEP"}}).code(), "InvalidArgument");
    EXPECT_EQ(copy("garden/from", {{"x-amz-tagging-directive", "KEEP"}}).code(), "InvalidArgument");
}

TEST_F(CopyingTest, OntoItselfOnlyWithAChange) {
    EXPECT_EQ(copy("garden/from", {}, "/garden/from").code(), "InvalidRequest");
    EXPECT_EQ(copy("garden/from", {{"x-amz-metadata-directive", "REPLACE"}}, "/garden/from").status, 200u);
    EXPECT_EQ(get("/garden/from").body, "octets");
    EXPECT_FALSE(get("/garden/from").headers.has("x-amz-meta-seed"));
}

TEST_F(CopyingTest, AnotherChecksumIsComputed) {
    EXPECT_EQ(copy("garden/from").xml.text_of("ChecksumCRC32"), "vuyzxQ==");
    const Answered summed = copy("garden/from", {{"x-amz-checksum-algorithm", "SHA1"}});
    EXPECT_EQ(summed.xml.text_of("ChecksumCRC32"), "");
    EXPECT_EQ(summed.xml.text_of("ChecksumSHA1").size(), 28u);
    EXPECT_EQ(summed.xml.text_of("ChecksumType"), "FULL_OBJECT");
    EXPECT_EQ(copy("garden/from", {{"x-amz-checksum-algorithm", "MD4"}}).code(), "InvalidRequest");
}

TEST_F(CopyingTest, SourcesThatCannotBeCopied) {
    EXPECT_EQ(copy("garden/absent").code(), "NoSuchKey");
    EXPECT_EQ(copy("absent-bucket/from").code(), "NoSuchBucket");
    EXPECT_EQ(copy("garden").code(), "InvalidArgument");
    EXPECT_EQ(copy("garden/").code(), "InvalidArgument");
    EXPECT_EQ(copy("garden/%zz").code(), "InvalidArgument");
    EXPECT_EQ(copy("garden/from?versionId=null").status, 200u);
    EXPECT_EQ(copy("garden/from?versionId=other").code(), "NoSuchVersion");
    EXPECT_EQ(copy("garden/from", {{"x-amz-copy-source-if-match", "\"x\""}}, "/garden/new").code(),
              "PreconditionFailed");
    EXPECT_EQ(copy("garden/from", {{"If-Match", "\"x\""}}, "/garden/new").code(), "NoSuchKey");
    EXPECT_FALSE(has("garden", "new"));
}

TEST_F(CopyingTest, AnothersObjectsStayTheirs) {
    ASSERT_EQ(put("/owners-bucket").status, 200u);
    store("owners-bucket", "a");
    EXPECT_EQ(copy("owners-bucket/a", {}, "/garden/to", "EGOTHER").code(), "AccessDenied");
    EXPECT_EQ(copy("owners-bucket/absent", {}, "/garden/to", "EGOTHER").code(), "AccessDenied");
    EXPECT_EQ(copy("owners-bucket/a").status, 200u);
    EXPECT_EQ(copy("owners-bucket/a", {{"x-amz-source-expected-bucket-owner", "EGOTHER"}}).code(),
              "AccessDenied");
}

TEST_F(CopyingTest, PartsAreCopiedByRange) {
    const Answered began = send("POST", "/garden/whole?uploads");
    const std::string upload = "uploadId=" + std::string(began.xml.text_of("UploadId"));
    const auto part = [&](std::string range) {
        return copy("garden/from", {{"x-amz-copy-source-range", std::move(range)}},
                    "/garden/whole?partNumber=1&" + upload);
    };
    const Answered copied = part("bytes=1-3");
    EXPECT_EQ(copied.xml.name, "CopyPartResult");
    EXPECT_EQ(copied.xml.text_of("ETag"), '"' + md5_hex("cte") + '"');
    for (const char* range : {"bytes=1-", "bytes=-1", "bytes=3-1", "1-3", "bytes=1-3,4-5", "bytes=a-b", ""}) {
        EXPECT_EQ(part(range).code(), "InvalidArgument") << range;
    }
    EXPECT_EQ(part("bytes=0-6").code(), "InvalidRange");
    EXPECT_EQ(copy("garden/from", {}, "/garden/whole?partNumber=10001&" + upload).code(), "InvalidArgument");
    EXPECT_EQ(copy("garden/from", {}, "/garden/whole?partNumber=1&uploadId=other").code(), "NoSuchUpload");
}

}  // namespace
}  // namespace garden::s3
