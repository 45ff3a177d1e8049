#include "base/markup.h"

#include <gtest/gtest.h>

namespace garden {
namespace {

TEST(EscapeMarkup, LeavesNothingThatOpensATagAnEntityOrEndsAnAttribute) {
    for (const Controls controls : {Controls::kept, Controls::replaced, Controls::referenced})
        EXPECT_EQ(escape_markup("<장미 \"&\">'", controls), "&lt;장미 &quot;&amp;&quot;&gt;'");
}

TEST(EscapeMarkup, TreatsControlCharactersAsTheFormatTakesThem) {
    EXPECT_EQ(escape_markup("a\t\r\n\x01", Controls::kept), "a\t\r\n\x01");
    EXPECT_EQ(escape_markup("a\t\r\n\x01", Controls::replaced), "a\t&#13;\n\xEF\xBF\xBD");
    EXPECT_EQ(escape_markup("a\t\r\n\x01", Controls::referenced), "a&#x9;&#xD;&#xA;&#x1;");
}

}  // namespace
}  // namespace garden
