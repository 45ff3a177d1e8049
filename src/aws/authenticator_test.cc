#include "aws/authenticator.h"

#include <gtest/gtest.h>

#include "aws/test_request.h"

namespace garden::aws {
namespace {

using namespace std::chrono_literals;

class AuthenticatorTest : public testing::Test {
  protected:
    std::expected<Identity, Refusal> authenticate(const http::Request& request) const {
        return authenticator_.authenticate(request);
    }
    // "403 AccessDenied", or "" where it is accepted.
    std::string refusal(const http::Request& request) const {
        const auto identity = authenticate(request);
        return identity ? "" : std::to_string(identity.error().status) + ' ' + identity.error().code;
    }

    FakeClock clock_{kExampleSeconds};
    Authenticator authenticator_{example_keys(), clock_};
};

// The example "GET Object" as Amazon prints it.
http::Request amazons_get() {
    return make_request(
        "GET", "/test.txt",
        {{"Host", "examplebucket.s3.amazonaws.com"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
          "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
          "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
         {"Range", "bytes=0-9"},
         {"x-amz-content-sha256", sha256_hex("")},
         {"x-amz-date", std::string(kExampleTime)}});
}

const std::string kAmazonsPresigned =
    "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%"
    "2Fs3%2F"
    "aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
    "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

http::Request presigned(const std::string& target = kAmazonsPresigned) {
    return make_request("GET", target, {{"Host", "examplebucket.s3.amazonaws.com"}});
}

TEST_F(AuthenticatorTest, KnowsWhoSentAmazonsExample) {
    const auto identity = authenticate(amazons_get());
    ASSERT_TRUE(identity) << identity.error().message;
    EXPECT_EQ(identity->access_key, kExampleKeys.access_key);
    EXPECT_EQ(identity->permission, access::Permission::full);
    EXPECT_EQ(identity->service, "s3");
    EXPECT_EQ(identity->region, "us-east-1");
    EXPECT_FALSE(identity->presigned);
    EXPECT_EQ(identity->payload, PayloadKind::hashed);
    EXPECT_EQ(identity->payload_sha256, sha256_hex(""));
    EXPECT_EQ(identity->chunk_scope, "20130524T000000Z\n20130524/us-east-1/s3/aws4_request");
}

TEST_F(AuthenticatorTest, AcceptsAmazonsPutWithADateBesideXAmzDate) {
    EXPECT_EQ(
        refusal(make_request(
            "PUT", "/test%24file.text",
            {{"Host", "examplebucket.s3.amazonaws.com"},
             {"Authorization",
              "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
              "SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,"
              "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
             {"Date", "Fri, 24 May 2013 00:00:00 GMT"},
             {"x-amz-date", "20130524T000000Z"},
             {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
             {"x-amz-content-sha256", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"}})),
        "");
}

// As boto3 1.44 sent it over TLS, with the key pair AK and SK.
TEST_F(AuthenticatorTest, AcceptsWhatBotocoreSends) {
    const FakeClock clock(1'795'403'608);
    const Authenticator authenticator(
        [](std::string_view) -> Result<std::optional<access::AccessKey>> {
            return access::AccessKey{"AK", "SK", access::Permission::read, {}};
        },
        clock);
    const auto identity = authenticator.authenticate(
        make_request("PUT", "/b/k%201/../x%2B%ED%95%9C",
                     {{"Accept-Encoding", "identity"},
                      {"Expect", "100-continue"},
                      {"Transfer-Encoding", "chunked"},
                      {"Content-Encoding", "aws-chunked"},
                      {"X-Amz-Trailer", "x-amz-checksum-crc32"},
                      {"X-Amz-Decoded-Content-Length", "33"},
                      {"x-amz-sdk-checksum-algorithm", "CRC32"},
                      {"host", "localhost:9543"},
                      {"X-Amz-Date", "20261123T031328Z"},
                      {"x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"},
                      {"Authorization",
                       "AWS4-HMAC-SHA256 Credential=AK/20261123/us-east-1/s3/aws4_request, "
                       "SignedHeaders=content-encoding;host;"
                       "x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-sdk-checksum-"
                       "algorithm;x-amz-trailer, "
                       "Signature=e1cd9f53edab9cd5cebb355f8c352fb3e174ff9e31a14ba5bdd2a7056975e85a"},
                      {"amz-sdk-invocation-id", "33c254a2-efea-4547-a655-6ab16f767999"},
                      {"amz-sdk-request", "attempt=1; max=2"}}));
    ASSERT_TRUE(identity) << identity.error().message;
    EXPECT_EQ(identity->permission, access::Permission::read);
    EXPECT_EQ(identity->payload, PayloadKind::unsigned_trailer);
}

TEST_F(AuthenticatorTest, EveryPartThatIsSignedCounts) {
    http::Request request = amazons_get();
    request.headers.set("Range", "bytes=0-10");
    EXPECT_EQ(refusal(request), "403 SignatureDoesNotMatch");
    request = amazons_get();
    request.headers.set("Host", "another.s3.amazonaws.com");
    EXPECT_EQ(refusal(request), "403 SignatureDoesNotMatch");
    request = amazons_get();
    request.path = "/test.tx";
    EXPECT_EQ(refusal(request), "403 SignatureDoesNotMatch");
    request = amazons_get();
    request.raw_query = "acl";
    EXPECT_EQ(refusal(request), "403 SignatureDoesNotMatch");
    request = amazons_get();
    request.method = "DELETE";
    EXPECT_EQ(refusal(request), "403 SignatureDoesNotMatch");
    request = amazons_get();
    request.headers.set("x-amz-content-sha256", sha256_hex("another body"));
    EXPECT_EQ(refusal(request), "403 SignatureDoesNotMatch");
    request = amazons_get();
    request.headers.set("x-amz-date", "20130524T000001Z");
    EXPECT_EQ(refusal(request), "403 SignatureDoesNotMatch");
    request = amazons_get();
    request.headers.add("Range", "bytes=0-9");
    EXPECT_EQ(refusal(request), "403 SignatureDoesNotMatch");
}

TEST_F(AuthenticatorTest, AWrongSignatureIsExplainedWithoutTheSecret) {
    http::Request request = amazons_get();
    request.headers.set("Range", "bytes=1-9");
    const auto refused = authenticate(request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(detail(refused.error(), "AWSAccessKeyId"), kExampleKeys.access_key);
    EXPECT_EQ(detail(refused.error(), "SignatureProvided"),
              "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    EXPECT_TRUE(detail(refused.error(), "StringToSign")
                    .starts_with("AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n"));
    EXPECT_TRUE(
        detail(refused.error(), "CanonicalRequest").starts_with("GET\n/test.txt\n\nhost:examplebucket.s3"));
    for (const auto& [name, value] : refused.error().details) {
        EXPECT_EQ(value.find(kExampleKeys.secret_key), std::string::npos) << name;
    }
}

TEST_F(AuthenticatorTest, WhatIsTooLongIsNotSentBack) {
    const auto explained = [&](std::size_t size) {
        http::Request request = signed_request("GET", "/b/k", {{"a", std::string(size, '"')}});
        request.method = "PUT";
        const auto refused = authenticate(request);
        EXPECT_EQ(refused.error().code, "SignatureDoesNotMatch");
        EXPECT_NE(detail(refused.error(), "StringToSign"), "");
        return detail(refused.error(), "CanonicalRequest").size();
    };
    EXPECT_GT(explained(7000), 7000u);
    EXPECT_EQ(explained(8 * 1024), 0u);
}

TEST_F(AuthenticatorTest, SignsThePathOfAnyKey) {
    for (const char* target : {"/b/a/../c", "/b//x/", "/b/%ED%95%9C%20+%2B,(1).jpeg", "/b/%01%7F?versioning",
                               "/b?prefix=a%2Fb+c&marker="}) {
        EXPECT_EQ(refusal(signed_request("GET", target)), "") << target;
    }
    EXPECT_EQ(
        refusal(signed_request("POST", "/a/../b", {}, sha256_hex(""), {"20130524", "eu", "rekognition"})),
        "");
}

TEST_F(AuthenticatorTest, HostAndWhatIsAmazonsMustBeSigned) {
    http::Request request = signed_request("PUT", "/b/k");
    request.headers.add("X-Amz-Acl", "public-read");
    request.headers.add("Content-MD5", "not signed, and need not be");
    const auto refused = authenticate(request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "AccessDenied");
    EXPECT_EQ(detail(refused.error(), "HeadersNotSigned"), "x-amz-acl");

    request = presigned();
    request.headers.add("x-amz-acl", "public-read");
    EXPECT_EQ(refusal(request), "403 AccessDenied");

    const net::Fields no_host =
        net::sign_headers("GET", "/", "", {}, sha256_hex(""), kExampleKeys, kExampleScope, kExampleTime);
    request = make_request("GET", "/", no_host);
    EXPECT_EQ(detail(authenticate(request).error(), "HeadersNotSigned"), "host");
}

TEST_F(AuthenticatorTest, AClockMayBeAQuarterOfAnHourOff) {
    clock_.advance(15min);
    EXPECT_EQ(refusal(amazons_get()), "");
    clock_.advance(1s);
    const auto refused = authenticate(amazons_get());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().status, 403u);
    EXPECT_EQ(refused.error().code, "RequestTimeTooSkewed");
    EXPECT_EQ(detail(refused.error(), "RequestTime"), "20130524T000000Z");
    EXPECT_EQ(detail(refused.error(), "ServerTime"), "2013-05-24T00:15:01Z");
    EXPECT_EQ(detail(refused.error(), "MaxAllowedSkewMilliseconds"), "900000");
    clock_.advance(-30min - 1s);
    EXPECT_EQ(refusal(amazons_get()), "");
    clock_.advance(-1s);
    EXPECT_EQ(refusal(amazons_get()), "403 RequestTimeTooSkewed");
}

TEST_F(AuthenticatorTest, ADateWillDoInstead) {
    const net::Fields headers = {{"Host", "garden"},
                                 {"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                                 {"x-amz-content-sha256", sha256_hex("")}};
    const std::vector<std::string> names = {"date", "host", "x-amz-content-sha256"};
    const std::string hash = sha256_hex("");
    const std::string signature =
        net::sign(net::signing_key(kExampleKeys.secret_key, kExampleScope),
                  net::string_to_sign(kExampleTime, kExampleScope,
                                      net::canonical_request({"GET", "/b", "", headers, names, hash})));
    http::Request request = make_request("GET", "/b", headers);
    request.headers.add(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        "SignedHeaders=date;host;x-amz-content-sha256, Signature=" +
            signature);
    EXPECT_EQ(refusal(request), "");
    request.headers.set("Date", "yesterday");
    EXPECT_EQ(refusal(request), "403 AccessDenied");
}

TEST_F(AuthenticatorTest, AHashThatIsSignedNeedNotBeSaid) {
    const net::Scope scope{"20130524", "eu-west-3", "rekognition"};
    const http::Request request = unsaid_request("the body", scope);
    EXPECT_FALSE(authenticator_.refuse_early(request));
    const auto identity = authenticator_.authenticate(request, sha256_hex("the body"));
    ASSERT_TRUE(identity) << identity.error().message;
    EXPECT_EQ(identity->service, "rekognition");
    EXPECT_EQ(identity->region, "eu-west-3");
    EXPECT_EQ(identity->payload, PayloadKind::hashed);
    EXPECT_EQ(identity->payload_sha256, sha256_hex("the body"));
    EXPECT_EQ(authenticator_.authenticate(request, sha256_hex("another")).error().code,
              "SignatureDoesNotMatch");
    EXPECT_EQ(refusal(request), "400 InvalidRequest") << "without a hash nothing is proven";
}

TEST_F(AuthenticatorTest, WhatIsSaidOfADocumentIsItsHash) {
    const net::Scope scope{"20130524", "eu-west-3", "rekognition"};
    const auto outcome = [&](std::string_view said) {
        const http::Request request = signed_request("POST", "/", {}, said, scope);
        const auto identity = authenticator_.authenticate(request, sha256_hex("the body"));
        return identity ? "" : identity.error().code;
    };
    EXPECT_EQ(outcome(sha256_hex("the body")), "");
    for (const std::string& other :
         {sha256_hex("another"), std::string("UNSIGNED-PAYLOAD"),
          std::string("STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
          std::string("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), std::string("nonsense"), std::string()}) {
        EXPECT_EQ(outcome(other), "XAmzContentSHA256Mismatch") << other;
    }
}

TEST_F(AuthenticatorTest, ABodyIsNotAskedForWhereItCannotHelp) {
    const net::Scope scope{"20130524", "eu-west-3", "rekognition"};
    const auto early = [&](const http::Request& request) {
        return authenticator_.refuse_early(request)->code;
    };
    EXPECT_EQ(early(unsaid_request("", scope, "nobody")), "InvalidAccessKeyId");
    EXPECT_EQ(early(unsaid_request("", scope, kExampleKeys.access_key, "20130524T001501Z")),
              "RequestTimeTooSkewed");
    http::Request request = unsaid_request("", scope);
    request.headers.add("x-amz-target", "RekognitionService.DetectFaces");
    EXPECT_EQ(early(request), "AccessDenied") << "a field of Amazon's that is not signed";
}

TEST_F(AuthenticatorTest, RefusesWhatIsNoSignatureOfVersion4) {
    EXPECT_EQ(refusal(make_request("GET", "/", {{"Host", "garden"}})), "403 AccessDenied");
    EXPECT_EQ(
        refusal(make_request("GET", "/b/k?AWSAccessKeyId=k&Expires=1&Signature=s", {{"Host", "garden"}})),
        "400 InvalidRequest");
    const auto with = [&](const char* authorization) {
        http::Request request = amazons_get();
        request.headers.set("Authorization", authorization);
        return refusal(request);
    };
    EXPECT_EQ(with("AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg="), "400 InvalidRequest");
    EXPECT_EQ(with("Basic YTpi"), "400 InvalidRequest");
    EXPECT_EQ(with(""), "400 InvalidRequest");
    EXPECT_EQ(with("AWS4-HMAC-SHA256 Credential=k"), "400 AuthorizationHeaderMalformed");
    EXPECT_EQ(with("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130523/us-east-1/s3/aws4_request,"
                   "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=00"),
              "400 AuthorizationHeaderMalformed");
    EXPECT_EQ(with("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                   "SignedHeaders=host;range;range;x-amz-content-sha256;x-amz-date,Signature=00"),
              "400 AuthorizationHeaderMalformed");
    http::Request twice = amazons_get();
    twice.headers.add("authorization", std::string(twice.headers.get("Authorization")));
    EXPECT_EQ(refusal(twice), "400 AuthorizationHeaderMalformed");
}

TEST_F(AuthenticatorTest, RefusesAnUnknownKey) {
    http::Request request = amazons_get();
    std::string text(request.headers.get("Authorization"));
    text.replace(text.find("AKIAIOSFODNN7EXAMPLE"), 20, "AKIANOBODY");
    request.headers.set("Authorization", text);
    EXPECT_EQ(refusal(request), "403 InvalidAccessKeyId");
    text.replace(text.find("AKIANOBODY"), 10, "broken");
    request.headers.set("Authorization", text);
    EXPECT_EQ(refusal(request), "500 InternalError");
    text.replace(text.find("broken"), 6, "reader");  // another's secret
    request.headers.set("Authorization", text);
    EXPECT_EQ(refusal(request), "403 SignatureDoesNotMatch");
}

TEST_F(AuthenticatorTest, TellsThePayloadsApart) {
    const auto kind = [&](std::string_view hash) {
        const auto identity = authenticate(signed_request("PUT", "/b/k", {}, hash));
        return identity ? std::optional(identity->payload) : std::nullopt;
    };
    EXPECT_EQ(kind(sha256_hex("x")), PayloadKind::hashed);
    EXPECT_EQ(kind("UNSIGNED-PAYLOAD"), PayloadKind::unsigned_body);
    EXPECT_EQ(kind("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), PayloadKind::signed_chunks);
    EXPECT_EQ(kind("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"), PayloadKind::signed_chunks_trailer);
    EXPECT_EQ(kind("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), PayloadKind::unsigned_trailer);
    for (const char* bad : {"", "abc", "unsigned-payload", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"}) {
        EXPECT_EQ(refusal(signed_request("PUT", "/b/k", {}, bad)), "400 InvalidArgument") << bad;
    }
    http::Request missing =
        make_request("GET", "/", {{"Host", "garden"}, {"x-amz-date", std::string(kExampleTime)}});
    missing.headers.add("Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        "SignedHeaders=host;x-amz-date,Signature=00");
    EXPECT_EQ(refusal(missing), "400 InvalidRequest");
}

TEST_F(AuthenticatorTest, AcceptsAmazonsPresignedExample) {
    const auto identity = authenticate(presigned());
    ASSERT_TRUE(identity) << identity.error().message;
    EXPECT_TRUE(identity->presigned);
    EXPECT_EQ(identity->payload, PayloadKind::unsigned_body);
}

TEST_F(AuthenticatorTest, APresignedUrlIsGoodForItsTimeOnly) {
    clock_.advance(24h);
    EXPECT_EQ(refusal(presigned()), "");
    clock_.advance(1s);
    const auto late = authenticate(presigned());
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "AccessDenied");
    EXPECT_EQ(late.error().message, "Request has expired");
    clock_.advance(-24h - 15min - 1s);
    EXPECT_EQ(refusal(presigned()), "");
    clock_.advance(-1s);
    EXPECT_EQ(authenticate(presigned()).error().message, "Request is not yet valid");
}

TEST_F(AuthenticatorTest, APresignedUrlIsNotToBeAltered) {
    const auto altered = [&](std::string_view from, std::string_view to) {
        std::string target = kAmazonsPresigned;
        target.replace(target.find(from), from.size(), to);
        return refusal(presigned(target));
    };
    EXPECT_EQ(altered("/test.txt", "/tesu.txt"), "403 SignatureDoesNotMatch");
    EXPECT_EQ(altered("Expires=86400", "Expires=86401"), "403 SignatureDoesNotMatch");
    EXPECT_EQ(altered("?", "?response-content-type=text%2Fhtml&"), "403 SignatureDoesNotMatch");
    EXPECT_EQ(altered("404", "405"), "403 SignatureDoesNotMatch");
    EXPECT_EQ(altered("us-east-1", "eu-west-1"), "403 SignatureDoesNotMatch");
    EXPECT_EQ(altered("&X-Amz-Expires=86400", ""), "400 AuthorizationQueryParametersError");
    EXPECT_EQ(altered("Expires=86400", "Expires=0"), "400 AuthorizationQueryParametersError");
    EXPECT_EQ(altered("Expires=86400", "Expires=604801"), "400 AuthorizationQueryParametersError");
    EXPECT_EQ(altered("SignedHeaders=host", "SignedHeaders=host%3Bhost"),
              "400 AuthorizationQueryParametersError");
    EXPECT_EQ(altered("HMAC-SHA256", "HMAC-SHA1"), "400 AuthorizationQueryParametersError");
    EXPECT_EQ(altered("Date=20130524", "Date=20130525"), "400 AuthorizationQueryParametersError");
    EXPECT_EQ(altered("Date=20130524T", "Date=20130524"), "400 AuthorizationQueryParametersError");
    http::Request head = presigned();
    head.method = "HEAD";
    EXPECT_EQ(refusal(head), "403 SignatureDoesNotMatch");
}

TEST_F(AuthenticatorTest, APresignedUrlMaySignItsBody) {
    const std::string hash = sha256_hex("body");
    const std::string query =
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%"
        "2F"
        "aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Content-"
        "Sha256=" +
        hash;
    const net::Fields headers = {{"Host", "garden"}};
    const std::string canonical = net::canonical_request({"PUT", "/b/k", query, headers, {"host"}, hash});
    const std::string signature = net::sign(net::signing_key(kExampleKeys.secret_key, kExampleScope),
                                            net::string_to_sign(kExampleTime, kExampleScope, canonical));
    const auto identity =
        authenticate(make_request("PUT", "/b/k?" + query + "&X-Amz-Signature=" + signature, headers));
    ASSERT_TRUE(identity) << identity.error().message;
    EXPECT_EQ(identity->payload, PayloadKind::hashed);
    EXPECT_EQ(identity->payload_sha256, hash);
}

TEST_F(AuthenticatorTest, OneSignatureIsEnough) {
    http::Request request = presigned();
    request.headers.add("Authorization", std::string(amazons_get().headers.get("Authorization")));
    EXPECT_EQ(refusal(request), "400 InvalidArgument");
}

}  // namespace
}  // namespace garden::aws
