#include "aws/payload.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "aws/chunks.h"
#include "aws/test_request.h"

namespace garden::aws {
namespace {

using TrailerFields = std::map<std::string, std::string>;

// What became of a body.
struct Outcome {
    std::string octets;   // as they were taken
    std::string refusal;  // "400 IncompleteBody", or ""
    TrailerFields trailers;
};

std::string words(const Refusal& refusal) { return std::to_string(refusal.status) + ' ' + refusal.code; }

// Sends a body in pieces of `step` octets.
Outcome receive(const http::Request& request, const Identity& identity, std::string_view body,
                std::size_t step, const http::Headers& trailers = {}) {
    Payload payload(request, identity, false);
    Outcome outcome;
    const Payload::Take take = [&](std::string_view octets) -> Result<> {
        outcome.octets += octets;
        return {};
    };
    for (; !body.empty(); body.remove_prefix(std::min(step, body.size()))) {
        if (const auto refused = payload.add(body.substr(0, step), take)) {
            outcome.refusal = words(*refused);
            return outcome;
        }
    }
    auto finished = payload.finish(trailers);
    if (finished) {
        outcome.trailers = std::move(*finished);
    } else {
        outcome.refusal = words(finished.error());
    }
    return outcome;
}

// --- a whole body

TEST(Payload, OfAKnownHashIsComparedAtItsEnd) {
    const http::Request request =
        signed_request("PUT", "/b/k", {{"Content-Length", "4"}}, sha256_hex("body"));
    Identity identity;
    identity.payload = PayloadKind::hashed;
    identity.payload_sha256 = sha256_hex("body");
    EXPECT_EQ(Payload(request, identity, false).length()->value(), 4u);
    EXPECT_EQ(receive(request, identity, "body", 3).octets, "body");
    EXPECT_EQ(receive(request, identity, "body", 3).refusal, "");
    EXPECT_EQ(receive(request, identity, "bode", 3).refusal, "400 XAmzContentSHA256Mismatch");
    EXPECT_EQ(receive(request, identity, "", 1).refusal, "400 XAmzContentSHA256Mismatch");
}

TEST(Payload, TakesAHashFromElsewhere) {
    const http::Request request = signed_request("PUT", "/b/k", {}, sha256_hex("body"));
    Identity identity;
    identity.payload = PayloadKind::hashed;
    identity.payload_sha256 = sha256_hex("body");
    EXPECT_TRUE(Payload(request, identity, true).finish({}, sha256_hex("body")));
    const auto refused = Payload(request, identity, true).finish({}, sha256_hex("bode"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(detail(refused.error(), "ClientComputedContentSHA256"), sha256_hex("body"));
    EXPECT_EQ(detail(refused.error(), "S3ComputedContentSHA256"), sha256_hex("bode"));
    EXPECT_FALSE(Payload(request, identity, true).finish({}));
}

TEST(Payload, WithoutASignaturePassesAsItIs) {
    const http::Request request =
        signed_request("PUT", "/b/k", {{"Content-Length", "5"}}, "UNSIGNED-PAYLOAD");
    EXPECT_EQ(receive(request, {}, "1\r\na\n", 2).octets, "1\r\na\n");
}

TEST(Payload, WantsALength) {
    Identity identity;
    const auto length = [&](const net::Fields& headers) {
        const auto found = Payload(make_request("PUT", "/b/k", headers), identity, false).length();
        return found ? std::to_string(**found) : words(found.error());
    };
    EXPECT_EQ(length({{"Content-Length", "0"}}), "0");
    EXPECT_EQ(length({{"Transfer-Encoding", "chunked"}}), "411 MissingContentLength");
    identity.payload = PayloadKind::unsigned_trailer;
    EXPECT_EQ(length({{"Content-Length", "9"}}), "411 MissingContentLength");
    EXPECT_EQ(length({{"Content-Length", "9"}, {"X-Amz-Decoded-Content-Length", "3"}}), "3");
    for (const char* bad : {"", "-1", "+1", "0x1", "1 2", "18446744073709551616"}) {
        EXPECT_EQ(length({{"X-Amz-Decoded-Content-Length", bad}}), "400 InvalidArgument") << bad;
    }
}

TEST(Payload, AnErrorOfTheTakerIsARefusalForGood) {
    const http::Request request = signed_request("PUT", "/b/k");
    const Identity identity;
    const auto refusal = [&](ErrorCode code) {
        Payload payload(request, identity, false);
        const auto refused =
            payload.add("x", [&](std::string_view) -> Result<> { return fail(code, "secret path"); });
        EXPECT_TRUE(refused);
        EXPECT_FALSE(payload.finish({}));
        return words(*refused);
    };
    EXPECT_EQ(refusal(ErrorCode::busy), "503 SlowDown");
    EXPECT_EQ(refusal(ErrorCode::too_large), "400 EntityTooLarge");
    EXPECT_EQ(refusal(ErrorCode::io), "500 InternalError");
    EXPECT_EQ(refusal(ErrorCode::unavailable), "503 ServiceUnavailable");
}

// --- signed chunks: the example of "Transferring payload in multiple chunks", Amazon S3 API Reference

const std::string kFirst = std::string(65536, 'a');
const std::string kSecond = std::string(1024, 'a');
constexpr std::string_view kFirstSignature =
    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
constexpr std::string_view kSecondSignature =
    "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497";
constexpr std::string_view kLastSignature =
    "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9";

std::string chunk(std::string_view octets, std::string_view signature) {
    return fmt::format("{:x};chunk-signature={}\r\n{}\r\n", octets.size(), signature, octets);
}

class SignedChunks : public testing::Test {
  protected:
    SignedChunks() {
        const auto identity = Authenticator(example_keys(), clock_).authenticate(request_);
        EXPECT_TRUE(identity) << identity.error().message;
        if (identity) identity_ = *identity;
    }
    std::string refusal(std::string_view body) const {
        const std::string whole = receive(request_, identity_, body, 100'000).refusal;
        EXPECT_EQ(receive(request_, identity_, body, 1777).refusal, whole);
        return whole;
    }

    FakeClock clock_{kExampleSeconds};
    http::Request request_ = make_request(
        "PUT", "/examplebucket/chunkObject.txt",
        {{"Host", "s3.amazonaws.com"},
         {"x-amz-date", std::string(kExampleTime)},
         {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders="
          "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;"
          "x-amz-storage-class,Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"},
         {"x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"},
         {"Content-Encoding", "aws-chunked"},
         {"x-amz-decoded-content-length", "66560"},
         {"Content-Length", "66824"}});
    Identity identity_;
    const std::string first_ = chunk(kFirst, kFirstSignature);
    const std::string second_ = chunk(kSecond, kSecondSignature);
    const std::string last_ = chunk("", kLastSignature);
};

TEST_F(SignedChunks, AreVerifiedOneByOne) {
    const std::string body = first_ + second_ + last_;
    EXPECT_EQ(body.size(), 66824u);
    EXPECT_EQ(Payload(request_, identity_, false).length()->value(), 66560u);
    for (const std::size_t step : {std::size_t{1}, std::size_t{1000}, body.size()}) {
        const Outcome outcome = receive(request_, identity_, body, step);
        EXPECT_EQ(outcome.refusal, "");
        EXPECT_EQ(outcome.octets, kFirst + kSecond);
    }
}

TEST_F(SignedChunks, AlteredOctetsAreRefused) {
    std::string body = first_ + second_ + last_;
    body[100] = 'b';
    EXPECT_EQ(refusal(body), "403 SignatureDoesNotMatch");
    body = first_ + second_ + last_;
    body[first_.size() + 200] = 'b';
    EXPECT_EQ(refusal(body), "403 SignatureDoesNotMatch");
    body = first_ + second_ + chunk("", std::string(64, '0'));
    EXPECT_EQ(refusal(body), "403 SignatureDoesNotMatch");
}

TEST_F(SignedChunks, EachHasItsPlace) {
    EXPECT_EQ(refusal(second_ + first_ + last_), "403 SignatureDoesNotMatch");   // swapped
    EXPECT_EQ(refusal(second_ + second_ + last_), "403 SignatureDoesNotMatch");  // replayed
    EXPECT_EQ(refusal(first_ + first_ + last_), "400 InvalidRequest");           // and too long
    EXPECT_EQ(refusal(chunk(kFirst.substr(0, 1024), kFirstSignature)), "403 SignatureDoesNotMatch");
    identity_.seed_signature = std::string(64, '0');  // of another request
    EXPECT_EQ(refusal(first_ + second_ + last_), "403 SignatureDoesNotMatch");
}

TEST_F(SignedChunks, ACutOffBodyIsIncomplete) {
    const std::string body = first_ + second_ + last_;
    for (const std::size_t length :
         {std::size_t{0}, std::size_t{10}, std::size_t{90}, first_.size() - 1, first_.size(),
          first_.size() + second_.size(), body.size() - 3, body.size() - 1}) {
        EXPECT_EQ(refusal(body.substr(0, length)), "400 IncompleteBody") << length;
    }
    EXPECT_EQ(refusal(first_ + last_), "400 IncompleteBody");
}

TEST_F(SignedChunks, NothingMayFollow) {
    EXPECT_EQ(refusal(first_ + second_ + last_ + "x"), "400 InvalidRequest");
    EXPECT_EQ(refusal(first_ + second_ + last_ + last_), "400 InvalidRequest");
    EXPECT_EQ(refusal(first_ + second_ + chunk(kSecond, kSecondSignature) + last_), "400 InvalidRequest");
}

TEST_F(SignedChunks, MalformedOnesAreRefused) {
    for (const std::string& bad :
         {std::string("10000\r\n"), std::string("10000;chunk-signature=00\r\n"), std::string("\r\n"),
          std::string("x;chunk-signature=") + std::string(kFirstSignature) + "\r\n",
          std::string("-1;chunk-signature=") + std::string(kFirstSignature) + "\r\n",
          std::string("ffffffffffffffff;chunk-signature=") + std::string(kFirstSignature) + "\r\n",
          std::string("fffffffffffffffff;chunk-signature=") + std::string(kFirstSignature) + "\r\n",
          std::string("10000;chunk-signature=") + std::string(kFirstSignature) + "\n", std::string(2000, '0'),
          "1;" + std::string(2000, 'x')}) {
        EXPECT_EQ(refusal(bad), "400 InvalidRequest") << bad;
    }
    std::string body = first_;
    body[body.size() - 1] = 'x';
    EXPECT_EQ(refusal(body), "400 InvalidRequest");
}

// --- signed chunks with a trailer: the example of "Including trailing headers", Amazon S3 API Reference

class SignedTrailer : public testing::Test {
  protected:
    SignedTrailer() {
        const auto identity = Authenticator(example_keys(), clock_).authenticate(request_);
        EXPECT_TRUE(identity) << identity.error().message;
        if (identity) identity_ = *identity;
    }
    Outcome with_trailer(std::string_view trailer) const {
        return receive(request_, identity_, chunks_ + std::string(trailer), 1777);
    }

    FakeClock clock_{kExampleSeconds};
    http::Request request_ = make_request(
        "PUT", "/examplebucket/chunkObject.txt",
        {{"Host", "s3.amazonaws.com"},
         {"x-amz-date", std::string(kExampleTime)},
         {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
         {"Authorization",
          "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders="
          "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-"
          "class;"
          "x-amz-trailer,Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"},
         {"x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"},
         {"Content-Encoding", "aws-chunked"},
         {"x-amz-decoded-content-length", "66560"},
         {"x-amz-trailer", "x-amz-checksum-crc32c"},
         {"Content-Length", "66824"}});
    Identity identity_;
    const std::string chunks_ =
        chunk(kFirst, "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2") +
        chunk(kSecond, "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7") +
        "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n";
    const std::string signature_ =
        "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n";
};

TEST_F(SignedTrailer, IsReadHoweverItsLinesEnd) {
    for (const char* end : {"\r\n", "\n", "\n\r\n"}) {
        const Outcome outcome = with_trailer("x-amz-checksum-crc32c:sOO8/Q==" + (end + signature_) + "\r\n");
        EXPECT_EQ(outcome.refusal, "");
        EXPECT_EQ(outcome.octets, kFirst + kSecond);
        EXPECT_EQ(outcome.trailers, (TrailerFields{{"x-amz-checksum-crc32c", "sOO8/Q=="}}));
    }
}

TEST_F(SignedTrailer, IsVerified) {
    EXPECT_EQ(with_trailer("x-amz-checksum-crc32c:sOO8/A==\r\n" + signature_ + "\r\n").refusal,
              "403 SignatureDoesNotMatch");
    EXPECT_EQ(with_trailer(signature_ + "\r\n").refusal, "403 SignatureDoesNotMatch");
    EXPECT_EQ(
        with_trailer("x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-meta-a:b\r\n" + signature_ + "\r\n").refusal,
        "403 SignatureDoesNotMatch");
    EXPECT_EQ(with_trailer("x-amz-checksum-crc32c:sOO8/Q==\r\n\r\n").refusal, "400 IncompleteBody");
    EXPECT_EQ(with_trailer("x-amz-checksum-crc32c:sOO8/Q==\r\n" + signature_).refusal, "400 IncompleteBody");
    EXPECT_EQ(with_trailer("x-amz-checksum-crc32c:sOO8/Q==\r\n" + signature_ + "a:b\r\n\r\n").refusal,
              "400 MalformedTrailerError");
}

// --- chunks that are not signed, with a trailer

class UnsignedTrailer : public testing::Test {
  protected:
    UnsignedTrailer() { identity_.payload = PayloadKind::unsigned_trailer; }

    static http::Request request(std::size_t length, net::Fields more = {{"Content-Length", "9"}}) {
        more.emplace_back("x-amz-decoded-content-length", std::to_string(length));
        more.emplace_back("X-Amz-Trailer", "x-amz-checksum-crc32");
        return make_request("PUT", "/b/k", more);
    }
    Outcome send(std::size_t length, std::string_view body, std::size_t step = 1000) const {
        return receive(request(length), identity_, body, step);
    }

    Identity identity_;
    // As botocore sends them over TLS, in the body that the chunks of HTTP delimit.
    const net::Fields chunked_ = {{"Transfer-Encoding", "chunked"}, {"Content-Encoding", "aws-chunked"}};
};

TEST_F(UnsignedTrailer, IsReadAsBotocoreSendsIt) {
    const std::string body =
        "21\r\nhello worldhello worldhello world\r\n0\r\nx-amz-checksum-crc32:lrVJrA==\r\n\r\n";
    for (const std::size_t step : {std::size_t{1}, std::size_t{3}, body.size()}) {
        for (const net::Fields& headers : {net::Fields{{"Content-Length", "75"}}, chunked_}) {
            const Outcome outcome = receive(request(33, headers), identity_, body, step);
            EXPECT_EQ(outcome.refusal, "");
            EXPECT_EQ(outcome.octets, "hello worldhello worldhello world");
            EXPECT_EQ(outcome.trailers, (TrailerFields{{"x-amz-checksum-crc32", "lrVJrA=="}}));
        }
    }
    EXPECT_EQ(
        receive(request(0, chunked_), identity_, "0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", 1).refusal,
        "");
}

TEST_F(UnsignedTrailer, MayComeInPiecesLargerThanALine) {
    const std::string octets(70'000, 'a');
    const std::string body = "11170\r\n" + octets + "\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
    for (const std::size_t step : {std::size_t{1}, std::size_t{1024}, std::size_t{16384}, body.size()}) {
        const Outcome outcome = receive(request(octets.size(), chunked_), identity_, body, step);
        EXPECT_EQ(outcome.refusal, "") << step;
        EXPECT_TRUE(outcome.octets == octets) << step;
    }
}

TEST_F(UnsignedTrailer, TakesSizesOfAnyLettersAndExtensions) {
    const std::string end = "0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
    EXPECT_EQ(send(10, "a\r\n0123456789\r\n" + end).octets, "0123456789");
    EXPECT_EQ(send(10, "A\r\n0123456789\r\n" + end).refusal, "");
    EXPECT_EQ(send(27, "00001b;name=value;flag\r\nabcdefghijklmnopqrstuvwxyz.\r\n" + end).refusal, "");
    EXPECT_EQ(send(4, "1 ; x\r\na\r\n3\r\n\r\nb\r\n" + end).octets, "a\r\nb");
}

TEST_F(UnsignedTrailer, HoldsWhatWasAnnounced) {
    const std::string body = "1\r\na\r\n0\r\n";
    EXPECT_EQ(send(1, body + "X-Amz-Checksum-CRC32 : AAAAAA==\r\n\r\n").refusal, "");
    EXPECT_EQ(send(1, body + "\r\n").refusal, "400 MalformedTrailerError");
    EXPECT_EQ(send(1, body + "x-amz-checksum-sha1:AA\r\n\r\n").refusal, "400 MalformedTrailerError");
    EXPECT_EQ(send(1, body + "x-amz-checksum-crc32:A\r\nx-amz-meta-a:b\r\n\r\n").refusal,
              "400 MalformedTrailerError");
    EXPECT_EQ(send(1, body + "x-amz-checksum-crc32:A\r\nx-amz-checksum-crc32:A\r\n\r\n").refusal,
              "400 MalformedTrailerError");
    EXPECT_EQ(send(1, body + "x-amz-checksum-crc32\r\n\r\n").refusal, "400 MalformedTrailerError");
    EXPECT_EQ(send(1, body + ":A\r\n\r\n").refusal, "400 MalformedTrailerError");
    EXPECT_EQ(send(1, body + "x-amz-checksum-crc32:" + std::string(9000, 'A')).refusal,
              "400 MalformedTrailerError");
    EXPECT_EQ(send(1, body + "x-amz-checksum-crc32:A\r\n").refusal, "400 IncompleteBody");
}

TEST_F(UnsignedTrailer, AgreesWithTheDecodedLength) {
    const std::string end = "0\r\nx-amz-checksum-crc32:A\r\n\r\n";
    EXPECT_EQ(send(3, "2\r\nab\r\n" + end).refusal, "400 IncompleteBody");
    EXPECT_EQ(send(1, "2\r\nab\r\n" + end).refusal, "400 InvalidRequest");
    EXPECT_EQ(send(1, "2\r\nab\r\n" + end).octets, "");
    EXPECT_EQ(send(2, "2\r\nab\r\n" + end + "0").refusal, "400 InvalidRequest");
    EXPECT_EQ(send(2, "2\r\nabc\r\n" + end).refusal, "400 InvalidRequest");
    EXPECT_EQ(send(2, "").refusal, "400 IncompleteBody");
}

TEST_F(UnsignedTrailer, MayBeOfHttpItself) {
    http::Headers trailers;
    trailers.add("X-Amz-Checksum-Crc32", "lrVJrA==");
    trailers.add("Server-Timing", "not ours");
    net::Fields named = chunked_;
    named.emplace_back("Trailer", "x-amz-checksum-crc32");
    for (const net::Fields& headers : {chunked_, named}) {
        const Outcome outcome = receive(request(11, headers), identity_, "hello world", 1, trailers);
        EXPECT_EQ(outcome.refusal, "");
        EXPECT_EQ(outcome.octets, "hello world");
        EXPECT_EQ(outcome.trailers, (TrailerFields{{"x-amz-checksum-crc32", "lrVJrA=="}}));
        EXPECT_EQ(receive(request(11, headers), identity_, "hello worl", 4, trailers).refusal,
                  "400 IncompleteBody");
        EXPECT_EQ(receive(request(11, headers), identity_, "hello world!", 4, trailers).refusal,
                  "400 InvalidRequest");
        EXPECT_EQ(receive(request(11, headers), identity_, "hello world", 4).refusal,
                  "400 MalformedTrailerError");
        EXPECT_EQ(receive(request(0, headers), identity_, "", 1, trailers).refusal, "");
    }
    // Named in Trailer, even octets that look like framing are the object's own.
    EXPECT_EQ(receive(request(6, named), identity_, "1\r\na\r\n", 1, trailers).octets, "1\r\na\r\n");
    EXPECT_EQ(receive(request(6, chunked_), identity_, "1\n2\n3\n", 1, trailers).octets, "1\n2\n3\n");
    EXPECT_EQ(receive(request(4, chunked_), identity_, "face", 1, trailers).octets, "face");
    EXPECT_EQ(receive(request(2, chunked_), identity_, "\r\n", 1, trailers).octets, "\r\n");
}

TEST_F(UnsignedTrailer, OfHttpIsNotTakenForThatOfTheFraming) {
    http::Headers trailers;
    trailers.add("x-amz-checksum-crc32", "AAAAAA==");
    EXPECT_EQ(receive(request(1, chunked_), identity_, "1\r\na\r\n0\r\n\r\n", 1, trailers).refusal,
              "400 MalformedTrailerError");
}

}  // namespace
}  // namespace garden::aws
