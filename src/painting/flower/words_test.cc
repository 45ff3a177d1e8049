#include "painting/flower/words.h"

#include <gtest/gtest.h>

namespace garden::painting::flower {
namespace {

TEST(Words, UnderstandsTheSceneNamesOfTheProtocol) {
    const Wishes wishes =
        understand("happy, spring,rainy,the-early-dawn, flowers, fantasy, highly detailed", "");
    EXPECT_EQ(wishes.emotion, Emotion::happy);
    EXPECT_EQ(wishes.season, Season::spring);
    EXPECT_EQ(wishes.weather, Weather::rainy);
    EXPECT_EQ(wishes.time, Time::dawn);
    EXPECT_EQ(understand("the-middle-of-the-night", "").time, Time::night);
}

TEST(Words, UnderstandsEveryEmotionInBothLanguages) {
    const std::pair<const char*, Emotion> words[] = {
        {"happy", Emotion::happy},
        {"행복", Emotion::happy},
        {"surprised", Emotion::surprised},
        {"놀람", Emotion::surprised},
        {"calm", Emotion::calm},
        {"평온", Emotion::calm},
        {"ANGRY", Emotion::angry},
        {"화남", Emotion::angry},
        {"fear", Emotion::fear},
        {"공포", Emotion::fear},
        {"confused", Emotion::confused},
        {"혼란스러움", Emotion::confused},
        {"disgusted", Emotion::disgusted},
        {"역겨움", Emotion::disgusted},
        {"sad", Emotion::sad},
        {"슬픔", Emotion::sad},
    };
    for (const auto& [word, emotion] : words) EXPECT_EQ(understand(word, "").emotion, emotion) << word;
}

TEST(Words, UnderstandsEveryStyleInBothLanguages) {
    const std::pair<const char*, Style> words[] = {
        {"digital art", Style::digital},
        {"watercolor", Style::watercolor},
        {"수채화", Style::watercolor},
        {"oil painting", Style::oil},
        {"유화로 그린 장미", Style::oil},
        {"ink wash", Style::ink},
        {"수묵화", Style::ink},
        {"impressionism", Style::impressionist},
        {"인상파 화풍", Style::impressionist},
        {"pointillism", Style::pointillist},
        {"점묘화", Style::pointillist},
        {"by Vincent van Gogh", Style::van_gogh},
        {"고흐처럼", Style::van_gogh},
        {"alphonse mucha", Style::mucha},
        {"무하 풍", Style::mucha},
        {"edvard munch", Style::munch},
        {"뭉크", Style::munch},
        {"pixel-art", Style::pixel},
        {"픽셀", Style::pixel},
    };
    for (const auto& [word, style] : words) EXPECT_EQ(understand(word, "").style, style) << word;
    EXPECT_EQ(understand("나무하고 꽃", "").style, std::nullopt);
}

TEST(Words, TakesAnotherStyleBeforeDigitalArt) {
    EXPECT_EQ(understand("watercolor, sharp focus, ((digital art))", "").style, Style::watercolor);
    EXPECT_EQ(understand("oil, (ink: 2.0)", "").style, Style::ink);
    EXPECT_EQ(understand("ink, digital art", "ink").style, Style::digital);
}

TEST(Words, ReadsKoreanWithItsParticles) {
    const Wishes wishes = understand("눈이 내리는 겨울밤, 슬픈 장미와 해바라기가 있는 정원", "");
    EXPECT_EQ(wishes.emotion, Emotion::sad);
    EXPECT_EQ(wishes.season, Season::winter);
    EXPECT_EQ(wishes.weather, Weather::snowy);
    ASSERT_EQ(wishes.flowers.size(), 2U);
    EXPECT_EQ(wishes.flowers[0].kind, Kind::rose);
    EXPECT_EQ(wishes.flowers[1].kind, Kind::sunflower);
}

TEST(Words, WeighsWhatStandsInBrackets) {
    const Wishes wishes = understand("((rose)), (tulip: 2.0), [lily], daisy", "");
    ASSERT_EQ(wishes.flowers.size(), 4U);
    EXPECT_NEAR(wishes.flowers[0].weight, 1.21, 1e-9);
    EXPECT_NEAR(wishes.flowers[1].weight, 2.0, 1e-9);
    EXPECT_NEAR(wishes.flowers[2].weight, 1 / 1.1, 1e-9);
    EXPECT_EQ(wishes.flowers[3].weight, 1.0);
    EXPECT_EQ(understand("calm (angry:1.5)", "").emotion, Emotion::angry);
    EXPECT_EQ(understand("calm angry", "").emotion, Emotion::calm);
}

TEST(Words, PassesOverWhatItDoesNotKnow) {
    const Wishes wishes = understand("((((a roseate happyness)))]] : (x:) (:) ((: nan) 고양이 🐱", "");
    EXPECT_FALSE(wishes.emotion || wishes.season || wishes.weather || wishes.time);
    EXPECT_TRUE(wishes.flowers.empty());
}

TEST(Words, TakesAwayWhatIsUnwanted) {
    const Wishes wishes = understand("sad roses and tulips in the snow", "tulip, snow");
    ASSERT_EQ(wishes.flowers.size(), 1U);
    EXPECT_EQ(wishes.flowers[0].kind, Kind::rose);
    EXPECT_FALSE(wishes.weather);
}

TEST(Words, KnowsAWaterLilyFromALily) {
    const Wishes wishes = understand("a pond with water lilies", "");
    ASSERT_EQ(wishes.flowers.size(), 1U);
    EXPECT_EQ(wishes.flowers[0].kind, Kind::lotus);
}

}  // namespace
}  // namespace garden::painting::flower
