#include "hooks/words.h"

#include <gtest/gtest.h>

namespace garden::hooks {
namespace {

TEST(Words, AreCutAfterWholeCharacters) {
    EXPECT_EQ(shown_text("정원에 꽃", 4), "정");
    EXPECT_EQ(shown_text("garden", 500), "garden");
    EXPECT_EQ(shown_text("\xff\xfe", 500), "(2 octets that are no text)");
    EXPECT_EQ(shown_text(std::string("a\0b", 3), 500), "(3 octets that are no text)");
}

TEST(Words, ASentenceIsTheFirstLine) {
    EXPECT_EQ(first_sentence("\n  Too bright. \r\nMore.\n"), "Too bright.");
    EXPECT_EQ(first_sentence(" \n"), "");
    EXPECT_EQ(first_sentence(std::string(600, 'a')).size(), 500u);
}

TEST(Words, AddressesAreCheckedBeforeTheyAreKept) {
    for (const char* good : {"http://a", "https://hooks.example:8443/a/b?c=d", "http://[::1]:80/"})
        EXPECT_TRUE(check_url(good)) << good;
    for (const char* bad : {"", "ftp://a", "http://", "http:///a", "http://:80/", "http://u:p@a/",
                            "http://a#b", "http://a b", "http://a\n", "http://정원", "file:///etc/passwd"})
        EXPECT_FALSE(check_url(bad)) << bad;
    EXPECT_FALSE(check_url("http://a/" + std::string(2048, 'a')));
}

}  // namespace
}  // namespace garden::hooks
