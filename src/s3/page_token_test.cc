#include "s3/page_token.h"

#include <gtest/gtest.h>

namespace garden::s3 {
namespace {

TEST(PageToken, LeadsBackToWhatItWasMadeOf) {
    EXPECT_EQ(read_page_token("objects", make_page_token("objects", "폴더/a")), "폴더/a");
}

TEST(PageToken, OthersAreRefused) {
    const auto code = [](std::string_view token) {
        const auto last = read_page_token("objects", token);
        return last ? "" : last.error().code;
    };
    EXPECT_EQ(code("nonsense"), "InvalidArgument");
    EXPECT_EQ(code(make_page_token("buckets", "a")), "InvalidArgument") << "of another listing";
    EXPECT_EQ(code(make_page_token("objects", "\x80\xf4")), "InvalidArgument") << "no UTF-8";
}

}  // namespace
}  // namespace garden::s3
