#include "base/base64.h"

#include <gtest/gtest.h>

namespace garden {
namespace {

TEST(Base64, BothWays) {
    EXPECT_EQ(encode_base64("any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
    EXPECT_EQ(decode_base64("YW55IGNhcm5hbCBwbGVhcw=="), "any carnal pleas");
    EXPECT_EQ(encode_base64(""), "");
    EXPECT_EQ(decode_base64(""), "");
    for (const char* bad :
         {"YQ", "YQ=", "YR==", "Y===", "====", "Y Q=", "YQ==\n", "YWJj====", "ab!d", "ab=c"}) {
        EXPECT_EQ(decode_base64(bad), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace garden
