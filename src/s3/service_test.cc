#include "s3/service.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "s3/test_service.h"

namespace garden::s3 {
namespace {

TEST_F(ServiceTest, ErrorsAreXmlWithTheirRequest) {
    const Answered answer = get("/absent-bucket/some/key");
    EXPECT_EQ(answer.status, 404u);
    EXPECT_EQ(answer.headers.get("Content-Type"), "application/xml");
    EXPECT_EQ(answer.code(), "NoSuchBucket");
    EXPECT_EQ(answer.xml.text_of("Message"), "The specified bucket does not exist");
    EXPECT_EQ(answer.xml.text_of("BucketName"), "absent-bucket");
    EXPECT_EQ(answer.xml.text_of("Resource"), "/absent-bucket/some/key");
    EXPECT_EQ(answer.xml.text_of("RequestId"), "0123456789ABCDEF");
}

TEST_F(ServiceTest, ErrorsCanBeReadWhateverTheKeyIs) {
    const Answered answer = get("/garden/%01%EB%B4%84");
    EXPECT_EQ(answer.code(), "NoSuchKey");
    EXPECT_EQ(answer.xml.text_of("Resource"), "/garden/%01%EB%B4%84");
}

TEST_F(ServiceTest, ErrorsOfHeadHaveNoBody) {
    const Answered answer = send("HEAD", "/absent-bucket");
    EXPECT_EQ(answer.status, 404u);
    EXPECT_EQ(answer.body, "");
}

TEST_F(ServiceTest, ReadOnlyKeysReadAndDoNothingElse) {
    store("garden", "a");
    EXPECT_EQ(send("GET", "/garden", "", {}, "EGREADER").status, 200u);
    EXPECT_EQ(send("GET", "/garden/a", "", {}, "EGREADER").status, 200u);
    for (const auto& [method, target] :
         std::vector<std::pair<std::string, std::string>>{{"PUT", "/garden/b"},
                                                          {"DELETE", "/garden/a"},
                                                          {"POST", "/garden/a?uploads"},
                                                          {"PUT", "/new-bucket"},
                                                          {"POST", "/garden?delete"},
                                                          {"PUT", "/garden?acl"},
                                                          {"PUT", "/absent-bucket/a"}}) {
        const Answered answer = send(method, target, "", {}, "EGREADER");
        EXPECT_EQ(answer.status, 403u) << method << ' ' << target;
        EXPECT_EQ(answer.code(), "AccessDenied");
    }
    EXPECT_TRUE(has("garden", "a"));
}

TEST_F(ServiceTest, AnothersBucketIsClosed) {
    ASSERT_EQ(put("/owners-bucket").status, 200u);
    store("owners-bucket", "a");
    for (const auto& [method, target] :
         std::vector<std::pair<std::string, std::string>>{{"GET", "/owners-bucket"},
                                                          {"GET", "/owners-bucket/a"},
                                                          {"GET", "/owners-bucket/absent"},
                                                          {"PUT", "/owners-bucket/b"},
                                                          {"DELETE", "/owners-bucket/a"},
                                                          {"DELETE", "/owners-bucket"},
                                                          {"GET", "/owners-bucket?acl"},
                                                          {"GET", "/owners-bucket/a?acl"},
                                                          {"GET", "/owners-bucket/a?tagging"},
                                                          {"GET", "/owners-bucket?versioning"}}) {
        EXPECT_EQ(send(method, target, "", {}, "EGOTHER").code(), "AccessDenied") << method << ' ' << target;
    }
    EXPECT_TRUE(has("owners-bucket", "a"));
}

TEST_F(ServiceTest, TheGardensOwnBucketIsEveryKeys) {
    store("garden", "a");
    EXPECT_EQ(send("GET", "/garden/a", "", {}, "EGOTHER").status, 200u);
    EXPECT_EQ(send("DELETE", "/garden/a", "", {}, "EGOTHER").status, 204u);
}

TEST_F(ServiceTest, GrantsOfABucketOpenIt) {
    ASSERT_EQ(put("/owners-bucket", "", {{"x-amz-grant-read", "id=EGOTHER"}}).status, 200u);
    store("owners-bucket", "a");
    EXPECT_EQ(send("GET", "/owners-bucket", "", {}, "EGOTHER").status, 200u);
    EXPECT_EQ(send("GET", "/owners-bucket/a", "", {}, "EGOTHER").code(), "AccessDenied")
        << "the object grants nothing";
    EXPECT_EQ(send("GET", "/owners-bucket/absent", "", {}, "EGOTHER").code(), "NoSuchKey")
        << "it can list, and so know";
    EXPECT_EQ(send("DELETE", "/owners-bucket/a", "", {}, "EGOTHER").code(), "AccessDenied");
    ASSERT_EQ(put("/owners-bucket?acl", "", {{"x-amz-grant-write", "id=\"EGOTHER\""}}).status, 200u);
    EXPECT_EQ(send("GET", "/owners-bucket", "", {}, "EGOTHER").code(), "AccessDenied");
    EXPECT_EQ(send("DELETE", "/owners-bucket/a", "", {}, "EGOTHER").status, 204u);
}

TEST_F(ServiceTest, AnExpectedOwnerIsCompared) {
    ASSERT_EQ(put("/owners-bucket").status, 200u);
    const auto list = [&](const std::string& owner) {
        return send("GET", "/owners-bucket", "", {{"x-amz-expected-bucket-owner", owner}}).status;
    };
    EXPECT_EQ(list("EGOWNER"), 200u);
    EXPECT_EQ(list("123456789012"), 403u);
}

TEST_F(ServiceTest, KeysAreAllThatFollowsTheBucket) {
    for (const std::string key : {"a/b", "a//b", "../x", "./.", "folder/", "/lead"}) {
        store("garden", key, key);
        EXPECT_EQ(send("HEAD", "/garden/" + key).status, 200u) << key;
    }
    EXPECT_EQ(get("/garden/").xml.name, "ListBucketResult");
}

TEST_F(ServiceTest, KeysOfMoreThan1024OctetsAreRefused) {
    const Answered answer = put("/garden/" + std::string(1025, 'k'), "x");
    EXPECT_EQ(answer.code(), "KeyTooLongError");
    EXPECT_EQ(answer.xml.text_of("Size"), "1025");
}

TEST_F(ServiceTest, MethodsThatAThingHasNot) {
    EXPECT_EQ(send("PATCH", "/garden/a").code(), "MethodNotAllowed");
    EXPECT_EQ(send("DELETE", "/").code(), "MethodNotAllowed");
    EXPECT_EQ(send("PUT", "/garden/a?attributes", "x").status, 405u);
}

TEST_F(ServiceTest, ASubResourceIsNeverTakenForTheWhole) {
    store("garden", "a");
    EXPECT_EQ(send("DELETE", "/garden/a?legal-hold").status, 405u);
    EXPECT_EQ(send("DELETE", "/garden/a?acl").status, 405u);
    EXPECT_TRUE(has("garden", "a"));
    ASSERT_EQ(put("/owners-bucket").status, 200u);
    EXPECT_EQ(send("DELETE", "/owners-bucket?acl").status, 405u);
    EXPECT_EQ(send("HEAD", "/owners-bucket").status, 200u);
}

TEST_F(ServiceTest, BodiesThatNobodyAskedForAreTaken) {
    store("garden", "a");
    EXPECT_EQ(send("GET", "/garden", "body").status, 200u);
    EXPECT_EQ(send("DELETE", "/garden/a", "body").status, 204u);
}

TEST_F(ServiceTest, DocumentsAreAtMostTwoMebibytes) {
    const Answered answer = put("/garden?tagging", std::string((std::size_t{2} << 20) + 1, ' '));
    EXPECT_EQ(answer.status, 400u);
    EXPECT_EQ(answer.code(), "MaxMessageLengthExceeded");
}

TEST_F(ServiceTest, DigestsOfDocumentsAreVerified) {
    const std::string document = "<Tagging><TagSet/></Tagging>";
    ASSERT_EQ(put("/bucket-of-tags").status, 200u);
    EXPECT_EQ(put("/bucket-of-tags?tagging", document, {{"Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="}}).code(),
              "BadDigest");
    EXPECT_EQ(put("/bucket-of-tags?tagging", document, {{"Content-MD5", "short"}}).code(), "InvalidDigest");
    EXPECT_EQ(put("/bucket-of-tags?tagging", document, {{"x-amz-checksum-crc32", "AAAAAA=="}}).code(),
              "BadDigest");
    EXPECT_EQ(put("/bucket-of-tags?tagging", document).status, 204u);
}

}  // namespace
}  // namespace garden::s3
