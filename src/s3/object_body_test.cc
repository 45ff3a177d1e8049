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
    const http::FileBody body = body_of({{early, 10, {}}, {nullptr, 20, open}});
    ASSERT_EQ(body.parts.size(), 2u);
    EXPECT_EQ(body.parts[0].descriptor, early);
    EXPECT_EQ(body.parts[0].length, 10u);
    EXPECT_EQ(body.parts[1].length, 20u);
    EXPECT_EQ(opened, 0);
    EXPECT_EQ(body.parts[1].open(), late);
}

TEST(ObjectBody, APieceThatCannotBeOpenedIsNull) {
    const auto open = []() -> Result<std::shared_ptr<const int>> {
        return fail(ErrorCode::not_found, "swept away");
    };
    EXPECT_EQ(body_of({{nullptr, 20, open}}).parts.at(0).open(), nullptr);
}

}  // namespace
}  // namespace garden::s3
