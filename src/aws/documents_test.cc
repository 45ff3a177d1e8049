#include <gtest/gtest.h>

#include "aws/listener.h"
#include "aws/test_request.h"

namespace garden::aws {
namespace {

const net::Scope kScope{"20130524", "eu-west-3", "echo"};

std::string text(const http::Response& response) { return std::get<Bytes>(response.body); }

// Documents of at most 10 octets are said back with who sent them.
DocumentService echo() {
    return {.target = "EchoService",
            .body_limit = 10,
            .handle =
                [](const http::Request&, const Identity& identity, std::string_view body) {
                    return http::text_response(200, identity.service + ' ' + std::string(body));
                },
            .refuse = [](const http::Request&,
                         const Refusal& refusal) { return http::json_response(400, refusal.code); }};
}

class DocumentsTest : public testing::Test {
  protected:
    DocumentsTest() {
        listener_.add("s3", Service{[](const http::Request&, const Identity&) -> http::Admission {
                                        return http::text_response(200, "s3");
                                    },
                                    [](const http::Request&, const Refusal& refusal) {
                                        return http::text_response(403, "s3 " + refusal.code);
                                    }});
        listener_.add("echo", echo());
        listener_.add_routes(router_, 1000);
        filters_ = listener_.filters();
    }

    http::Admission admit(const http::Request& request) {
        return router_.find(request.method, request.path).route->stream(request);
    }
    // The body in pieces of `step` octets.
    std::string send(const http::Request& request, std::string_view body, std::size_t step = 3) {
        http::Admission admission = admit(request);
        if (const auto* response = std::get_if<http::Response>(&admission)) return text(*response);
        const auto sink = std::move(std::get<std::unique_ptr<http::BodySink>>(admission));
        for (; !body.empty(); body.remove_prefix(std::min(step, body.size()))) {
            if (auto early = sink->add(body.substr(0, step))) return "early " + text(*early);
        }
        return text(sink->finish({}));
    }

    FakeClock clock_{kExampleSeconds};
    Listener listener_{Authenticator(example_keys(), clock_)};
    http::Router router_;
    http::Filters filters_;
};

TEST_F(DocumentsTest, ABodyWhoseHashIsNotSaidIsVerifiedBeforeTheService) {
    EXPECT_EQ(send(unsaid_request("a document", kScope), "a document"), "echo a document");
    EXPECT_EQ(send(unsaid_request("", kScope), ""), "echo ");
    EXPECT_EQ(send(unsaid_request("a document", kScope), "a dokument"), "SignatureDoesNotMatch");
    EXPECT_EQ(send(unsaid_request("a document", kScope), "a documen"), "SignatureDoesNotMatch");
}

TEST_F(DocumentsTest, ABodyWhoseHashIsSaidIsVerifiedToo) {
    const auto said = [](std::string_view hash) { return signed_request("POST", "/", {}, hash, kScope); };
    EXPECT_EQ(send(said(sha256_hex("a document")), "a document"), "echo a document");
    EXPECT_EQ(send(said(sha256_hex("a document")), "a dokument"), "XAmzContentSHA256Mismatch");
}

TEST_F(DocumentsTest, ABodyIsNeitherUnsignedNorInChunks) {
    const auto said = [](std::string_view word) {
        return signed_request("POST", "/", {{"X-Amz-Decoded-Content-Length", "1"}}, word, kScope);
    };
    EXPECT_EQ(send(said("UNSIGNED-PAYLOAD"), "x"), "XAmzContentSHA256Mismatch");
    EXPECT_EQ(send(said("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), "1\r\nx\r\n0"), "XAmzContentSHA256Mismatch");
}

TEST_F(DocumentsTest, WhatIsTooLongIsReadToItsEndAndNotKept) {
    const std::string long_one(80, 'x');
    EXPECT_EQ(send(unsaid_request(long_one, kScope), long_one), "EntityTooLarge");
    EXPECT_EQ(send(signed_request("POST", "/", {}, sha256_hex(long_one), kScope), long_one),
              "EntityTooLarge");
    EXPECT_EQ(send(unsaid_request("", kScope), std::string(90, 'x')), "early EntityTooLarge");
}

TEST_F(DocumentsTest, NoMoreIsHeldThanTheBudget) {
    DocumentService large = echo();
    large.body_limit = kDocumentBudget;
    listener_.add("echo", std::move(large));
    const http::Request request = unsaid_request("a document", kScope);
    const auto open = [&] { return std::move(std::get<std::unique_ptr<http::BodySink>>(admit(request))); };
    auto first = open();
    const auto second = open();
    EXPECT_FALSE(first->add(std::string(kDocumentBudget, 'x')));
    EXPECT_EQ(text(*second->add("x")), "SlowDown");
    first.reset();
    EXPECT_FALSE(open()->add("x"));
}

TEST_F(DocumentsTest, AnUnknownKeyIsRefusedBeforeTheBody) {
    const auto admission = admit(unsaid_request("", kScope, "nobody"));
    EXPECT_EQ(text(std::get<http::Response>(admission)), "InvalidAccessKeyId");
}

TEST_F(DocumentsTest, RefusesInTheFormatOfTheServiceThatIsMeant) {
    const auto refused = [&](const http::Request& request) {
        return text(std::get<http::Response>(admit(request)));
    };
    EXPECT_EQ(refused(make_request("POST", "/", {{"Host", "garden"}, {"X-Amz-Target", "EchoService.Say"}})),
              "AccessDenied");
    EXPECT_EQ(refused(make_request("POST", "/", {{"Host", "garden"}, {"X-Amz-Target", "EchoServices.Say"}})),
              "s3 AccessDenied");
    const net::Scope elsewhere{"20130524", "eu", "sqs"};
    EXPECT_EQ(refused(unsaid_request("", elsewhere)), "s3 SignatureDoesNotMatch");
    http::Request disguised = unsaid_request("", elsewhere);
    disguised.headers.add("X-Amz-Target", "EchoService.Say");
    EXPECT_EQ(refused(disguised), "SignatureDoesNotMatch");
    http::Response busy = http::text_response(503, "busy");
    filters_.after(unsaid_request("", kScope), busy);
    EXPECT_EQ(text(busy), "SlowDown");
}

TEST_F(DocumentsTest, ThereAreNoPresignedDocuments) {
    const std::string query =
        net::presigned_query("POST", "garden", "/", "", kExampleKeys, kScope, kExampleTime, 60);
    const auto admission = admit(make_request("POST", "/?" + query, {{"Host", "garden"}}));
    EXPECT_EQ(text(std::get<http::Response>(admission)), "AccessDenied");
}

TEST_F(DocumentsTest, EveryAnswerHasItsId) {
    http::Response response = http::json_response(200, "{}");
    filters_.after(unsaid_request("", kScope), response);
    EXPECT_EQ(response.headers.get("x-amzn-RequestId"), "0123456789ABCDEF");
    EXPECT_FALSE(response.headers.has("x-amz-request-id"));
}

}  // namespace
}  // namespace garden::aws
