#include "aws/listener.h"

#include <gtest/gtest.h>

#include "aws/test_request.h"

namespace garden::aws {
namespace {

// All fields of this name, with a space behind each.
std::string colours(const http::Request& request) {
    std::string all;
    for (const auto& [name, value] : request.headers.all()) {
        if (name == "x-amz-meta-colour") all += value + ' ';
    }
    return all;
}

http::Request presigned(const std::string& method, const std::string& query) {
    return make_request(method,
                        "/b/k?" + net::presigned_query(method, "garden", "/b/k", query, kExampleKeys,
                                                       kExampleScope, kExampleTime, 60),
                        {{"Host", "garden"}});
}

// Answers with who asked, and takes a body.
class EchoSink final : public http::BodySink {
  public:
    EchoSink(const http::Request& request, const Identity& identity)
        : request_(request), identity_(identity) {}
    std::optional<http::Response> add(std::string_view octets) override {
        body_ += octets;
        return std::nullopt;
    }
    http::Response finish(const http::Headers&) override {
        return http::text_response(200, identity_.access_key + " sent " + colours(request_) + body_);
    }

  private:
    const http::Request& request_;
    const Identity& identity_;
    std::string body_;
};

Service echo() {
    return {[](const http::Request& request, const Identity& identity) -> http::Admission {
                if (request.method == "PUT") return std::make_unique<EchoSink>(request, identity);
                return http::text_response(200, identity.service + colours(request));
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

TEST_F(ListenerTest, HeaderFieldsOfAPresignedUrlAreTheRequests) {
    auto admission = send(presigned("PUT", "x-amz-meta-colour=light+red"));
    auto& sink = std::get<std::unique_ptr<http::BodySink>>(admission);
    EXPECT_EQ(text(sink->finish({})), "AKIAIOSFODNN7EXAMPLE sent light red ");
    const auto answer = [&](const std::string& query) {
        return text(std::get<http::Response>(send(presigned("GET", query))));
    };
    EXPECT_EQ(answer("X-Amz-Meta-COLOUR=%20red%20"), "s3red ");
    EXPECT_EQ(answer("colour=red"), "s3");
    for (const char* bad : {"x-amz-meta-colour=a&X-Amz-Meta-Colour=b", "x-amz-meta-colour=a%0D%0Ab",
                            "x-amz-meta-colour=%7F", "x-amz-meta-a%20b=c", "x-amz-meta-a%3A=c"}) {
        EXPECT_TRUE(answer(bad).starts_with("<InvalidArgument>")) << bad;
    }
    EXPECT_EQ(text(std::get<http::Response>(send(signed_request("GET", "/b/k?x-amz-meta-colour=red")))),
              "s3");
}

TEST_F(ListenerTest, TheSignaturesOwnParametersAreNoHeaderFields) {
    Listener listener{Authenticator(example_keys(), clock_)};
    Service service = echo();
    std::size_t fields = 0;
    service.handle = [&](const http::Request& request, const Identity&) -> http::Admission {
        fields = request.headers.all().size();
        return http::text_response(200, "");
    };
    listener.add("s3", std::move(service));
    http::Router router;
    listener.add_routes(router, 1000);
    const http::Request request = presigned("GET", "X-Amz-Security-Token=t");
    router.find("GET", request.path).route->stream(request);
    EXPECT_EQ(fields, 1u);  // Host
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
        const bool differs = status == 408 || status == 413 || status == 431;
        EXPECT_EQ(response.status, differs ? 400 : status);
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
