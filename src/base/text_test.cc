#include "base/text.h"

#include <gtest/gtest.h>

namespace garden {
namespace {

TEST(Text, Utf8IsCheckedByTheUnicodeTable) {
    EXPECT_TRUE(is_utf8("plain, 고양이, \xF0\x9F\x8C\xB7"));
    EXPECT_FALSE(is_utf8("\xC0\xAF"));                // overlong
    EXPECT_FALSE(is_utf8("\xED\xA0\x80"));            // a surrogate
    EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));        // above U+10FFFF
    EXPECT_FALSE(is_utf8("\xE2\x82"));                // cut short
    EXPECT_TRUE(is_utf8(std::string_view("\0", 1)));  // NUL is a character; other checks refuse it
}

TEST(Text, LettersAndDigitsAreThoseOfAscii) {
    for (const char c : std::string("azAZ09")) EXPECT_TRUE(is_alphanumeric(c)) << c;
    for (const char c : std::string("`{@[/:_-.\0 \xE9", 12)) EXPECT_FALSE(is_alphanumeric(c)) << c;
}

TEST(Text, PathsAreEncodedAsTheProtocolSays) {
    EXPECT_EQ(percent_encode_path("emotions/happy/spring,cloudy/a b.jpeg"),
              "emotions/happy/spring,cloudy/a%20b.jpeg");
    EXPECT_EQ(percent_encode_path("100%?#\"고"), "100%25%3F%23%22%EA%B3%A0");
}

TEST(Text, DecodingUndoesEncodingAndRefusesHalfEscapes) {
    const std::string key = "emotions/화남/a%2F b?.jpeg";
    EXPECT_EQ(percent_decode(percent_encode_path(key)), key);
    EXPECT_EQ(percent_decode("a+b"), "a+b");
    EXPECT_EQ(percent_decode("%4"), std::nullopt);
    EXPECT_EQ(percent_decode("%zz"), std::nullopt);
}

TEST(Text, JsonQuotingSurvivesAnyOctets) {
    EXPECT_EQ(json_quote("a\"b\\c\n\x01"), R"("a\"b\\c\n\u0001")");
    EXPECT_EQ(json_quote("\xFF꽃"), "\"\xEF\xBF\xBD꽃\"");
}

TEST(Text, SplitAndTrim) {
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(trim(" \tcat\r\n"), "cat");
    EXPECT_EQ(trim("  "), "");
}

TEST(Text, HexadecimalComesBack) {
    EXPECT_EQ(from_hex("00ff7F"), std::string("\0\xFF\x7F", 3));
    EXPECT_EQ(from_hex(""), "");
    EXPECT_EQ(from_hex("0"), std::nullopt);
    EXPECT_EQ(from_hex("0g"), std::nullopt);
}

TEST(Text, TheNextCharacterIsTheNextInOrderOfOctets) {
    EXPECT_EQ(next_character("/"), "0");
    EXPECT_EQ(next_character("\x7F"), "\u0080");
    EXPECT_EQ(next_character("\u07FF"), "\u0800");
    EXPECT_EQ(next_character("\uD7FF"), "\uE000") << "no surrogates between";
    EXPECT_EQ(next_character("\uFFFF"), "\U00010000");
    EXPECT_EQ(next_character("\U0010FFFF"), "");
    EXPECT_EQ(next_character(""), "");
    EXPECT_EQ(next_character("\x80\x80\x80\x80\x80"), "");
    EXPECT_LT(std::string("봄"), next_character("봄"));
}

}  // namespace
}  // namespace garden
