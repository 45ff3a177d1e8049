#include "prompts/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace garden::prompts {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const WordLists kLists = {{"emotion", {"happy", "sad"}},
                          {"season", {"spring", "winter"}},
                          {"weather", {"rainy"}},
                          {"time", {"the-early-dawn"}},
                          {"animal", {"Cat", "dog"}}};

TEST(Template, BecomesARowForEveryChoiceOfWords) {
    const auto rows = expand("[EMOTION] garden, [TIME] of [SEASON], [WEATHER]", kLists, "");
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_THAT(
        *rows,
        ElementsAre(
            Row{"happy", "spring,rainy,the-early-dawn", "happy garden, the early dawn of spring, rainy"},
            Row{"happy", "winter,rainy,the-early-dawn", "happy garden, the early dawn of winter, rainy"},
            Row{"sad", "spring,rainy,the-early-dawn", "sad garden, the early dawn of spring, rainy"},
            Row{"sad", "winter,rainy,the-early-dawn", "sad garden, the early dawn of winter, rainy"}));
}

TEST(Template, WithoutASceneTheFavoriteIsItsOtherWords) {
    const auto rows = expand("[ANIMAL] and [ANIMAL], [EMOTION]", kLists, "sad");
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_THAT(*rows,
                ElementsAre(Row{"sad", "cat", "Cat and Cat, sad"}, Row{"sad", "dog", "dog and dog, sad"}));
}

TEST(Template, WithoutAnEmotionNeedsToBeToldOne) {
    EXPECT_THAT(expand("a [ANIMAL]", kLists, "").error().message, HasSubstr("no [EMOTION]"));
    EXPECT_EQ(expand("a [ANIMAL]", kLists, "happy")->size(), 2u);
    EXPECT_THAT(expand("a [ANIMAL]", kLists, "bored").error().message, HasSubstr("\"bored\" is no emotion"));
}

TEST(Template, OtherBracketsAreText) {
    EXPECT_THAT(*places_of("[rose:1.2] [SEASON [] [A B] [FLOWER_2] [FLOWER_2]"), ElementsAre("flower_2"));
    EXPECT_EQ(expand("[rose] [", kLists, "happy")->front().prompt, "[rose] [");
}

TEST(Template, SaysWhichListIsMissing) {
    const auto rows = expand("[EMOTION] [FLOWER]", kLists, "");
    EXPECT_THAT(rows.error().message, HasSubstr("PUT /api/v1/words/flower"));
}

TEST(Template, HasALimitOfRows) {
    WordLists lists = kLists;
    for (const char* name : {"a", "b"}) {
        for (int i = 0; i < 65; ++i) lists[name].push_back("w" + std::to_string(i));
    }
    EXPECT_THAT(expand("[A] [B]", lists, "happy").error().message, HasSubstr("more than 4096 rows"));
    lists["a"].pop_back();
    lists["b"].pop_back();
    EXPECT_EQ(expand("[A] [B]", lists, "happy")->size(), 4096u);
}

TEST(Template, RefusesWhatCannotBe) {
    EXPECT_FALSE(places_of(" "));
    EXPECT_FALSE(places_of(std::string(kMostTemplateText + 1, 'a')));
    EXPECT_FALSE(check_template_name("a/b"));
    EXPECT_FALSE(check_template_name(""));
    EXPECT_TRUE(check_template_name("봄 정원"));
    EXPECT_FALSE(check_list_name("Season"));
    EXPECT_FALSE(check_list_name("_a"));
    EXPECT_TRUE(check_list_name("flower_2"));
}

TEST(Words, MustFitIntoKeys) {
    EXPECT_TRUE(check_words("flower", {"장미", "tulip"}));
    for (const char* bad : {"", "a/b", "..", " a", "a,b", "[X]", "a\nb"})
        EXPECT_FALSE(check_words("flower", {bad})) << bad;
    EXPECT_FALSE(check_words("flower", {}));
    EXPECT_THAT(check_words("flower", {"rose", "Rose"}).error().message, HasSubstr("twice"));
    EXPECT_THAT(check_words("emotion", {"bored"}).error().message, HasSubstr("emotions are happy"));
}

}  // namespace
}  // namespace garden::prompts
