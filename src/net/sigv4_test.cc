#include "net/sigv4.h"

#include <gtest/gtest.h>

#include "base/hash.h"

namespace garden::net {
namespace {

// The keys and the moment of the examples in the Amazon S3 API Reference.
const KeyPair kKeys{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};
const Scope kScope{"20130524", "us-east-1", "s3"};
constexpr std::string_view kTime = "20130524T000000Z";
constexpr std::string_view kHost = "examplebucket.s3.amazonaws.com";

std::string authorization(const Fields& added) {
    EXPECT_EQ(added.back().first, "Authorization");
    return added.back().second;
}

TEST(SigV4, SignsAmazonsExampleOfGetObject) {
    const Fields added =
        sign_headers("GET", "/test.txt", "", {{"Host", std::string(kHost)}, {"Range", "bytes=0-9"}},
                     sha256_hex(""), kKeys, kScope, kTime);
    EXPECT_EQ(authorization(added),
              "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
              "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
              "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(SigV4, SignsAmazonsExampleOfPutObject) {
    const Fields added = sign_headers("PUT", "/test$file.text", "",
                                      {{"Host", std::string(kHost)},
                                       {"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                                       {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
                                      sha256_hex("Welcome to Amazon S3."), kKeys, kScope, kTime);
    EXPECT_TRUE(authorization(added).ends_with(
        "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
}

TEST(SigV4, SignsAmazonsExamplesWithAQuery) {
    const Fields headers = {{"Host", std::string(kHost)}};
    EXPECT_TRUE(
        authorization(sign_headers("GET", "/", "lifecycle", headers, sha256_hex(""), kKeys, kScope, kTime))
            .ends_with("Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
    EXPECT_TRUE(authorization(sign_headers("GET", "/", "prefix=J&max-keys=2", headers, sha256_hex(""), kKeys,
                                           kScope, kTime))
                    .ends_with("Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
}

TEST(SigV4, PresignsAmazonsExample) {
    EXPECT_EQ(presigned_query("GET", kHost, "/test.txt", "", kKeys, kScope, kTime, 86400),
              "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%"
              "2Fs3%2F"
              "aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-"
              "Signature="
              "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

// "Create a signed AWS API request" of the IAM User Guide: another service, without x-amz-content-sha256.
TEST(SigV4, SignsTheExampleOfIam) {
    const Fields headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                            {"Host", "iam.amazonaws.com"},
                            {"X-Amz-Date", "20150830T123600Z"}};
    const Scope scope{"20150830", "us-east-1", "iam"};
    const std::string canonical = canonical_request({"GET",
                                                     "/",
                                                     "Action=ListUsers&Version=2010-05-08",
                                                     headers,
                                                     {"content-type", "host", "x-amz-date"},
                                                     sha256_hex(""),
                                                     PathRule::normalised_twice});
    EXPECT_EQ(sign(signing_key("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", scope),
                   string_to_sign("20150830T123600Z", scope, canonical)),
              "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

TEST(CanonicalPath, OfS3KeepsEveryOctetOfTheKey) {
    const auto canonical = [](std::string_view path) { return canonical_path(path, PathRule::encoded_once); };
    EXPECT_EQ(canonical(""), "/");
    EXPECT_EQ(canonical("/b/a//b/../c/./"), "/b/a//b/../c/./");
    EXPECT_EQ(canonical("/b/a+b, c%20(d)~e"), "/b/a%2Bb%2C%20c%2520%28d%29~e");
    EXPECT_EQ(canonical("/b/\xED\x95\x9C\x01"), "/b/%ED%95%9C%01");
}

TEST(CanonicalPath, OfOtherServicesIsNormalisedAndEncodedTwice) {
    const auto canonical = [](std::string_view path) {
        return canonical_path(path, PathRule::normalised_twice);
    };
    EXPECT_EQ(canonical("/"), "/");
    EXPECT_EQ(canonical("//a/./b/../c//"), "/a/c/");
    EXPECT_EQ(canonical("/.."), "/");
    EXPECT_EQ(canonical("/recommend er/x"), "/recommend%2520er/x");
}

TEST(CanonicalQuery, IsSortedByItsEncodedForm) {
    EXPECT_EQ(canonical_query(""), "");
    EXPECT_EQ(canonical_query("uploads"), "uploads=");
    EXPECT_EQ(canonical_query("prefix=a+b&prefix=a%2Bb&&marker=%ED%95%9C&delimiter=/"),
              "delimiter=%2F&marker=%ED%95%9C&prefix=a%20b&prefix=a%2Bb");
    EXPECT_EQ(canonical_query("b=2&a-=0&a=1&b=1"), "a=1&a-=0&b=1&b=2");
    EXPECT_EQ(canonical_query("x=a=b"), "x=a%3Db");
    EXPECT_EQ(canonical_query("a=1&X-Amz-Signature=00&b=2", kSignatureParameter), "a=1&b=2");
    EXPECT_EQ(canonical_query("a=%zz"), "a=%25zz");
}

TEST(CanonicalValue, TrimsCollapsesAndJoins) {
    const Fields headers = {
        {"X-Amz-Meta-A", "  one   two "}, {"Host", "h"}, {"x-amz-meta-a", "three"}, {"Empty", ""}};
    EXPECT_EQ(canonical_value(headers, "x-amz-meta-a"), "one two,three");
    EXPECT_EQ(canonical_value(headers, "empty"), "");
    EXPECT_EQ(canonical_value(headers, "x-amz-date"), std::nullopt);
}

TEST(AmzTime, IsReadAndWritten) {
    EXPECT_EQ(amz_time(1'369'353'600), kTime);
    EXPECT_EQ(parse_amz_time(kTime), 1'369'353'600);
    EXPECT_EQ(parse_amz_time("20240229T235959Z"), 1'709'251'199);
    for (const char* bad :
         {"", "20130524T000000", "20130524 000000Z", "20130532T000000Z", "20130524T240000Z",
          "20230229T000000Z", "2013-5-24T00000Z", "20130524T0000-1Z", "20130524T000000Zx"}) {
        EXPECT_EQ(parse_amz_time(bad), std::nullopt) << bad;
    }
}

TEST(ParseAuthorization, TakesItApartWhateverTheSpaces) {
    for (const char* separator : {", ", ",", " ,  "}) {
        const std::string text =
            std::string("AWS4-HMAC-SHA256 Credential=a/key/20130524/eu-west-1/s3/aws4_request") + separator +
            "SignedHeaders=Host;x-amz-date" + separator + "Signature=00ff";
        const auto claim = parse_authorization(text);
        ASSERT_TRUE(claim) << claim.error().message;
        EXPECT_EQ(claim->access_key, "a/key");
        EXPECT_EQ(claim->scope, (Scope{"20130524", "eu-west-1", "s3"}));
        EXPECT_EQ(claim->signed_headers, (std::vector<std::string>{"host", "x-amz-date"}));
        EXPECT_EQ(claim->signature, "00ff");
    }
}

TEST(ParseAuthorization, SaysWhatIsWrong) {
    for (const char* other : {"", "Basic YTpi", "AWS key:sig", "AWS4-ECDSA-P256-SHA256 Credential=a",
                              "aws4-hmac-sha256 Credential=a"}) {
        EXPECT_EQ(parse_authorization(other).error().code, ErrorCode::unsupported) << other;
    }
    const std::string scope = "Credential=k/20130524/r/s3/aws4_request";
    for (const std::string& bad :
         {std::string(""), std::string("Credential"), scope, scope + ", SignedHeaders=host",
          scope + ", SignedHeaders=host, Signature=",
          scope + "," + scope + ", SignedHeaders=host, Signature=0",
          scope + ", SignedHeaders=host;range;host, Signature=0",
          scope + ", SignedHeaders=host;Host, Signature=0", scope + ", SignedHeaders=ho st, Signature=0",
          scope + ", SignedHeaders=host;, Signature=0",
          std::string("Credential=k/20130524/r/s3/aws5_request, SignedHeaders=host, Signature=0"),
          std::string("Credential=20130524/r/s3/aws4_request, SignedHeaders=host, Signature=0"),
          std::string("Credential=k/2013052x/r/s3/aws4_request, SignedHeaders=host, Signature=0"),
          std::string("Credential=k/20130524/r//aws4_request, SignedHeaders=host, Signature=0")}) {
        const auto claim = parse_authorization("AWS4-HMAC-SHA256 " + bad);
        ASSERT_FALSE(claim) << bad;
        EXPECT_EQ(claim.error().code, ErrorCode::invalid_argument) << bad;
    }
}

Fields presigned() {
    return {
        {"X-Amz-Algorithm", "AWS4-HMAC-SHA256"}, {"X-Amz-Credential", "k/20130524/us-east-1/s3/aws4_request"},
        {"X-Amz-Date", std::string(kTime)},      {"X-Amz-Expires", "60"},
        {"X-Amz-SignedHeaders", "host"},         {"X-Amz-Signature", "00ff"}};
}

TEST(ParsePresigned, TakesTheQueryApart) {
    const auto parsed = parse_presigned(presigned());
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->claim.access_key, "k");
    EXPECT_EQ(parsed->time, kTime);
    EXPECT_EQ(parsed->expires_seconds, 60);
    EXPECT_EQ(parsed->payload_hash, "");
    EXPECT_TRUE(is_presigned(presigned()));
    EXPECT_FALSE(is_presigned({{"prefix", "X-Amz-Signature"}}));
}

TEST(ParsePresigned, WantsEachParameterOnce) {
    const Fields whole = presigned();
    for (std::size_t i = 0; i < whole.size(); ++i) {
        Fields without = whole;
        without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_FALSE(parse_presigned(without)) << whole[i].first;
        Fields twice = whole;
        twice.push_back(whole[i]);
        EXPECT_FALSE(parse_presigned(twice)) << whole[i].first;
    }
}

TEST(ParsePresigned, WantsEachSignedHeaderOnce) {
    Fields query = presigned();
    query[4].second = "host;x-amz-acl";
    EXPECT_TRUE(parse_presigned(query));
    query[4].second = "host;x-amz-acl;host";
    EXPECT_FALSE(parse_presigned(query));
}

TEST(ParsePresigned, LastsFromASecondToAWeek) {
    const auto with = [](const char* expires) {
        Fields query = presigned();
        query[3].second = expires;
        return parse_presigned(query);
    };
    EXPECT_TRUE(with("1"));
    EXPECT_TRUE(with("604800"));
    for (const char* bad : {"0", "-1", "604801", "99999999999999999999", "1.5", "1s", " 1"}) {
        EXPECT_FALSE(with(bad)) << bad;
    }
}

}  // namespace
}  // namespace garden::net
