#include <gtest/gtest.h>

#include "base/text.h"
#include "s3/bucket_name.h"
#include "s3/test_service.h"

namespace garden::s3 {
namespace {

using Strings = std::vector<std::string>;

Strings names(const Answered& answer) {
    Strings names;
    for (const XmlElement& bucket : answer.xml.child("Buckets")->children) {
        names.emplace_back(bucket.text_of("Name"));
    }
    return names;
}

TEST(BucketName, RulesOfS3) {
    for (const char* good : {"abc", "a-b", "a.b", "0ab", "foo", "eg-check-20261123", "1.2.3.4x"}) {
        EXPECT_TRUE(is_bucket_name(good)) << good;
    }
    EXPECT_TRUE(is_bucket_name(std::string(63, 'a')));
    EXPECT_FALSE(is_bucket_name(std::string(64, 'a')));
    for (const char* bad : {"", "a", "ab", "Abc", "a_b", "a!b", "-ab", "ab-", ".ab", "ab.", "a..b", "a.-b",
                            "a-.b", "192.168.5.123", "xn--abc", "abc-s3alias", "abc--x-s3", "봄봄봄"}) {
        EXPECT_FALSE(is_bucket_name(bad)) << bad;
    }
}

class BucketsTest : public ServiceTest {};

TEST_F(BucketsTest, ABucketIsMadeFoundAndDeleted) {
    const Answered made = put("/new-bucket");
    EXPECT_EQ(made.status, 200u);
    EXPECT_EQ(made.headers.get("Location"), "/new-bucket");
    const Answered head = send("HEAD", "/new-bucket");
    EXPECT_EQ(head.status, 200u);
    EXPECT_EQ(head.headers.get("x-amz-bucket-region"), "us-east-1");
    EXPECT_EQ(send("DELETE", "/new-bucket").status, 204u);
    EXPECT_EQ(send("HEAD", "/new-bucket").status, 404u);
    EXPECT_EQ(send("DELETE", "/new-bucket").code(), "NoSuchBucket");
}

TEST_F(BucketsTest, AnyRegionIsThisOne) {
    EXPECT_EQ(put("/new-bucket",
                  "<CreateBucketConfiguration><LocationConstraint>ap-northeast-2</LocationConstraint>"
                  "</CreateBucketConfiguration>")
                  .status,
              200u);
    const Answered location = get("/new-bucket?location");
    EXPECT_EQ(location.xml.name, "LocationConstraint");
    EXPECT_EQ(location.xml.text, "");
    EXPECT_EQ(put("/other-bucket", "<CreateBucketConfiguration>").code(), "MalformedXML");
    EXPECT_EQ(put("/other-bucket", "<Nonsense/>").code(), "MalformedXML");
}

TEST_F(BucketsTest, NamesThatAreTaken) {
    ASSERT_EQ(put("/new-bucket").status, 200u);
    EXPECT_EQ(put("/new-bucket").status, 200u) << "as in us-east-1";
    EXPECT_EQ(put("/garden").status, 200u);
    const Answered other = send("PUT", "/new-bucket", "", {}, "EGOTHER");
    EXPECT_EQ(other.status, 409u);
    EXPECT_EQ(other.code(), "BucketAlreadyExists");
}

TEST_F(BucketsTest, NamesThatCannotBe) {
    const Answered answer = put("/No_Name");
    EXPECT_EQ(answer.status, 400u);
    EXPECT_EQ(answer.code(), "InvalidBucketName");
    EXPECT_EQ(get("/No_Name").code(), "InvalidBucketName");
}

TEST_F(BucketsTest, WishesThatCannotBeMet) {
    EXPECT_EQ(put("/new-bucket", "", {{"x-amz-bucket-object-lock-enabled", "true"}}).code(),
              "NotImplemented");
    EXPECT_EQ(put("/new-bucket", "", {{"x-amz-object-ownership", "ObjectWriter"}}).code(), "NotImplemented");
    EXPECT_EQ(put("/new-bucket", "", {{"x-amz-acl", "nonsense"}}).code(), "InvalidArgument");
    EXPECT_EQ(send("HEAD", "/new-bucket").status, 404u) << "none of them made it";
    EXPECT_EQ(put("/new-bucket", "", {{"x-amz-acl", "public-read"}}).status, 200u);
    EXPECT_EQ(send("GET", "/new-bucket", "", {}, "EGOTHER").status, 403u) << "nothing becomes public";
}

TEST_F(BucketsTest, OnlyEmptyBucketsAreDeletedAndNeverTheGardens) {
    ASSERT_EQ(put("/new-bucket").status, 200u);
    store("new-bucket", "a");
    EXPECT_EQ(send("DELETE", "/new-bucket").code(), "BucketNotEmpty");
    EXPECT_EQ(send("DELETE", "/garden").code(), "AccessDenied");
    EXPECT_EQ(send("HEAD", "/garden").status, 200u);
}

TEST_F(BucketsTest, ListedAreTheGardensAndOnesOwn) {
    ASSERT_EQ(put("/b-bucket").status, 200u);
    ASSERT_EQ(put("/a-bucket").status, 200u);
    ASSERT_EQ(send("PUT", "/others-bucket", "", {}, "EGOTHER").status, 200u);
    const Answered answer = get("/");
    EXPECT_EQ(names(answer), (Strings{"a-bucket", "b-bucket", "garden"}));
    EXPECT_EQ(answer.xml.child("Owner")->text_of("ID"), "EGOWNER");
    EXPECT_EQ(answer.xml.child("Buckets")->children[0].text_of("CreationDate"), "2023-11-14T22:13:20.000Z");
    EXPECT_EQ(names(get("/?prefix=b-")), Strings{"b-bucket"});
}

TEST_F(BucketsTest, ListedInPages) {
    ASSERT_EQ(put("/a-bucket").status, 200u);
    ASSERT_EQ(put("/b-bucket").status, 200u);
    const Answered first = get("/?max-buckets=2");
    EXPECT_EQ(names(first), (Strings{"a-bucket", "b-bucket"}));
    const std::string token(first.xml.text_of("ContinuationToken"));
    ASSERT_NE(token, "");
    const Answered second = get("/?max-buckets=2&continuation-token=" + percent_encode_value(token));
    EXPECT_EQ(names(second), Strings{"garden"});
    EXPECT_EQ(second.xml.child("ContinuationToken"), nullptr);
    EXPECT_EQ(get("/?continuation-token=nonsense").code(), "InvalidArgument");
    EXPECT_EQ(get("/?max-buckets=0").code(), "InvalidArgument");
}

}  // namespace
}  // namespace garden::s3
