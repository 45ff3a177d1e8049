#include "aws/json_document.h"

#include <gtest/gtest.h>

namespace garden::aws {
namespace {

TEST(JsonDocument, IsOneObjectWithinItsLimits) {
    EXPECT_EQ(parse_json_document(R"({"a":[1,2]})").value()["a"].size(), 2u);
    for (const char* body : {"", "[]", "7", "{\"a\":", "{\"\xff\":1}", R"({"a":1e400})"}) {
        EXPECT_EQ(parse_json_document(body).error().code, ErrorCode::invalid_argument) << body;
    }
    EXPECT_FALSE(parse_json_document(R"({"a":[1,2]})", {.depth = 16, .values = 4}));
    EXPECT_FALSE(parse_json_document(R"({"a":[[1]]})", {.depth = 1, .values = 100}));
    EXPECT_FALSE(parse_json_document("{\"a\":" + std::string(1'000'000, '[')));
}

TEST(JsonDocument, NoErrorRepeatsTheBody) {
    EXPECT_EQ(parse_json_document(R"({"a":secret})").error().message.find("secret"), std::string::npos);
}

TEST(JsonTypes, AreThoseOfTheJsonServices) {
    http::Request request;
    EXPECT_EQ(in_json_types(request, {403, "AccessDenied", "", {}})->code,
              "MissingAuthenticationTokenException");
    request.headers.add("Authorization", "…");
    EXPECT_EQ(in_json_types(request, {403, "AccessDenied", "", {}})->code, "AccessDeniedException");
    EXPECT_EQ(in_json_types(request, {503, "SlowDown", "", {}})->status, 503u);
    EXPECT_FALSE(in_json_types(request, {400, "EntityTooLarge", "", {}}));
}

}  // namespace
}  // namespace garden::aws
