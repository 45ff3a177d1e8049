#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/hash.h"
#include "base/text.h"
#include "s3/format.h"
#include "s3/page_token.h"
#include "s3/test_service.h"

namespace garden::s3 {
namespace {

using Strings = std::vector<std::string>;

class ListingTest : public ServiceTest {
  protected:
    void store_all(const Strings& keys) {
        for (const std::string& key : keys) store("garden", key);
    }
    static Strings keys(const Answered& answer) { return answer.all("Contents", "Key"); }
    static Strings prefixes(const Answered& answer) { return answer.all("CommonPrefixes", "Prefix"); }
};

TEST_F(ListingTest, SaysWhatEachObjectIs) {
    store("garden", "a", "octets");
    const Answered answer = get("/garden?list-type=2&fetch-owner=true");
    EXPECT_EQ(answer.status, 200u);
    EXPECT_EQ(answer.xml.text_of("Name"), "garden");
    EXPECT_EQ(answer.xml.text_of("KeyCount"), "1");
    EXPECT_EQ(answer.xml.text_of("MaxKeys"), "1000");
    EXPECT_EQ(answer.xml.text_of("IsTruncated"), "false");
    const XmlElement& object = *answer.xml.child("Contents");
    EXPECT_EQ(object.text_of("Key"), "a");
    EXPECT_EQ(object.text_of("LastModified"), "2023-11-14T22:13:20.000Z");
    EXPECT_EQ(object.text_of("ETag"), '"' + md5_hex("octets") + '"');
    EXPECT_EQ(object.text_of("Size"), "6");
    EXPECT_EQ(object.text_of("StorageClass"), "STANDARD");
    EXPECT_EQ(object.child("Owner")->text_of("ID"), "emotion-garden");
    EXPECT_EQ(get("/garden?list-type=2").xml.child("Contents")->child("Owner"), nullptr);
    EXPECT_NE(get("/garden").xml.child("Contents")->child("Owner"), nullptr) << "version 1 always says it";
}

// Clients that sync compare it with a file's time: rounded down to a second, an upload within the second in
// which its file was changed would be done again.
TEST_F(ListingTest, TimesAreToldToTheMillisecond) {
    clock_.advance(std::chrono::microseconds(250'999));
    store("garden", "a", "octets");
    const Answered answer = get("/garden?list-type=2");
    EXPECT_EQ(answer.xml.child("Contents")->text_of("LastModified"), "2023-11-14T22:13:20.250Z");
}

TEST_F(ListingTest, ChecksumsAreNamedWhereTheyAreKnown) {
    store::PutOptions options;
    options.attributes.checksum = store::Checksum{"crc32c", "AAAAAA==", false};
    ASSERT_TRUE(objects_.put("garden", "a", "octets", options));
    const Answered answer = get("/garden?list-type=2");
    EXPECT_EQ(answer.xml.child("Contents")->text_of("ChecksumAlgorithm"), "CRC32C");
    EXPECT_EQ(answer.xml.child("Contents")->text_of("ChecksumType"), "FULL_OBJECT");
}

TEST_F(ListingTest, ADelimiterRollsKeysUp) {
    store_all({"asdf", "boo/bar", "boo/baz/xyzzy", "cquux/thud", "cquux/bla"});
    const Answered answer = get("/garden?list-type=2&delimiter=%2F&prefix=");
    EXPECT_EQ(keys(answer), Strings{"asdf"});
    EXPECT_EQ(prefixes(answer), (Strings{"boo/", "cquux/"}));
    EXPECT_EQ(answer.xml.text_of("KeyCount"), "3");
    EXPECT_EQ(answer.xml.text_of("Delimiter"), "/");
    EXPECT_EQ(prefixes(get("/garden?delimiter=/&prefix=boo/")), Strings{"boo/baz/"});
    const Answered none = get("/garden?delimiter=");
    EXPECT_EQ(keys(none).size(), 5u) << "an empty delimiter is none";
    EXPECT_EQ(none.xml.child("Delimiter"), nullptr);
}

TEST_F(ListingTest, Version2WalksByTokens) {
    store_all({"a/1", "a/2", "b", "c/1", "d"});
    Strings seen;
    std::string token;
    int pages = 0;
    do {
        const Answered page =
            get("/garden?list-type=2&max-keys=1&delimiter=/" +
                (token.empty() ? "" : "&continuation-token=" + percent_encode_value(token)));
        ASSERT_EQ(page.status, 200u);
        EXPECT_EQ(page.xml.text_of("ContinuationToken"), token);
        for (const std::string& key : keys(page)) seen.push_back(key);
        for (const std::string& prefix : prefixes(page)) seen.push_back(prefix);
        token = page.xml.text_of("NextContinuationToken");
        EXPECT_EQ(page.xml.text_of("IsTruncated"), token.empty() ? "false" : "true");
    } while (!token.empty() && ++pages < 9);
    EXPECT_EQ(seen, (Strings{"a/", "b", "c/", "d"}));
}

TEST_F(ListingTest, Version1WalksByMarkers) {
    store_all({"a/1", "a/2", "b", "c"});
    const Answered first = get("/garden?max-keys=1&delimiter=/");
    EXPECT_EQ(prefixes(first), Strings{"a/"});
    EXPECT_EQ(first.xml.text_of("NextMarker"), "a/");
    const Answered second = get("/garden?max-keys=1&delimiter=/&marker=a/");
    EXPECT_EQ(keys(second), Strings{"b"});
    EXPECT_EQ(second.xml.text_of("Marker"), "a/");
    const Answered plain = get("/garden?max-keys=1");
    EXPECT_EQ(plain.xml.text_of("IsTruncated"), "true");
    EXPECT_EQ(plain.xml.child("NextMarker"), nullptr) << "without a delimiter S3 has none";
    EXPECT_EQ(keys(get("/garden?marker=a/2")), (Strings{"b", "c"}));
    EXPECT_EQ(keys(get("/garden?marker=aa")), (Strings{"b", "c"})) << "no object has to have that key";
}

TEST_F(ListingTest, StartAfterAndTheTokenWhichWins) {
    store_all({"a", "b", "c", "d"});
    const Answered answer = get("/garden?list-type=2&start-after=b");
    EXPECT_EQ(keys(answer), (Strings{"c", "d"}));
    EXPECT_EQ(answer.xml.text_of("StartAfter"), "b");
    const std::string token = percent_encode_value(make_page_token("objects", "c"));
    EXPECT_EQ(keys(get("/garden?list-type=2&start-after=a&continuation-token=" + token)), Strings{"d"});
}

TEST_F(ListingTest, BadTokensAreRefused) {
    const std::string good = make_page_token("objects", "key");
    for (const std::string& token : {std::string("nonsense"), make_page_token("buckets", "key"),
                                     good.substr(0, good.size() - 4), encode_base64("key")}) {
        const Answered answer = get("/garden?list-type=2&continuation-token=" + percent_encode_value(token));
        EXPECT_EQ(answer.status, 400u);
        EXPECT_EQ(answer.code(), "InvalidArgument") << token;
    }
    EXPECT_EQ(get("/garden?list-type=2&continuation-token=").status, 200u) << "an empty one is none";
}

TEST_F(ListingTest, MaxKeys) {
    store_all({"a", "b"});
    const Answered none = get("/garden?max-keys=0");
    EXPECT_EQ(keys(none), Strings{});
    EXPECT_EQ(none.xml.text_of("IsTruncated"), "false");
    EXPECT_EQ(get("/garden?max-keys=5000").xml.text_of("MaxKeys"), "1000");
    EXPECT_EQ(get("/garden?max-keys=").xml.text_of("MaxKeys"), "1000");
    for (const char* bad : {"blah", "-1", "2147483648", "1.5"}) {
        EXPECT_EQ(get(std::string("/garden?max-keys=") + bad).code(), "InvalidArgument") << bad;
    }
}

TEST_F(ListingTest, EncodingTypeUrl) {
    store_all({"a b/+%,봄\x01", "z"});
    const Answered answer = get("/garden?encoding-type=url&prefix=a%20b/&marker=a%20");
    EXPECT_EQ(answer.xml.text_of("EncodingType"), "url");
    EXPECT_EQ(answer.xml.text_of("Prefix"), "a b/") << "which botocore does not decode";
    EXPECT_EQ(get("/garden?encoding-type=url&prefix=a%20b/&list-type=2").xml.text_of("Prefix"), "a%20b/");
    EXPECT_EQ(answer.xml.text_of("Marker"), "a%20");
    EXPECT_EQ(keys(answer), Strings{"a%20b/%2B%25%2C%EB%B4%84%01"});
    EXPECT_EQ(percent_decode(keys(answer)[0]), "a b/+%,봄\x01");
    EXPECT_EQ(get("/garden?encoding-type=base64").code(), "InvalidArgument");
}

TEST_F(ListingTest, ControlCharactersWithoutEncodingAreReferences) {
    store_all({"a\x01z"});
    http::Request request;
    request.method = "GET";
    request.path = "/garden";
    aws::Identity identity;
    identity.access_key = "EGOWNER";
    const auto admission = service_.handle(request, identity);
    const auto& body = std::get<Bytes>(std::get<http::Response>(admission).body);
    EXPECT_NE(body.find("<Key>a&#x1;z</Key>"), std::string::npos);
}

TEST_F(ListingTest, VersionsOfABucketWithoutVersions) {
    store_all({"a", "b", "c/1"});
    const Answered answer = get("/garden?versions&delimiter=/&max-keys=2");
    EXPECT_EQ(answer.xml.name, "ListVersionsResult");
    EXPECT_EQ(answer.all("Version", "Key"), (Strings{"a", "b"}));
    EXPECT_EQ(answer.all("Version", "VersionId"), (Strings{"null", "null"}));
    EXPECT_EQ(answer.all("Version", "IsLatest"), (Strings{"true", "true"}));
    EXPECT_EQ(answer.xml.text_of("NextKeyMarker"), "b");
    EXPECT_EQ(answer.xml.text_of("NextVersionIdMarker"), "null");
    const Answered rest = get("/garden?versions&delimiter=/&key-marker=b&version-id-marker=null");
    EXPECT_EQ(prefixes(rest), Strings{"c/"});
    EXPECT_EQ(get("/garden?versions&version-id-marker=null").code(), "InvalidArgument");
}

TEST_F(ListingTest, OtherListTypesAreRefused) {
    EXPECT_EQ(get("/garden?list-type=3").code(), "InvalidArgument");
    EXPECT_EQ(get("/absent-bucket?list-type=2").code(), "NoSuchBucket");
}

}  // namespace
}  // namespace garden::s3
