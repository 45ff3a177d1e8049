#include "rekognition/order.h"

#include <gtest/gtest.h>

#include "base/base64.h"

namespace garden::rekognition {
namespace {

// The type of the error, or "".
std::string refused(std::string_view body) {
    const auto order = read_order(body);
    return order ? "" : order.error().code;
}

std::string with_bytes(std::string_view base64, std::string_view more = "") {
    return R"({"Image":{"Bytes":")" + std::string(base64) + R"("})" + std::string(more) + "}";
}

std::string with_object(std::string_view members) {
    return R"({"Image":{"S3Object":{)" + std::string(members) + "}}}";
}

TEST(Order, HasThePictureItself) {
    const auto order = read_order(with_bytes("YWJj"));
    ASSERT_TRUE(order) << order.error().message;
    EXPECT_EQ(std::get<Bytes>(order->image), "abc");
    EXPECT_FALSE(order->wanted.all);
    EXPECT_TRUE(order->wanted.members.empty());
}

TEST(Order, OrNamesOneOfTheStore) {
    const auto order =
        read_order(with_object(R"("Bucket":"garden","Name":"emotions/행복.jpeg","Version":"null")"));
    ASSERT_TRUE(order) << order.error().message;
    const auto& object = std::get<S3Object>(order->image);
    EXPECT_EQ(object.bucket, "garden");
    EXPECT_EQ(object.key, "emotions/행복.jpeg");
    EXPECT_EQ(object.version, "null");
    const auto current = read_order(with_object(R"("Bucket":"garden","Name":"a","Version":null)"));
    EXPECT_EQ(std::get<S3Object>(current.value().image).version, std::nullopt);
}

TEST(Order, WantsWhatIsAskedFor) {
    const auto wanted = [](std::string_view attributes) {
        return read_order(with_bytes("YWJj", R"(,"Attributes":)" + std::string(attributes))).value().wanted;
    };
    EXPECT_TRUE(wanted(R"(["ALL"])").all);
    EXPECT_TRUE(wanted(R"(["ALL","DEFAULT"])").all);
    EXPECT_FALSE(wanted(R"(["DEFAULT"])").all);
    for (const char* none : {"[]", "null", R"(["DEFAULT","EYE_DIRECTION","FACE_OCCLUDED"])"}) {
        EXPECT_TRUE(wanted(none).members.empty()) << none;
    }
    const std::vector<std::string_view> some = {"AgeRange", "Smile"};
    EXPECT_EQ(wanted(R"(["AGE_RANGE","DEFAULT","SMILE"])").members, some);
}

TEST(Order, AnAttributeThatNobodyKnowsIsNamed) {
    const auto order = read_order(with_bytes("YWJj", R"(,"Attributes":["SMILE","HAIR"])"));
    EXPECT_EQ(order.error().code, "InvalidParameterException");
    EXPECT_TRUE(order.error().message.starts_with("\"HAIR\" is no attribute")) << order.error().message;
    EXPECT_EQ(refused(with_bytes("YWJj", R"(,"Attributes":["all"])")), "InvalidParameterException");
    EXPECT_EQ(refused(with_bytes("YWJj", R"(,"Attributes":"ALL")")), "SerializationException");
    EXPECT_EQ(refused(with_bytes("YWJj", R"(,"Attributes":[1])")), "SerializationException");
}

TEST(Order, HasOnePicture) {
    for (const char* body : {"{}", R"({"Image":null})", R"({"Image":{}})", R"({"Image":{"Bytes":null}})",
                             R"({"Image":{"Bytes":"YWJj","S3Object":{"Bucket":"abc","Name":"a"}}})",
                             R"({"Image":{"Bytes":""}})"}) {
        EXPECT_EQ(refused(body), "InvalidParameterException") << body;
    }
}

TEST(Order, AnObjectHasABucketAndAName) {
    for (const char* members : {"", R"("Bucket":"garden")", R"("Name":"a")", R"("Bucket":"ab","Name":"a")",
                                R"("Bucket":"garden","Name":"")", R"("Bucket":"garden","Name":"a\u0000b")",
                                R"("Bucket":"garden","Name":"a","Version":"")"}) {
        EXPECT_EQ(refused(with_object(members)), "InvalidParameterException") << members;
    }
    const std::string long_name(1025, 'a');
    EXPECT_EQ(refused(with_object(R"("Bucket":"garden","Name":")" + long_name + '"')),
              "InvalidParameterException");
    EXPECT_EQ(refused(with_object(R"("Bucket":7,"Name":"a")")), "SerializationException");
}

TEST(Order, IsJsonOfTheRightTypes) {
    for (const char* body :
         {"", "no json", "[]", "7", "{\"Image\":", R"({"Image":"YWJj"})", R"({"Image":{"Bytes":7}})",
          R"({"Image":{"Bytes":"no base64"}})", R"({"Image":{"S3Object":[]}})", "{\"\xff\":1}"}) {
        EXPECT_EQ(refused(body), "SerializationException") << body;
    }
}

TEST(Order, WhatCostsMoreMemoryThanItHasOctetsIsRefused) {
    std::string many = "[0";
    for (int i = 0; i < 2000; ++i) many += ",0";
    EXPECT_EQ(refused(with_bytes("YWJj", ",\"More\":" + many + "]")), "SerializationException");
    EXPECT_EQ(refused(std::string(1'000'000, '[')), "SerializationException");
    EXPECT_EQ(refused(with_bytes("YWJj", R"(,"More":{"is":["ignored"]})")), "");
}

TEST(Order, BytesHaveALimit) {
    const std::string most(kMostBytes, 'x');
    const auto order = read_order(with_bytes(encode_base64(most)));
    ASSERT_TRUE(order) << order.error().message;
    EXPECT_EQ(std::get<Bytes>(order->image).size(), kMostBytes);
    EXPECT_EQ(refused(with_bytes(encode_base64(most + 'x'))), "ImageTooLargeException");
    EXPECT_EQ(refused(with_bytes(encode_base64(most + "xxxx"))), "ImageTooLargeException");
}

TEST(Order, NoErrorRepeatsThePicture) {
    for (const char* body : {R"({"Image":{"Bytes":"c2VjcmV0!"}})", R"({"Image":{"Bytes":"c2VjcmV0"})",
                             R"({"Image":{"Bytes":c2VjcmV0}})"}) {
        const auto order = read_order(body);
        ASSERT_FALSE(order);
        EXPECT_EQ(order.error().message.find("c2V"), std::string::npos) << order.error().message;
    }
}

}  // namespace
}  // namespace garden::rekognition
