#include "s3/conditions.h"

#include <gtest/gtest.h>

namespace garden::s3 {
namespace {

store::ObjectInfo object(std::string etag) {
    store::ObjectInfo info;
    info.etag = std::move(etag);
    info.modified = Timestamp(std::chrono::seconds(1'700'000'000)) + std::chrono::milliseconds(900);
    return info;
}
// The same second and its neighbours, as clients send them.
constexpr const char* kBefore = "Tue, 14 Nov 2023 22:13:19 GMT";
constexpr const char* kThen = "Tue, 14 Nov 2023 22:13:20 GMT";

http::Request request(const std::vector<std::pair<std::string, std::string>>& fields) {
    http::Request made;
    for (const auto& [name, value] : fields) made.headers.add(name, value);
    return made;
}

std::string refused_write(const std::vector<std::pair<std::string, std::string>>& fields,
                          const store::ObjectInfo* current) {
    const auto refused = WriteConditions(request(fields).headers).refuse(current);
    return refused ? refused->code : "";
}

std::string refused_copy(const std::vector<std::pair<std::string, std::string>>& fields) {
    const auto refused = refuse_source(request(fields), object("abc"));
    return refused ? refused->details.at(0).second : "";
}

TEST(WriteConditions, HoldWhereThereAreNone) {
    EXPECT_TRUE(WriteConditions({}).empty());
    EXPECT_EQ(refused_write({}, nullptr), "");
}

TEST(WriteConditions, IfMatchNamesWhatIsThere) {
    const store::ObjectInfo there = object("abc");
    for (const char* tags : {"\"abc\"", "abc", "*", "\"x\", \"abc\""}) {
        EXPECT_EQ(refused_write({{"If-Match", tags}}, &there), "") << tags;
    }
    for (const char* tags : {"\"ab\"", "x", "", "W/\"abc\""}) {
        EXPECT_EQ(refused_write({{"If-Match", tags}}, &there), "PreconditionFailed") << tags;
    }
    EXPECT_EQ(refused_write({{"If-Match", "\"abc\""}}, nullptr), "NoSuchKey");
    EXPECT_EQ(refused_write({{"If-Match", "*"}}, nullptr), "NoSuchKey");
}

TEST(WriteConditions, IfNoneMatchWantsNothingOrSomethingElse) {
    const store::ObjectInfo there = object("abc");
    EXPECT_EQ(refused_write({{"If-None-Match", "*"}}, nullptr), "");
    EXPECT_EQ(refused_write({{"If-None-Match", "*"}}, &there), "PreconditionFailed");
    EXPECT_EQ(refused_write({{"If-None-Match", "\"abc\""}}, &there), "PreconditionFailed");
    EXPECT_EQ(refused_write({{"If-None-Match", "W/\"abc\""}}, &there), "PreconditionFailed");
    EXPECT_EQ(refused_write({{"If-None-Match", "\"x\""}}, &there), "");
}

TEST(Guard, ForgetsARefusalThatARepeatedTransactionDoesNotShare) {
    const WriteConditions conditions(request({{"If-None-Match", "*"}}).headers);
    Guard guard([&](const store::ObjectInfo* current) { return conditions.refuse(current); });
    const store::Precondition precondition = guard.precondition();
    const store::ObjectInfo there = object("abc");
    EXPECT_EQ(precondition(&there).error().code, ErrorCode::precondition);
    EXPECT_EQ(guard.refused()->details.at(0).second, "If-None-Match");
    EXPECT_TRUE(precondition(nullptr));
    EXPECT_FALSE(guard.refused());
}

TEST(CopyConditions, FollowTheOrderOfRfc9110) {
    EXPECT_EQ(refused_copy({}), "");
    EXPECT_EQ(refused_copy({{"x-amz-copy-source-if-match", "abc"}}), "");
    EXPECT_EQ(refused_copy({{"x-amz-copy-source-if-match", "\"x\""}}), "x-amz-copy-source-If-Match");
    EXPECT_EQ(refused_copy({{"x-amz-copy-source-if-none-match", "\"abc\""}}),
              "x-amz-copy-source-If-None-Match");
    EXPECT_EQ(refused_copy({{"x-amz-copy-source-if-modified-since", kThen}}),
              "x-amz-copy-source-If-Modified-Since");
    EXPECT_EQ(refused_copy({{"x-amz-copy-source-if-modified-since", kBefore}}), "");
    EXPECT_EQ(refused_copy({{"x-amz-copy-source-if-unmodified-since", kThen}}), "")
        << "the time of an object is told in whole seconds";
    EXPECT_EQ(refused_copy({{"x-amz-copy-source-if-unmodified-since", kBefore}}),
              "x-amz-copy-source-If-Unmodified-Since");
    EXPECT_EQ(refused_copy({{"x-amz-copy-source-if-match", "\"abc\""},
                            {"x-amz-copy-source-if-unmodified-since", kBefore}}),
              "")
        << "a matching tag says more than a date";
    EXPECT_EQ(refused_copy({{"x-amz-copy-source-if-none-match", "\"x\""},
                            {"x-amz-copy-source-if-modified-since", kThen}}),
              "");
}

TEST(PlainConditions, GetTheirQuotesAndLoseTheRest) {
    const http::Request plain = plain_conditions(request(
        {{"If-Match", "abc, W/\"d\""}, {"Range", "bytes=0-1"}, {"Cookie", "c"}, {"If-None-Match", "*"}}));
    EXPECT_EQ(plain.method, "GET");
    EXPECT_EQ(plain.headers.get("If-Match"), "\"abc\", W/\"d\"");
    EXPECT_EQ(plain.headers.get("If-None-Match"), "*");
    EXPECT_EQ(plain.headers.get("Range"), "bytes=0-1");
    EXPECT_FALSE(plain.headers.has("Cookie"));
}

}  // namespace
}  // namespace garden::s3
