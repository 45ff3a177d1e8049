#include "s3/object_body.h"

#include <gtest/gtest.h>

namespace garden::s3 {
namespace {

TEST(ObjectBody, PiecesThatAreNotOpenAreOpenedWhenTheirTurnComes) {
    const auto early = std::make_shared<const int>(3);
    const auto late = std::make_shared<const int>(4);
    int opened = 0;
    const auto open = [&]() -> Result<std::shared_ptr<const int>> {
        ++opened;
        return late;
    };
    const http::FileBody body = body_of({{early, 10, {}}, {nullptr, 20, open}}, 0, 30).value();
    ASSERT_EQ(body.parts.size(), 2u);
    EXPECT_EQ(body.parts[0].descriptor, early);
    EXPECT_EQ(body.parts[0].length, 10u);
    EXPECT_EQ(body.parts[1].length, 20u);
    EXPECT_EQ(opened, 0);
    EXPECT_EQ(body.parts[1].open(), late);
}

TEST(ObjectBody, WhatIsSentFirstIsOpenedAtOnce) {
    const auto late = std::make_shared<const int>(4);
    const auto open = [&]() -> Result<std::shared_ptr<const int>> { return late; };
    const auto refuse = []() -> Result<std::shared_ptr<const int>> {
        return fail(ErrorCode::unavailable, "the store does not answer");
    };
    const std::vector<store::Piece> pieces = {
        {nullptr, 10, refuse}, {nullptr, 20, open}, {nullptr, 5, refuse}};
    const http::FileBody body = body_of(pieces, 15, 17).value();
    ASSERT_EQ(body.parts.size(), 2u);
    EXPECT_EQ(body.parts[0].descriptor, late);
    EXPECT_EQ(body.parts[0].offset, 5u);
    EXPECT_EQ(body.parts[0].length, 15u);
    EXPECT_EQ(body.parts[1].length, 2u);
    EXPECT_EQ(body.parts[1].open(), nullptr) << "too late for another answer: the response is broken off";

    EXPECT_EQ(body_of(pieces, 9, 2).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace garden::s3
