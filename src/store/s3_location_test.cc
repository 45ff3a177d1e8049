#include "store/s3_location.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace garden::store {
namespace {

using testing::HasSubstr;

TEST(S3Location, AllOfItCanBeSaid) {
    EXPECT_EQ(
        parse_s3_location("s3://pictures?endpoint=http://10.0.0.5:9000&region=eu-1&prefix=garden/blobs"),
        (S3Location{"pictures", "http://10.0.0.5:9000", "eu-1", "garden/blobs/"}));
}

TEST(S3Location, WhatIsLeftOutHasADefault) {
    EXPECT_EQ(parse_s3_location("s3://pictures?endpoint=https://minio.example/"),
              (S3Location{"pictures", "https://minio.example", "us-east-1", ""}));
    EXPECT_EQ(parse_s3_location("s3://my.bucket/?region=ap-northeast-2"),
              (S3Location{"my.bucket", "https://s3.ap-northeast-2.amazonaws.com", "ap-northeast-2", ""}));
}

TEST(S3Location, ValuesAreDecoded) {
    const auto location =
        parse_s3_location("s3://abc?endpoint=http%3A%2F%2F[::1]:9000&prefix=%EA%BD%83+a%26b");
    ASSERT_TRUE(location) << location.error().message;
    EXPECT_EQ(location->endpoint, "http://[::1]:9000");
    EXPECT_EQ(location->prefix, "꽃+a&b/");
}

TEST(S3Location, ErrorsSayWhatIsWrongAndWhatIsExpected) {
    const auto message = [](std::string_view text) {
        const auto location = parse_s3_location(text);
        if (location) return std::string("no error");
        EXPECT_EQ(location.error().code, ErrorCode::invalid_argument);
        EXPECT_THAT(location.error().message, HasSubstr("expected s3://BUCKET?endpoint="));
        return location.error().message;
    };
    EXPECT_THAT(message("minio"), HasSubstr("does not begin with s3://"));
    EXPECT_THAT(message("s3://?region=a"), HasSubstr("no name of a bucket"));
    EXPECT_THAT(message("s3://a b c?region=a"), HasSubstr("no name of a bucket"));
    EXPECT_THAT(message("s3://abc/folder?region=a"), HasSubstr("is the prefix"));
    EXPECT_THAT(message("s3://abc"), HasSubstr("neither an endpoint nor a region"));
    EXPECT_THAT(message("s3://abc?region=a/b"), HasSubstr("no name of a region"));
    EXPECT_THAT(message("s3://abc?region=a&region=b"), HasSubstr("comes twice"));
    EXPECT_THAT(message("s3://abc?regoin=a"), HasSubstr("no parameter \"regoin\""));
    EXPECT_THAT(message("s3://abc?region=%4"), HasSubstr("a %"));
    EXPECT_THAT(message("s3://abc?endpoint=minio:9000"), HasSubstr("must begin with http://"));
    EXPECT_THAT(message("s3://abc?endpoint=http://host/path"), HasSubstr("may not have a path"));
    EXPECT_THAT(message("s3://abc?region=a&prefix=/b"), HasSubstr("prefix"));
    EXPECT_THAT(message("s3://abc?region=a&prefix=b/../c"), HasSubstr("prefix"));
}

TEST(S3Location, SecretsHaveNoPlaceInIt) {
    const auto location = parse_s3_location("s3://abc?endpoint=http://user:secret@host");
    ASSERT_FALSE(location);
    EXPECT_THAT(location.error().message, HasSubstr("a user"));
    EXPECT_THAT(location.error().message, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace garden::store
