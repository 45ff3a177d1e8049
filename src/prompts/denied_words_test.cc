#include "prompts/denied_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace garden::prompts {
namespace {

using testing::Optional;

TEST(DeniedWords, AreWholeWordsInAnyCase) {
    const DeniedWords words({"gun", "Blood Bath", "Äther"});
    EXPECT_THAT(words.find_in("a GUN, in a garden"), Optional(std::string("gun")));
    EXPECT_THAT(words.find_in("((gun:1.2))"), Optional(std::string("gun")));
    EXPECT_THAT(words.find_in("a blood-bath"), Optional(std::string("Blood Bath")));
    EXPECT_THAT(words.find_in("ÄTHER"), Optional(std::string("Äther")));
    EXPECT_EQ(words.find_in("a gunwale, begun, blood in a bath"), std::nullopt);
    EXPECT_EQ(words.find_in("blood"), std::nullopt);
}

TEST(DeniedWords, AreFoundHoweverTheyAreWritten) {
    const DeniedWords words({"gun", "총"});
    EXPECT_TRUE(words.find_in("ｇｕｎ"));              // full width
    EXPECT_TRUE(words.find_in("g\u200bun"));           // an invisible character within
    EXPECT_TRUE(words.find_in("\u110e\u1169\u11bc"));  // Hangul in parts
    EXPECT_TRUE(words.find_in("gun을 든"));
}

TEST(DeniedWords, InKoreanHaveParticles) {
    const DeniedWords words({"피", "폭력", "잔인한 장면"});
    for (const char* text : {"피", "피가 흐르는", "피를", "붉은 피의 정원", "피들이"})
        EXPECT_THAT(words.find_in(text), Optional(std::string("피"))) << text;
    for (const char* text : {"커피", "피아노", "피크닉에서"})
        EXPECT_EQ(words.find_in(text), std::nullopt) << text;
    for (const char* text : {"폭력", "폭력을", "성폭력이", "폭력적인 정원"})
        EXPECT_THAT(words.find_in(text), Optional(std::string("폭력"))) << text;
    EXPECT_TRUE(words.find_in("잔인한 장면에서"));
    EXPECT_FALSE(words.find_in("장면이 잔인한"));
}

TEST(DeniedWords, WithoutAnyNothingIsDenied) { EXPECT_EQ(DeniedWords({}).find_in("anything"), std::nullopt); }

TEST(DeniedWords, RefusesWhatIsNoWord) {
    EXPECT_TRUE(check_denied({"gun", "18+"}));
    EXPECT_TRUE(check_denied({}));
    EXPECT_FALSE(check_denied({"!"}));
    EXPECT_FALSE(check_denied({""}));
    EXPECT_FALSE(check_denied({std::string(kMostDeniedOctets + 1, 'a')}));
    EXPECT_FALSE(check_denied(std::vector<std::string>(kMostDenied + 1, "a")));
}

}  // namespace
}  // namespace garden::prompts
