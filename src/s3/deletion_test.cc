#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/checksum.h"
#include "base/hash.h"
#include "s3/test_service.h"

namespace garden::s3 {
namespace {

using Strings = std::vector<std::string>;

class DeletionTest : public ServiceTest {
  protected:
    // POST ?delete with the checksum that it must have.
    Answered remove(const std::string& document, std::string_view key = "EGOWNER") {
        ChecksumStream crc(ChecksumKind::crc32);
        crc.add(document);
        return send("POST", "/garden?delete", document,
                    {{"x-amz-checksum-crc32", encode_base64(crc.finish())}}, key);
    }
    static std::string document(const Strings& keys, const std::string& more = {}) {
        std::string xml = "<Delete>" + more;
        for (const std::string& key : keys) xml += "<Object><Key>" + key + "</Key></Object>";
        return xml + "</Delete>";
    }
};

TEST_F(DeletionTest, DeletesOneAndAgain) {
    store("garden", "a");
    EXPECT_EQ(send("DELETE", "/garden/a").status, 204u);
    EXPECT_FALSE(has("garden", "a"));
    EXPECT_EQ(send("DELETE", "/garden/a").status, 204u);
    EXPECT_EQ(send("DELETE", "/absent-bucket/a").code(), "NoSuchBucket");
}

TEST_F(DeletionTest, TheOnlyVersionIsNull) {
    store("garden", "a");
    EXPECT_NE(send("DELETE", "/garden/a?versionId=3HL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY").status, 204u);
    EXPECT_TRUE(has("garden", "a"));
    EXPECT_EQ(send("DELETE", "/garden/a?versionId=null").status, 204u);
    EXPECT_FALSE(has("garden", "a"));
}

TEST_F(DeletionTest, WhoMayWriteMayRemoveTheOnlyVersion) {
    ASSERT_EQ(put("/plain-bucket", "", {{"x-amz-grant-write", "id=EGOTHER"}}).status, 200u);
    store("plain-bucket", "a");
    EXPECT_EQ(send("DELETE", "/plain-bucket/a?versionId=null", "", {}, "EGOTHER").status, 204u);
    EXPECT_FALSE(has("plain-bucket", "a"));
}

TEST_F(DeletionTest, IfMatch) {
    store("garden", "a", "octets");
    EXPECT_EQ(send("DELETE", "/garden/a", "", {{"If-Match", "\"0\""}}).status, 412u);
    EXPECT_TRUE(has("garden", "a"));
    EXPECT_EQ(send("DELETE", "/garden/a", "", {{"If-Match", '"' + md5_hex("octets") + '"'}}).status, 204u);
    EXPECT_FALSE(has("garden", "a"));
    EXPECT_EQ(send("DELETE", "/garden/a", "", {{"If-Match", "*"}}).code(), "NoSuchKey");
    EXPECT_EQ(send("DELETE", "/garden/a", "", {{"If-None-Match", "*"}}).code(), "NotImplemented");
}

TEST_F(DeletionTest, DeletesManyAndAbsentOnesToo) {
    store("garden", "a&b");
    store("garden", "c");
    store("garden", "kept");
    const Answered answer = remove(document({"a&amp;b", "c", "absent", "c"}));
    EXPECT_EQ(answer.status, 200u);
    EXPECT_EQ(answer.xml.name, "DeleteResult");
    EXPECT_EQ(answer.all("Deleted", "Key"), (Strings{"a&b", "c", "absent", "c"}));
    EXPECT_EQ(answer.xml.child("Error"), nullptr);
    EXPECT_FALSE(has("garden", "a&b"));
    EXPECT_FALSE(has("garden", "c"));
    EXPECT_TRUE(has("garden", "kept"));
}

TEST_F(DeletionTest, QuietListsNothing) {
    store("garden", "a");
    const Answered answer = remove(document({"a", "absent"}, "<Quiet>true</Quiet>"));
    EXPECT_TRUE(answer.xml.children.empty());
    EXPECT_FALSE(has("garden", "a"));
}

TEST_F(DeletionTest, ErrorsAreOfTheirKeyAlone) {
    store("garden", "a");
    store("garden", "b");
    store("garden", "c");
    const Answered answer = remove(
        "<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object>"
        "<Object><Key>b</Key><VersionId>3HL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY</VersionId></Object>"
        "<Object><Key>c</Key><ETag>\"0\"</ETag></Object>"
        "<Object><Key>" +
        std::string(1025, 'k') + "</Key></Object></Delete>");
    EXPECT_EQ(answer.all("Error", "Key"), (Strings{"b", "c", std::string(1025, 'k')}));
    EXPECT_EQ(answer.all("Error", "Code"),
              (Strings{"NoSuchVersion", "PreconditionFailed", "KeyTooLongError"}));
    EXPECT_FALSE(has("garden", "a"));
    EXPECT_TRUE(has("garden", "b"));
    EXPECT_TRUE(has("garden", "c"));
}

TEST_F(DeletionTest, TheRightETagIsDeleted) {
    store("garden", "a", "octets");
    const Answered answer =
        remove("<Delete><Object><Key>a</Key><ETag>" + md5_hex("octets") + "</ETag></Object></Delete>");
    EXPECT_EQ(answer.all("Deleted", "Key"), Strings{"a"});
    EXPECT_FALSE(has("garden", "a"));
}

TEST_F(DeletionTest, AtMostAThousandKeys) {
    store("garden", "k0");
    Strings keys;
    for (int i = 0; i < 1000; ++i) keys.push_back("k" + std::to_string(i));
    keys.push_back("one more");
    EXPECT_EQ(remove(document(keys)).code(), "MalformedXML");
    EXPECT_TRUE(has("garden", "k0"));
    keys.pop_back();
    EXPECT_EQ(remove(document(keys)).all("Deleted", "Key").size(), 1000u);
    EXPECT_EQ(remove(document({})).code(), "MalformedXML");
    EXPECT_EQ(remove(document({""})).code(), "MalformedXML");
}

TEST_F(DeletionTest, AListWithoutADigestIsRefused) {
    store("garden", "a");
    const std::string list = document({"a"});
    EXPECT_EQ(send("POST", "/garden?delete", list).code(), "InvalidRequest");
    EXPECT_EQ(send("POST", "/garden?delete", list, {{"x-amz-checksum-crc32", "AAAAAA=="}}).code(),
              "BadDigest");
    EXPECT_TRUE(has("garden", "a"));
    EXPECT_EQ(remove(list, "EGREADER").code(), "AccessDenied");
    EXPECT_TRUE(has("garden", "a"));
}

}  // namespace
}  // namespace garden::s3
