#include "base/json_document.h"

#include <gtest/gtest.h>

namespace garden {
namespace {

std::string reason(const Result<nlohmann::json>& parsed) { return parsed ? "" : parsed.error().message; }

TEST(JsonDocument, SaysWhatIsWrongWithAText) {
    EXPECT_EQ(parse_json(" 7 "), nlohmann::json(7));
    EXPECT_EQ(reason(parse_json("")), "the body is not valid JSON (at octet 1)");
    EXPECT_EQ(reason(parse_json_object(" \n")), "the body is empty: send a JSON object");
    EXPECT_EQ(reason(parse_json_object("{\"\xff\":1}")), "the body is not valid UTF-8");
    EXPECT_EQ(reason(parse_json_object(R"({"a":1e400})")), "the body holds a number that is too large");
    EXPECT_EQ(reason(parse_json_object("[]", {}, "the list")), "the list must be a JSON object");
    // Nothing of what was sent.
    EXPECT_EQ(reason(parse_json_object(R"({"a":secret})")), "the body is not valid JSON (at octet 6)");
}

TEST(JsonDocument, HasValuesWithinItsLimits) {
    // The object, two names, the list, and four values.
    constexpr std::string_view kEight = R"({"a":[1,{},2],"b":"c"})";
    EXPECT_EQ(parse_json_object(kEight, {.depth = 3, .values = 8}).value()["a"].size(), 3u);
    EXPECT_EQ(reason(parse_json_object(kEight, {.depth = 3, .values = 7})),
              "the body may hold at most 7 values");
    EXPECT_EQ(reason(parse_json_object(kEight, {.depth = 2, .values = 8})),
              "the body may be nested at most 2 deep");
}

TEST(JsonDocument, WhatIsBeyondThemIsReadNoFurther) {
    std::string many = "{\"a\":[";
    for (int i = 0; i < 1'000'000; ++i) many += "[],";
    const std::string deep = "{\"a\":" + std::string(1'000'000, '[');
    // Neither ends as JSON does: who read on would say that.
    EXPECT_EQ(reason(parse_json_object(many)), "the body may hold at most 20000 values");
    EXPECT_EQ(reason(parse_json_object(deep)), "the body may be nested at most 32 deep");
}

}  // namespace
}  // namespace garden
