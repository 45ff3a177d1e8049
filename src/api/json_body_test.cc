#include "api/json_body.h"

#include <gtest/gtest.h>

namespace garden::api {
namespace {

std::string reason(const Result<JsonBody>& body) { return body ? "" : body.error().message; }

TEST(JsonBody, SaysWhatIsWrongWithABody) {
    EXPECT_EQ(reason(JsonBody::parse(" ")), "the body is empty: send a JSON object");
    EXPECT_EQ(reason(JsonBody::parse("{\"id\":\"\xFF\"}")), "the body is not valid UTF-8");
    EXPECT_EQ(reason(JsonBody::parse("{\"id\":")), "the body is not valid JSON (at octet 7)");
    EXPECT_EQ(reason(JsonBody::parse("{\"n\":1e999}")), "the body holds a number that is too large");
    EXPECT_EQ(reason(JsonBody::parse("[1]")), "the body must be a JSON object");
    EXPECT_FALSE(JsonBody::parse(std::string(60'000, '[')));
}

TEST(JsonBody, ReadsMembersWithinTheirLimits) {
    const auto body = JsonBody::parse(
        R"({"id":"ada","n":5,"big":18446744073709551615,"nothing":null,"list":["a","b"],"mixed":["a",1],"nul":"a\u0000"})");
    ASSERT_TRUE(body);
    EXPECT_EQ(*body->text("id", 3), "ada");
    EXPECT_EQ(body->text("id", 2).error().message, "\"id\" may have at most 2 octets; it has 3");
    EXPECT_EQ(*body->text("nothing", 3), "");
    EXPECT_EQ(body->required_text("nothing", 3).error().message, "\"nothing\" is missing");
    EXPECT_EQ(body->text("n", 3).error().message, "\"n\" must be a text");
    EXPECT_EQ(body->text("nul", 9).error().message, "\"nul\" must not hold a NUL character");
    EXPECT_EQ(*body->integer("n", 1, 9), 5);
    EXPECT_EQ(*body->integer("missing", 1, 9), std::nullopt);
    EXPECT_EQ(body->integer("n", 6, 9).error().message, "\"n\" must be a whole number from 6 to 9");
    EXPECT_FALSE(body->integer("big", 0, 9));
    EXPECT_EQ(body->texts("list", 2, 1)->size(), 2u);
    EXPECT_EQ(body->texts("list", 1, 1).error().message, "\"list\" may have at most 1 entries; it has 2");
    EXPECT_FALSE(body->texts("mixed", 9, 9));
}

TEST(JsonBody, AListMayComeAsATextThatHoldsIt) {
    const auto body = JsonBody::parse(R"({"a":["x","y"],"b":"[\"x\",\"y\"]","c":"x","d":"[1]","e":"{}"})");
    ASSERT_TRUE(body);
    const std::vector<std::string> both = {"x", "y"};
    EXPECT_EQ(body->texts_or_json("a", 2, 10), both);
    EXPECT_EQ(body->texts_or_json("b", 2, 10), both);
    EXPECT_EQ(body->texts_or_json("b", 1, 10).error().message, "\"b\" may have at most 1 entries; it has 2");
    EXPECT_EQ(body->texts_or_json("c", 2, 10).error().message,
              "\"c\" must be a list of texts: it is not valid JSON (at octet 1)");
    EXPECT_FALSE(body->texts_or_json("d", 2, 10));
    EXPECT_FALSE(body->texts_or_json("e", 2, 10));
    EXPECT_EQ(body->texts_or_json("none", 2, 10), std::vector<std::string>());
}

TEST(JsonBody, HoldsSoMuchAndNotMoreAlsoInAText) {
    const JsonLimits limits{.depth = 2, .values = 5};
    EXPECT_TRUE(JsonBody::parse(R"({"a":["x","y"]})", limits));
    EXPECT_EQ(reason(JsonBody::parse(R"({"a":["x","y","z"]})", limits)),
              "the body may hold at most 5 values");
    EXPECT_EQ(JsonBody::parse(R"({"a":"[1,2,3,4,5]"})", limits)->texts_or_json("a", 9, 9).error().message,
              "\"a\" must be a list of texts: it may hold at most 5 values");
    EXPECT_EQ(JsonBody::parse(R"({"a":"[[[]]]"})", limits)->texts_or_json("a", 9, 9).error().message,
              "\"a\" must be a list of texts: it may be nested at most 2 deep");
}

TEST(JsonBody, AListMayHaveGaps) {
    const auto body = JsonBody::parse(R"({"a":["x",null,""],"b":[1]})");
    EXPECT_EQ(body->texts_with_gaps("a", 3, 10), (std::vector<std::string>{"x", "", ""}));
    EXPECT_FALSE(body->texts("a", 3, 10));
    EXPECT_FALSE(body->texts_with_gaps("b", 3, 10));
}

}  // namespace
}  // namespace garden::api
