#include "painting/flower/favorites.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "painting/flower/emoji_names.h"
#include "painting/flower/words.h"

namespace garden::painting::flower {
namespace {

// The emoji of a prompt's favorites, heaviest first.
std::u32string emoji_in(std::string_view prompt, std::string_view negative = "") {
    std::u32string emoji;
    for (const Favorite& favorite : understand(prompt, negative).favorites) emoji.push_back(favorite.emoji);
    return emoji;
}

TEST(Favorites, KnowsThingsByTheirNamesInBothLanguages) {
    const std::pair<const char*, const char32_t*> names[] = {
        {"cat", U"🐈"},      {"dog", U"🐕"},        {"rabbit", U"🐇"},    {"bunny", U"🐰"},
        {"elephant", U"🐘"}, {"whale", U"🐋"},      {"butterfly", U"🦋"}, {"penguin", U"🐧"},
        {"guitar", U"🎸"},   {"piano", U"🎹"},      {"violin", U"🎻"},    {"soccer ball", U"⚽"},
        {"bicycle", U"🚲"},  {"bike", U"🚲"},       {"airplane", U"✈"},   {"coffee", U"☕"},
        {"castle", U"🏰"},   {"teddy bear", U"🧸"}, {"ice cream", U"🍨"}, {"unicorn", U"🦄"},
        {"hot dog", U"🌭"},  {"heart", U"❤"},       {"robot", U"🤖"},     {"light bulb", U"💡"},
        {"고양이", U"🐈"},   {"강아지", U"🐶"},     {"토끼", U"🐇"},      {"고래", U"🐋"},
        {"나비", U"🦋"},     {"기타", U"🎸"},       {"피아노", U"🎹"},    {"커피", U"☕"},
        {"축구공", U"⚽"},   {"비행기", U"✈"},      {"자전거", U"🚲"},    {"코끼리", U"🐘"},
        {"개", U"🐕"},       {"말", U"🐎"},         {"곰", U"🐻"},        {"집", U"🏠"},
    };
    for (const auto& [name, emoji] : names) EXPECT_EQ(emoji_in(name), emoji) << name;
}

TEST(Favorites, ReadsPluralsAndParticles) {
    const std::pair<const char*, const char32_t*> names[] = {
        {"two cats", U"🐈"},
        {"whales", U"🐋"},
        {"butterflies", U"🦋"},
        {"foxes", U"🦊"},
        {"wolves", U"🐺"},
        {"Teddy-Bears", U"🧸"},
        {"고양이가 있는 정원", U"🐈"},
        {"고양이와 장미", U"🐈"},
        {"행복한 고래들의 춤", U"🐋"},
        {"나비가 나는 정원", U"🦋"},
        {"개와 함께", U"🐕"},
        {"말을 타고", U"🐎"},
    };
    for (const auto& [text, emoji] : names) EXPECT_EQ(emoji_in(text), emoji) << text;
}

TEST(Favorites, ASyllableMustBeAWholeWord) {
    for (const char* text : {"개나리", "말씀", "소망", "배경", "새로운", "눈이 오는 밤", "이 그림"})
        EXPECT_EQ(emoji_in(text), U"") << text;
}

TEST(Favorites, ReadsTheDefaultPrompt) {
    const std::string others =
        "flowers, fantasy, concept art, trending on artstation, highly detailed, intricate, sharp focus, "
        "digital art";
    EXPECT_EQ(emoji_in("happy, " + others), U"");
    EXPECT_EQ(emoji_in("happy, cat, " + others), U"🐈");
    EXPECT_EQ(emoji_in("행복, 고양이, " + others), U"🐈");
}

TEST(Favorites, FindsNoneInPromptsThatAskForNone) {
    for (const char* prompt : {
             "a painting of a quiet garden at sunset, oil on canvas, masterpiece, best quality, 8k",
             "sunny spring meadow, watercolor painting style, soft light, pastel colors, white background",
             "portrait of a beautiful woman, golden hour, studio lighting, 85mm lens, photorealistic, sharp "
             "eyes",
             "epic fantasy landscape, mountains, river, volumetric light, unreal engine, octane render, "
             "cinematic",
             "misty forest, tall trees, god rays, green leaves, high contrast, award winning photography",
             "abstract geometric pattern, vibrant red and blue, modern art, poster design, flat illustration",
             "rainy city street at night, neon lights, reflection in water, cyberpunk, dark mood, film grain",
             "anime style girl, detailed face, beautiful hands, dynamic pose, key visual, studio ghibli",
             "old man, wrinkles, black and white picture, pencil drawing, close up shot, by a famous artist",
             "snowy winter, fall colors, rose garden, lily pond, tulip field, falling petals, magic, dreamy "
             "sky",
             "정원의 꽃, 아름다운 풍경, 밝은 빛, 고화질 사진, 우주 배경, 봄 여행",
         })
        EXPECT_EQ(emoji_in(prompt), U"") << prompt;
}

TEST(Favorites, TheVocabularysOwnWordsAreNone) {
    EXPECT_EQ(emoji_in("rose, tulip, sunflower, cherry blossom, fall, 장미, 벚꽃, 나비가"), U"🦋");
    EXPECT_FALSE(understand("나비가 있는 정원", "").weather);
}

TEST(Favorites, TakesTheHeaviestThree) {
    EXPECT_EQ(emoji_in("cat, (whale: 2.0), ((dog)), [rabbit]"), U"🐋🐕🐈");
    EXPECT_EQ(emoji_in("cat, 고양이, cats"), U"🐈");
    EXPECT_EQ(emoji_in("(cat: 0)"), U"");
    EXPECT_EQ(understand("(cat: 2.0)", "").favorites.at(0).weight, 2.0);
}

TEST(Favorites, TakesAwayWhatIsUnwanted) { EXPECT_EQ(emoji_in("cat and dog", "고양이"), U"🐕"); }

TEST(Favorites, SaysHowTheyStand) {
    EXPECT_EQ(understand("cat", "").favorites.at(0).stance, Stance::standing);
    EXPECT_EQ(understand("guitar", "").favorites.at(0).stance, Stance::placed);
    EXPECT_EQ(understand("butterfly", "").favorites.at(0).stance, Stance::raised);
    EXPECT_EQ(understand("whale", "").favorites.at(0).stance, Stance::floating);
}

TEST(Favorites, NamesAreSortedAndUnique) {
    for (const auto names : {english_names(), korean_names()}) {
        ASSERT_GT(names.size(), 1000U);
        for (std::size_t i = 1; i < names.size(); ++i) ASSERT_LT(names[i - 1].name, names[i].name);
    }
}

}  // namespace
}  // namespace garden::painting::flower
