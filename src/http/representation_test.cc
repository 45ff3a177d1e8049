#include <gtest/gtest.h>

#include "http/message.h"

namespace garden::http {
namespace {

constexpr std::int64_t modified = 784'111'777;
const std::string at_modified = "Sun, 06 Nov 1994 08:49:37 GMT";
const std::string before_modified = "Sun, 06 Nov 1994 08:49:36 GMT";

struct Field {
    const char* name;
    std::string value;
};

Representation digits() {
    Representation representation;
    representation.content_type = "text/plain";
    representation.etag = "\"v1\"";
    representation.modified_seconds = modified;
    representation.cache_control = "no-cache";
    representation.size = 10;
    representation.read = [](std::uint64_t offset, std::uint64_t length) -> Result<Body> {
        return Body(std::string("0123456789").substr(offset, length));
    };
    return representation;
}

Response ask(std::initializer_list<Field> fields, const char* method = "GET",
             const Representation& representation = digits()) {
    Request request;
    request.method = method;
    for (const Field& field : fields) request.headers.add(field.name, field.value);
    return respond_with(request, representation);
}

unsigned status(std::initializer_list<Field> fields) { return ask(fields).status; }
std::string body(const Response& response) { return std::get<Bytes>(response.body); }

TEST(Representation, IsAnsweredWholeWithItsValidators) {
    const Response response = ask({});
    EXPECT_EQ(response.status, 200u);
    EXPECT_EQ(body(response), "0123456789");
    EXPECT_EQ(response.headers.get("ETag"), "\"v1\"");
    EXPECT_EQ(response.headers.get("Last-Modified"), at_modified);
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-cache");
    EXPECT_EQ(response.headers.get("Content-Type"), "text/plain");
    EXPECT_EQ(response.headers.get("Accept-Ranges"), "bytes");
}

TEST(Representation, HeadHasTheLengthAndReadsNothing) {
    Representation representation = digits();
    representation.read = [](std::uint64_t, std::uint64_t) -> Result<Body> {
        ADD_FAILURE() << "read for HEAD";
        return Body();
    };
    const Response response = ask({{"Range", "bytes=0-1"}}, "HEAD", representation);
    EXPECT_EQ(response.status, 200u);
    EXPECT_EQ(response.headers.get("Content-Length"), "10");
}

TEST(Conditions, IfNoneMatchComparesWeakly) {
    EXPECT_EQ(status({{"If-None-Match", "\"v1\""}}), 304u);
    EXPECT_EQ(status({{"If-None-Match", "W/\"v1\""}}), 304u);
    EXPECT_EQ(status({{"If-None-Match", "\"a,b\" , \"v1\""}}), 304u);
    EXPECT_EQ(status({{"If-None-Match", "*"}}), 304u);
    EXPECT_EQ(status({{"If-None-Match", "\"x\""}, {"If-None-Match", "\"v1\""}}), 304u);
    EXPECT_EQ(status({{"If-None-Match", "\"v2\""}}), 200u);
    EXPECT_EQ(status({{"If-None-Match", "v1"}}), 200u);
}

TEST(Conditions, NotModifiedKeepsTheValidatorsAndHasNoBody) {
    const Response response = ask({{"If-None-Match", "\"v1\""}});
    EXPECT_EQ(response.headers.get("ETag"), "\"v1\"");
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-cache");
    EXPECT_EQ(body(response), "");
}

TEST(Conditions, IfMatchComparesStrongly) {
    EXPECT_EQ(status({{"If-Match", "\"v1\""}}), 200u);
    EXPECT_EQ(status({{"If-Match", "*"}}), 200u);
    EXPECT_EQ(status({{"If-Match", "W/\"v1\""}}), 412u);
    EXPECT_EQ(status({{"If-Match", "\"v2\", \"v3\""}}), 412u);
}

TEST(Conditions, DatesCompareInSeconds) {
    EXPECT_EQ(status({{"If-Modified-Since", at_modified}}), 304u);
    EXPECT_EQ(status({{"If-Modified-Since", before_modified}}), 200u);
    EXPECT_EQ(status({{"If-Modified-Since", "yesterday"}}), 200u);
    EXPECT_EQ(status({{"If-Unmodified-Since", at_modified}}), 200u);
    EXPECT_EQ(status({{"If-Unmodified-Since", before_modified}}), 412u);
}

TEST(Conditions, TagsGoBeforeDates) {
    EXPECT_EQ(status({{"If-None-Match", "\"v2\""}, {"If-Modified-Since", at_modified}}), 200u);
    EXPECT_EQ(status({{"If-Match", "\"v1\""}, {"If-Unmodified-Since", before_modified}}), 200u);
    EXPECT_EQ(status({{"If-Match", "\"v2\""}, {"If-None-Match", "\"v1\""}}), 412u);
}

struct RangeCase {
    const char* range;
    const char* content_range;
    const char* body;
};

TEST(Ranges, OneRangeIsAPart) {
    for (const RangeCase& c :
         {RangeCase{"bytes=2-4", "bytes 2-4/10", "234"}, RangeCase{"bytes=7-", "bytes 7-9/10", "789"},
          RangeCase{"bytes=-3", "bytes 7-9/10", "789"}, RangeCase{"bytes=-99", "bytes 0-9/10", "0123456789"},
          RangeCase{"BYTES=9-99999999999999999999999", "bytes 9-9/10", "9"}}) {
        const Response response = ask({{"Range", c.range}});
        EXPECT_EQ(response.status, 206u) << c.range;
        EXPECT_EQ(response.headers.get("Content-Range"), c.content_range);
        EXPECT_EQ(body(response), c.body);
    }
}

TEST(Ranges, WhatIsNoSingleRangeIsAnsweredWhole) {
    for (const char* range :
         {"bytes=0-1,3-4", "bytes=4-2", "bytes=a-b", "bytes=", "bytes=-", "lines=1-2", "bytes=1-2x", "0-1"}) {
        const Response response = ask({{"Range", range}});
        EXPECT_EQ(response.status, 200u) << range;
        EXPECT_EQ(body(response), "0123456789");
    }
}

TEST(Ranges, BeyondTheEndIsRefusedWithTheSize) {
    for (const char* range : {"bytes=10-", "bytes=10-12", "bytes=-0", "bytes=99999999999999999999999-"}) {
        const Response response = ask({{"Range", range}});
        EXPECT_EQ(response.status, 416u) << range;
        EXPECT_EQ(response.headers.get("Content-Range"), "bytes */10");
    }
}

TEST(Ranges, OfNothingAreTheWholeOrNothing) {
    Representation empty = digits();
    empty.size = 0;
    EXPECT_EQ(ask({{"Range", "bytes=-5"}}, "GET", empty).status, 200u);
    EXPECT_EQ(ask({{"Range", "bytes=0-"}}, "GET", empty).status, 416u);
}

TEST(Ranges, IfRangeAsksForTheWholeOfAnotherVersion) {
    EXPECT_EQ(status({{"Range", "bytes=0-1"}, {"If-Range", "\"v1\""}}), 206u);
    EXPECT_EQ(status({{"Range", "bytes=0-1"}, {"If-Range", at_modified}}), 206u);
    EXPECT_EQ(status({{"Range", "bytes=0-1"}, {"If-Range", "\"v2\""}}), 200u);
    EXPECT_EQ(status({{"Range", "bytes=0-1"}, {"If-Range", "W/\"v1\""}}), 200u);
    EXPECT_EQ(status({{"Range", "bytes=0-1"}, {"If-Range", before_modified}}), 200u);
    EXPECT_EQ(status({{"Range", "bytes=99-"}, {"If-Range", "\"v2\""}}), 200u);
    EXPECT_EQ(status({{"Range", "bytes=0-1"}, {"If-None-Match", "\"v1\""}}), 304u);
}

TEST(Representation, ThatCannotBeReadIsAnsweredWithAnError) {
    Representation representation = digits();
    representation.read = [](std::uint64_t, std::uint64_t) -> Result<Body> {
        return fail(ErrorCode::not_found, "gone");
    };
    EXPECT_EQ(ask({}, "GET", representation).status, 404u);
    representation.read = [](std::uint64_t, std::uint64_t) -> Result<Body> {
        return fail(ErrorCode::io, "broken");
    };
    EXPECT_EQ(ask({}, "GET", representation).status, 500u);
    representation.read = [](std::uint64_t, std::uint64_t) -> Result<Body> {
        return fail(ErrorCode::unavailable, "it is not there now");
    };
    const Response later = ask({}, "GET", representation);
    EXPECT_EQ(later.status, 503u);
    EXPECT_EQ(later.headers.get("Retry-After"), "1");
    EXPECT_EQ(body(later), "it is not there now\n");
}

TEST(Representation, WithoutValidatorsHasNoConditions) {
    Representation bare = digits();
    bare.etag.clear();
    bare.modified_seconds = 0;
    const Response response = ask({{"If-Modified-Since", at_modified}}, "GET", bare);
    EXPECT_EQ(response.status, 200u);
    EXPECT_FALSE(response.headers.has("ETag"));
    EXPECT_FALSE(response.headers.has("Last-Modified"));
}

}  // namespace
}  // namespace garden::http
