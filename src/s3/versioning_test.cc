#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/checksum.h"
#include "s3/test_service.h"

namespace garden::s3 {
namespace {

using Strings = std::vector<std::string>;

constexpr std::string_view kEnabled =
    "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
constexpr std::string_view kSuspended =
    "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";

class VersioningTest : public ServiceTest {
  protected:
    void SetUp() override {
        ASSERT_EQ(put("/kept-bucket").status, 200u);
        ASSERT_EQ(put("/kept-bucket?versioning", kEnabled).status, 200u);
    }
    // A new version, and its id.
    std::string add(std::string_view key, std::string_view octets) {
        clock_.advance(std::chrono::seconds(1));
        return objects_.put("kept-bucket", key, octets, {}).value().attributes.version_id;
    }
    Answered remove(const std::string& document, std::string_view key = "EGOWNER") {
        ChecksumStream crc(ChecksumKind::crc32);
        crc.add(document);
        return send("POST", "/kept-bucket?delete", document,
                    {{"x-amz-checksum-crc32", encode_base64(crc.finish())}}, key);
    }
};

TEST_F(VersioningTest, IsAskedForAndSet) {
    EXPECT_EQ(get("/kept-bucket?versioning").xml.text_of("Status"), "Enabled");
    EXPECT_EQ(put("/kept-bucket?versioning", kSuspended).status, 200u);
    EXPECT_EQ(get("/kept-bucket?versioning").xml.text_of("Status"), "Suspended");
    ASSERT_EQ(put("/plain-bucket").status, 200u);
    EXPECT_EQ(get("/plain-bucket?versioning").xml.child("Status"), nullptr);
}

TEST_F(VersioningTest, WishesThatAreRefused) {
    const auto wish = [&](const std::string& inside) {
        return put("/kept-bucket?versioning",
                   "<VersioningConfiguration>" + inside + "</VersioningConfiguration>")
            .code();
    };
    EXPECT_EQ(wish(""), "IllegalVersioningConfigurationException");
    EXPECT_EQ(wish("<Status>On</Status>"), "MalformedXML");
    EXPECT_EQ(wish("<Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>"), "NotImplemented");
    EXPECT_EQ(put("/kept-bucket?versioning", "<VersioningConfiguration>").code(), "MalformedXML");
    EXPECT_EQ(put("/garden?versioning", kEnabled).code(), "NotImplemented")
        << "what visitors want deleted is to be gone";
    EXPECT_EQ(send("DELETE", "/kept-bucket?versioning").status, 405u);
}

TEST_F(VersioningTest, ADeletionLeavesAMarkerThatCanBeDeleted) {
    const std::string version = add("a", "1");
    const Answered deleted = send("DELETE", "/kept-bucket/a");
    EXPECT_EQ(deleted.status, 204u);
    EXPECT_EQ(deleted.headers.get("x-amz-delete-marker"), "true");
    const std::string marker(deleted.headers.get("x-amz-version-id"));
    EXPECT_FALSE(has("kept-bucket", "a"));

    const Answered listed = get("/kept-bucket?versions");
    EXPECT_EQ(listed.all("Version", "VersionId"), Strings{version});
    EXPECT_EQ(listed.all("Version", "IsLatest"), Strings{"false"});
    EXPECT_EQ(listed.all("DeleteMarker", "VersionId"), Strings{marker});
    EXPECT_EQ(listed.all("DeleteMarker", "IsLatest"), Strings{"true"});
    EXPECT_EQ(send("DELETE", "/kept-bucket").code(), "BucketNotEmpty");

    const Answered undone = send("DELETE", "/kept-bucket/a?versionId=" + marker);
    EXPECT_EQ(undone.status, 204u);
    EXPECT_EQ(undone.headers.get("x-amz-delete-marker"), "true");
    EXPECT_EQ(undone.headers.get("x-amz-version-id"), marker);
    EXPECT_TRUE(has("kept-bucket", "a"));
}

TEST_F(VersioningTest, AVersionIsDeletedForGood) {
    const std::string first = add("a", "1");
    const std::string second = add("a", "2");
    const Answered deleted = send("DELETE", "/kept-bucket/a?versionId=" + second);
    EXPECT_EQ(deleted.status, 204u);
    EXPECT_EQ(deleted.headers.get("x-amz-version-id"), second);
    EXPECT_EQ(deleted.headers.get("x-amz-delete-marker"), "");
    EXPECT_EQ(objects_.read("kept-bucket", "a"), "1");
    EXPECT_EQ(send("DELETE", "/kept-bucket/a?versionId=" + second).status, 204u) << "gone is gone";
    EXPECT_EQ(get("/kept-bucket?versions").all("Version", "VersionId"), Strings{first});
}

TEST_F(VersioningTest, OnlyTheOwnerDeletesForGood) {
    const std::string first = add("a", "1");
    add("a", "2");
    ASSERT_EQ(put("/kept-bucket?acl", "", {{"x-amz-grant-write", "id=EGOTHER"}}).status, 200u);
    EXPECT_EQ(send("DELETE", "/kept-bucket/a?versionId=" + first, "", {}, "EGOTHER").code(), "AccessDenied");
    EXPECT_EQ(send("DELETE", "/kept-bucket/a?versionId=null", "", {}, "EGOTHER").code(), "AccessDenied");
    const Answered many = remove("<Delete><Object><Key>a</Key><VersionId>" + first +
                                     "</VersionId></Object><Object><Key>a</Key></Object></Delete>",
                                 "EGOTHER");
    EXPECT_EQ(many.all("Error", "Code"), Strings{"AccessDenied"});
    EXPECT_EQ(many.all("Deleted", "DeleteMarker"), Strings{"true"}) << "which can be undone";
    EXPECT_EQ(get("/kept-bucket?versions").all("Version", "Key").size(), 2u);
}

TEST_F(VersioningTest, AStrangerDoesNotLearnOfAMarker) {
    add("a", "1");
    const std::string marker(send("DELETE", "/kept-bucket/a").headers.get("x-amz-version-id"));
    const std::string target = "/kept-bucket/a?versionId=" + marker;
    EXPECT_EQ(get(target).code(), "MethodNotAllowed");
    EXPECT_EQ(send("GET", target, "", {}, "EGOTHER").code(), "AccessDenied");
    EXPECT_EQ(send("GET", "/kept-bucket/a?versionId=nonsense", "", {}, "EGOTHER").code(), "AccessDenied");
}

TEST_F(VersioningTest, ManyVersionsAreDeletedAtOnce) {
    const std::string first = add("a", "1");
    add("a", "2");
    add("b", "1");
    const Answered answer = remove("<Delete><Object><Key>a</Key><VersionId>" + first +
                                   "</VersionId></Object><Object><Key>b</Key></Object></Delete>");
    EXPECT_EQ(answer.all("Deleted", "VersionId"), (Strings{first, ""}));
    EXPECT_EQ(answer.all("Deleted", "DeleteMarker"), (Strings{"", "true"}));
    EXPECT_NE(answer.all("Deleted", "DeleteMarkerVersionId")[1], "");
    EXPECT_EQ(objects_.read("kept-bucket", "a"), "2");
    EXPECT_FALSE(has("kept-bucket", "b"));
    EXPECT_EQ(get("/kept-bucket?versions").all("Version", "Key"), (Strings{"a", "b"}));
}

TEST_F(VersioningTest, VersionsAreListedInPages) {
    const Strings versions = {add("a", "1"), add("a", "2"), add("b", "1")};
    const Answered first = get("/kept-bucket?versions&max-keys=1");
    EXPECT_EQ(first.all("Version", "VersionId"), Strings{versions[1]});
    EXPECT_EQ(first.xml.text_of("IsTruncated"), "true");
    EXPECT_EQ(first.xml.text_of("NextKeyMarker"), "a");
    EXPECT_EQ(first.xml.text_of("NextVersionIdMarker"), versions[1]);
    const Answered rest = get("/kept-bucket?versions&key-marker=a&version-id-marker=" + versions[1]);
    EXPECT_EQ(rest.all("Version", "VersionId"), (Strings{versions[0], versions[2]}));
}

TEST_F(VersioningTest, TagsAndListsOfAVersion) {
    const std::string first = add("a", "1");
    ASSERT_EQ(put("/kept-bucket/a?tagging",
                  "<Tagging><TagSet><Tag><Key>k</Key><Value>1</Value></Tag></TagSet></Tagging>")
                  .status,
              200u);
    const std::string second = add("a", "2");
    const Answered tags = get("/kept-bucket/a?tagging&versionId=" + first);
    EXPECT_EQ(tags.headers.get("x-amz-version-id"), first);
    EXPECT_EQ(tags.xml.child("TagSet")->children.size(), 1u);
    EXPECT_TRUE(get("/kept-bucket/a?tagging").xml.child("TagSet")->children.empty());
    EXPECT_EQ(get("/kept-bucket/a?acl&versionId=" + first).status, 200u);
    EXPECT_EQ(send("DELETE", "/kept-bucket/a?tagging&versionId=" + first).code(), "NotImplemented");
    EXPECT_EQ(send("DELETE", "/kept-bucket/a?tagging&versionId=" + second).status, 204u);
    EXPECT_EQ(get("/kept-bucket/a?tagging&versionId=nonsense").code(), "NoSuchVersion");
    const std::string marker(send("DELETE", "/kept-bucket/a").headers.get("x-amz-version-id"));
    EXPECT_EQ(get("/kept-bucket/a?tagging").code(), "NoSuchKey");
    EXPECT_EQ(get("/kept-bucket/a?tagging&versionId=" + marker).code(), "MethodNotAllowed");
}

}  // namespace
}  // namespace garden::s3
