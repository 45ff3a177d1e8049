#include "http/message.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "http/event_queue.h"
#include "http/response_head.h"
#include "http/target.h"

namespace garden::http {
namespace {

TEST(Headers, NamesCompareWithoutRegardToCase) {
    Headers headers;
    headers.add("Accept", "a");
    headers.add("ACCEPT", "b");
    EXPECT_EQ(headers.get("accept"), "a");
    EXPECT_FALSE(headers.has("Accept-Language"));
    headers.set("accept", "c");
    ASSERT_EQ(headers.all().size(), 1u);
    EXPECT_EQ(headers.get("Accept"), "c");
    headers.set("Vary", "Accept");
    EXPECT_EQ(headers.get("vary"), "Accept");
}

TEST(HttpDate, IsWrittenInTheOneFormAndReadInThree) {
    EXPECT_EQ(http_date(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(http_date(1'709'210'096), "Thu, 29 Feb 2024 12:34:56 GMT");
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777);
    EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), 784'111'777);
    EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994"), 784'111'777);
    EXPECT_EQ(parse_http_date("Wed Nov 16 08:49:37 1994"), 784'975'777);
}

TEST(HttpDate, NothingElseIsADate) {
    for (const char* text :
         {"", "0", "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 2021 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, +6 Nov 1994 08:49:37 GMT",
          "1994-11-06T08:49:37Z", "Foo, 06 Nov 1994 08:49:37 GMT"}) {
        EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
    }
}

Request parse(std::string_view target) {
    Request request;
    EXPECT_TRUE(parse_target(target, request)) << target;
    return request;
}

TEST(Target, PathAndQueryAreDecoded) {
    const Request request = parse("/emotions/happy/spring%2Ccloudy/a%20b%2Fc.jpeg?content=a+b%2B&flag&x=1=2");
    EXPECT_EQ(request.path, "/emotions/happy/spring,cloudy/a b/c.jpeg");
    EXPECT_EQ(request.raw_path, "/emotions/happy/spring%2Ccloudy/a%20b%2Fc.jpeg");
    EXPECT_EQ(request.query_value("content"), "a b+");
    EXPECT_EQ(request.query_value("flag"), "");
    EXPECT_EQ(request.query_value("x"), "1=2");
    EXPECT_EQ(request.query_value("absent"), std::nullopt);
}

TEST(Target, DotSegmentsAndPlusesInPathsStay) {
    EXPECT_EQ(parse("/a/../b//c+d").path, "/a/../b//c+d");
    EXPECT_EQ(parse("/%2e%2E/x").path, "/../x");
}

TEST(Target, TheAbsoluteFormNamesTheHost) {
    Request request;
    request.headers.add("Host", "other");
    ASSERT_TRUE(parse_target("http://garden.example:8080/a?b=c", request));
    EXPECT_EQ(request.path, "/a");
    EXPECT_EQ(request.headers.get("Host"), "garden.example:8080");
    EXPECT_EQ(parse("HTTPS://garden.example").path, "/");
    EXPECT_EQ(parse("*").path, "*");
}

TEST(Target, WhatIsNoPathIsRefused) {
    for (const char* target : {"a/b", "garden.example:443", "ftp://host/a", "http:///a", "/%", "/%4", "/%zz",
                               "/a%00b", "/%ff", "/%C0%AF", "/a?b=%", "/a?%00", "/a?b=%ff"}) {
        Request request;
        EXPECT_FALSE(parse_target(target, request)) << target;
    }
}

TEST(ResponseHead, LineEndsInValuesCannotMakeFields) {
    Response response;
    response.headers.add("Location", "/a\r\nSet-Cookie: b");
    response.headers.add("Content-Length", "999");
    std::string head;
    append_head(head, response, {.date = "D", .length = 0});
    EXPECT_EQ(head,
              "HTTP/1.1 200 OK\r\nServer: emotion-garden\r\nDate: D\r\nContent-Length: 0\r\n"
              "Location: /a  Set-Cookie: b\r\n\r\n");
}

TEST(Body, HasALengthUnlessItIsAStream) {
    EXPECT_EQ(body_length(Bytes("abc")), 3u);
    EXPECT_EQ(body_length(FileBody{{{nullptr, 10, 20}, {nullptr, 0, 5}}}), 25u);
    EXPECT_EQ(body_length(StaticBody{"ab"}), 2u);
    EXPECT_EQ(body_length(EventStream{}), std::nullopt);
}

TEST(EventFormat, EveryLineOfTheDataIsALine) {
    EXPECT_EQ(format_event("progress", "1\n2\r\n3\r"),
              "event: progress\ndata: 1\ndata: 2\ndata: 3\ndata: \n\n");
    EXPECT_EQ(format_event("a\nb", ""), "event: ab\ndata: \n\n");
    EXPECT_EQ(format_event("", "x"), "data: x\n\n");
}

TEST(Descriptor, IsClosedWithTheLastCopy) {
    const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    auto first = own_descriptor(descriptor);
    auto second = first;
    first.reset();
    EXPECT_NE(::fcntl(descriptor, F_GETFD), -1);
    second.reset();
    EXPECT_EQ(::fcntl(descriptor, F_GETFD), -1);
}

}  // namespace
}  // namespace garden::http
