#include "aws/json_document.h"

#include <gtest/gtest.h>

namespace garden::aws {
namespace {

TEST(JsonDocument, HoldsFarMoreThanARequestHasAndNotMore) {
    const auto list_of = [](std::size_t values) {
        std::string body = R"({"a":[1)";
        for (std::size_t i = 1; i < values; ++i) body += ",1";
        return body + "]}";
    };
    EXPECT_TRUE(parse_json_document(list_of(997)));  // the object, the name, the list
    EXPECT_EQ(parse_json_document(list_of(998)).error().message, "the body may hold at most 1000 values");
    EXPECT_EQ(parse_json_document("{\"a\":" + std::string(1'000'000, '[')).error().message,
              "the body may be nested at most 16 deep");
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
