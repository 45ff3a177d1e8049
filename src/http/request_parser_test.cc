#include "http/request_parser.h"

#include <gtest/gtest.h>

namespace garden::http {
namespace {

using State = RequestParser::State;

// What comes of a request whose octets arrive one at a time.
State trickle(std::string_view octets, Request& request) {
    RequestParser parser(1024);
    parser.start(request);
    std::string waiting;
    RequestParser::Progress progress;
    for (const char octet : octets) {
        waiting += octet;
        progress = parser.feed(waiting);
        waiting.erase(0, progress.consumed);
        if (progress.state == State::complete || progress.state == State::failed) break;
    }
    return progress.state;
}

TEST(RequestParser, TakesAChunkedBodyOctetByOctet) {
    const std::string head = "POST /like HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    Request request;
    EXPECT_EQ(trickle(head + "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n", request), State::complete);
    EXPECT_EQ(request.body, "abcd");
    Request empty;
    EXPECT_EQ(trickle(head + "0\r\n\r\n", empty), State::complete);
    EXPECT_EQ(empty.body, "");
    Request trailers;
    EXPECT_EQ(trickle(head + "0\r\nDigest: x\r\n\r\n", trailers), State::complete);
    Request broken;
    EXPECT_EQ(trickle(head + "zz\r\nabc\r\n", broken), State::failed);
}

}  // namespace
}  // namespace garden::http
