#include "s3/digests.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "s3/errors.h"
#include "s3/test_service.h"

namespace garden::s3 {
namespace {

http::Request request(const Fields& headers) {
    http::Request request;
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    return request;
}
std::string refused(const Fields& headers) {
    const auto digests = expected_digests(request(headers));
    return digests ? "" : digests.error().code;
}
std::string verified(const Fields& headers, std::string_view body,
                     const std::map<std::string, std::string>& trailers = {}) {
    const auto refusal = verify_digests(request(headers), body, trailers);
    return refusal ? refusal->code : "";
}

constexpr std::string_view kMd5OfAbc = "kAFQmDzST7DWlj99KOF/cg==";
constexpr std::string_view kCrc32OfAbc = "NSRBwg==";

TEST(Digests, RightOnesAreVerified) {
    EXPECT_EQ(verified({}, "abc"), "");
    EXPECT_EQ(verified({{"Content-MD5", std::string(kMd5OfAbc)}}, "abc"), "");
    EXPECT_EQ(verified({{"x-amz-checksum-crc32", std::string(kCrc32OfAbc)}}, "abc"), "");
    EXPECT_EQ(verified({{"X-Amz-Sdk-Checksum-Algorithm", "CRC32"},
                        {"x-amz-checksum-crc32", std::string(kCrc32OfAbc)}},
                       "abc"),
              "");
    EXPECT_EQ(verified({{"x-amz-trailer", "x-amz-checksum-crc32"}}, "abc",
                       {{"x-amz-checksum-crc32", std::string(kCrc32OfAbc)}}),
              "");
}

TEST(Digests, WrongOnesAreBadDigests) {
    EXPECT_EQ(verified({{"Content-MD5", std::string(kMd5OfAbc)}}, "abd"), "BadDigest");
    EXPECT_EQ(verified({{"x-amz-checksum-crc32", std::string(kCrc32OfAbc)}}, "abd"), "BadDigest");
    EXPECT_EQ(verified({{"x-amz-trailer", "x-amz-checksum-crc32"}}, "abd",
                       {{"x-amz-checksum-crc32", std::string(kCrc32OfAbc)}}),
              "BadDigest");
    EXPECT_EQ(
        verified({{"x-amz-trailer", "x-amz-checksum-crc32"}}, "abc", {{"x-amz-checksum-crc32", "short"}}),
        "InvalidRequest");
}

TEST(Digests, MalformedOnesAreRefusedBeforeTheBody) {
    EXPECT_EQ(refused({{"Content-MD5", ""}}), "InvalidDigest");
    EXPECT_EQ(refused({{"Content-MD5", "rL0Y20zC+Fzt72VPzMSk2"}}), "InvalidDigest");
    EXPECT_EQ(refused({{"x-amz-checksum-crc32", "AAAA"}}), "InvalidRequest");
    EXPECT_EQ(refused({{"x-amz-checksum-sha256", "not base64"}}), "InvalidRequest");
    EXPECT_EQ(refused({{"x-amz-checksum-md4", "AAAAAA=="}}), "InvalidRequest");
    EXPECT_EQ(refused({{"x-amz-checksum-crc32", "AAAAAA=="}, {"x-amz-checksum-crc32c", "AAAAAA=="}}),
              "InvalidRequest");
    EXPECT_EQ(refused({{"x-amz-checksum-crc32", "AAAAAA=="}, {"x-amz-trailer", "x-amz-checksum-crc32"}}),
              "InvalidRequest");
    EXPECT_EQ(refused({{"x-amz-trailer", "x-amz-nonsense"}}), "InvalidRequest");
    EXPECT_EQ(refused({{"x-amz-sdk-checksum-algorithm", "CRC32"}}), "InvalidRequest");
    EXPECT_EQ(refused({{"x-amz-sdk-checksum-algorithm", "SHA1"}, {"x-amz-checksum-crc32", "AAAAAA=="}}),
              "InvalidRequest");
    EXPECT_EQ(refused({{"x-amz-checksum-mode", "ENABLED"}, {"x-amz-checksum-type", "FULL_OBJECT"}}), "");
}

TEST(Digests, TheChecksumIsKept) {
    DigestCheck named({.md5 = {}, .algorithm = ChecksumKind::crc32, .value = {}});
    named.add("a");
    named.add("bc");
    const auto kept = named.finish("", {{"x-amz-checksum-crc32", std::string(kCrc32OfAbc)}});
    ASSERT_TRUE(kept);
    EXPECT_EQ(*kept, (store::Checksum{"crc32", std::string(kCrc32OfAbc), false}));

    DigestCheck otherwise({}, ChecksumKind::crc64nvme);
    otherwise.add("123456789");
    EXPECT_EQ((*otherwise.finish("", {}))->value, "rosUhgp5mIg=");
    EXPECT_EQ(*DigestCheck({}).finish("", {}), std::nullopt);
}

TEST(Errors, HaveTheStatusOfS3) {
    EXPECT_EQ(refusal("NoSuchKey").status, 404u);
    EXPECT_EQ(refusal("NoSuchKey").message, "The specified key does not exist.");
    EXPECT_EQ(refusal("InvalidRange", "mine").message, "mine");
    EXPECT_EQ(refusal("NoSuchCode").code, "InternalError");
}

TEST(Errors, OfOtherRooms) {
    EXPECT_EQ(refusal(Error{ErrorCode::not_found, "no such object"}).code, "NoSuchKey");
    EXPECT_EQ(refusal(Error{ErrorCode::busy, ""}).status, 503u);
    const aws::Refusal inside = refusal(Error{ErrorCode::io, "/secret/path: read error"});
    EXPECT_EQ(inside.status, 500u);
    EXPECT_EQ(inside.message, "We encountered an internal error. Please try again.");
}

}  // namespace
}  // namespace garden::s3
