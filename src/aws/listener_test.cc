#include "aws/listener.h"

#include <gtest/gtest.h>

#include "aws/test_request.h"

namespace garden::aws {
namespace {

// Answers with who asked, and takes a body.
class EchoSink final : public http::BodySink {
  public:
    explicit EchoSink(const Identity& identity) : identity_(identity) {}
    std::optional<http::Response> add(std::string_view octets) override {
        body_ += octets;
        return std::nullopt;
    }
    http::Response finish(const http::Headers&) override {
        return http::text_response(200, identity_.access_key + " sent " + body_);
    }

  private:
    const Identity& identity_;
    std::string body_;
};

Service echo() {
    return {[](const http::Request& request, const Identity& identity) -> http::Admission {
                if (request.method == "PUT") return std::make_unique<EchoSink>(identity);
                return http::text_response(200, identity.service);
            },
            [](const http::Request&, const Refusal& refusal) {
                http::Response response{
                    refusal.status, {}, Bytes("<" + refusal.code + ">" + refusal.message)};
                response.headers.set("Content-Type", "application/xml");
                return response;
            }};
}

class ListenerTest : public testing::Test {
  protected:
    ListenerTest() {
        listener_.add("s3", echo());
        listener_.add_routes(router_, 1000);
        filters_ = listener_.filters();
    }
    http::Admission send(const http::Request& request) {
        const http::Match match = router_.find(request.method, request.path);
        EXPECT_NE(match.route, nullptr);
        return match.route->stream(request);
    }
    static std::string text(const http::Response& response) { return std::get<Bytes>(response.body); }

    FakeClock clock_{kExampleSeconds};
    Listener listener_{Authenticator(example_keys(), clock_)};
    http::Router router_;
    http::Filters filters_;
};

TEST_F(ListenerTest, HandsARequestToTheServiceOfItsScope) {
    for (const char* method : {"GET", "HEAD", "POST", "DELETE"}) {
        for (const char* target : {"/", "/bucket", "/bucket/", "/bucket//key/../x"}) {
            const auto admission = send(signed_request(method, target));
            EXPECT_EQ(text(std::get<http::Response>(admission)), "s3") << method << ' ' << target;
        }
    }
}

TEST_F(ListenerTest, TheIdentityLivesAsLongAsTheSink) {
    const http::Request request = signed_request("PUT", "/bucket/key", {}, "UNSIGNED-PAYLOAD");
    auto admission = send(request);
    auto& sink = std::get<std::unique_ptr<http::BodySink>>(admission);
    EXPECT_FALSE(sink->add("a bo"));
    EXPECT_FALSE(sink->add("dy"));
    EXPECT_EQ(text(sink->finish({})), "AKIAIOSFODNN7EXAMPLE sent a body");
}

TEST_F(ListenerTest, RefusesInTheFormatOfS3) {
    const auto unsigned_one = send(make_request("GET", "/", {{"Host", "garden"}}));
    EXPECT_EQ(std::get<http::Response>(unsigned_one).status, 403u);
    EXPECT_EQ(text(std::get<http::Response>(unsigned_one)), "<AccessDenied>Access Denied");
    const auto elsewhere = send(signed_request("POST", "/", {}, sha256_hex(""), {"20130524", "eu", "sqs"}));
    EXPECT_EQ(text(std::get<http::Response>(elsewhere)),
              "<SignatureDoesNotMatch>Credential should be scoped to correct service.");
}

TEST_F(ListenerTest, EveryAnswerHasItsId) {
    const http::Request request = signed_request("GET", "/");
    http::Response response = http::json_response(200, "{}");
    filters_.after(request, response);
    EXPECT_EQ(response.headers.get("x-amz-request-id"), "0123456789ABCDEF");
    EXPECT_EQ(response.headers.get("x-amz-request-id"), request_id(request));
    EXPECT_EQ(response.headers.get("x-amz-id-2"), kHostId);
    EXPECT_EQ(text(response), "{}");
}

TEST_F(ListenerTest, WhatTheServerRefusesIsInTheFormatOfS3Too) {
    const http::Request request = signed_request("GET", "/");
    const auto code = [&](unsigned status) {
        http::Response response = http::text_response(status, "a sentence\n");
        response.headers.set("Allow", "GET");
        filters_.after(request, response);
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.headers.get("Allow"), "GET");
        EXPECT_EQ(response.headers.get("Content-Type"), "application/xml");
        return text(response);
    };
    EXPECT_EQ(code(400), "<BadRequest>a sentence");
    EXPECT_EQ(code(405), "<MethodNotAllowed>a sentence");
    EXPECT_EQ(code(408), "<RequestTimeout>a sentence");
    EXPECT_EQ(code(413), "<EntityTooLarge>a sentence");
    EXPECT_EQ(code(417), "<InvalidRequest>a sentence");
    EXPECT_EQ(code(431), "<RequestHeaderSectionTooLarge>a sentence");
    EXPECT_EQ(code(500), "<InternalError>a sentence");
    EXPECT_EQ(code(501), "<NotImplemented>a sentence");
    EXPECT_EQ(code(503), "<SlowDown>a sentence");
}

TEST_F(ListenerTest, NoBucketHasACorsConfiguration) {
    const auto preflight =
        filters_.before(make_request("OPTIONS", "/b/k", {{"Origin", "https://example.com"}}));
    ASSERT_TRUE(preflight);
    EXPECT_EQ(preflight->status, 403u);
    EXPECT_TRUE(text(*preflight).starts_with("<AccessForbidden>"));
    EXPECT_EQ(filters_.before(make_request("OPTIONS", "/b/k", {}))->status, 400u);
    EXPECT_FALSE(filters_.before(make_request("GET", "/b/k", {})));
}

}  // namespace
}  // namespace garden::aws
