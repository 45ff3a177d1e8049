#include "painting/flower/words.h"

#include <iterator>
#include <string>
#include <tuple>
#include <vector>

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

TEST(Words, KnowsEveryFlowerInBothLanguages) {
    const std::tuple<Kind, const char*, const char*> words[] = {
        {Kind::rose, "roses", "장미가"},
        {Kind::daisy, "a daisy", "데이지와"},
        {Kind::tulip, "tulip", "튤립"},
        {Kind::sunflower, "sunflowers", "해바라기를"},
        {Kind::poppy, "poppies", "양귀비"},
        {Kind::lavender, "lavender", "라벤더"},
        {Kind::cherry, "cherry-blossom", "벚꽃이"},
        {Kind::lotus, "lotus", "연꽃"},
        {Kind::lily, "lilies", "백합"},
        {Kind::dandelion, "dandelion", "민들레"},
        {Kind::hydrangea, "hydrangeas", "수국"},
        {Kind::peony, "peony", "모란"},
        {Kind::iris, "irises", "붓꽃"},
        {Kind::wisteria, "wisteria", "등나무"},
    };
    EXPECT_EQ(std::size(words), static_cast<std::size_t>(kKinds));
    for (const auto& [kind, english, korean] : words) {
        for (const char* word : {english, korean}) {
            const Wishes wishes = understand(word, "");
            ASSERT_EQ(wishes.flowers.size(), 1U) << word;
            EXPECT_EQ(wishes.flowers[0].kind, kind) << word;
            EXPECT_TRUE(wishes.flowers[0].wished) << word;
            EXPECT_TRUE(wishes.flowers[0].colours.empty()) << word;
        }
    }
}

TEST(Words, GivesAFlowerTheColourThatStandsBeforeIt) {
    const std::pair<const char*, Colour> words[] = {
        {"red", Colour::red},       {"orange", Colour::orange}, {"yellow", Colour::yellow},
        {"green", Colour::green},   {"blue", Colour::blue},     {"purple", Colour::violet},
        {"violet", Colour::violet}, {"PINK", Colour::pink},     {"white", Colour::white},
        {"black", Colour::black},   {"빨간", Colour::red},      {"붉은", Colour::red},
        {"주황색", Colour::orange}, {"노란", Colour::yellow},   {"노랑", Colour::yellow},
        {"초록", Colour::green},    {"파란", Colour::blue},     {"푸른", Colour::blue},
        {"보라", Colour::violet},   {"분홍", Colour::pink},     {"하얀", Colour::white},
        {"흰", Colour::white},      {"검은", Colour::black},
    };
    for (const auto& [word, colour] : words) {
        const Wishes wishes = understand(std::string("happy, ") + word + " 장미, lilies", "");
        ASSERT_EQ(wishes.flowers.size(), 2U) << word;
        EXPECT_EQ(wishes.flowers[0].colours, std::vector{colour}) << word;
        EXPECT_TRUE(wishes.flowers[1].colours.empty()) << word;
    }
}

TEST(Words, GivesAFlowerSeveralColours) {
    const Wishes wishes =
        understand("red and white roses, yellow tulips and pink tulips in a green field", "");
    ASSERT_EQ(wishes.flowers.size(), 2U);
    EXPECT_EQ(wishes.flowers[0].colours, (std::vector{Colour::white, Colour::red}));
    EXPECT_EQ(wishes.flowers[1].colours, (std::vector{Colour::yellow, Colour::pink}));
}

TEST(Words, KnowsAWaterLilyFromALily) {
    const Wishes wishes = understand("a pond with water lilies", "");
    ASSERT_EQ(wishes.flowers.size(), 1U);
    EXPECT_EQ(wishes.flowers[0].kind, Kind::lotus);
    const Wishes both = understand("white water lilies and pink lilies", "");
    ASSERT_EQ(both.flowers.size(), 2U);
    EXPECT_EQ(both.flowers[0].kind, Kind::lotus);
    EXPECT_EQ(both.flowers[0].colours, std::vector{Colour::white});
    EXPECT_EQ(both.flowers[1].kind, Kind::lily);
    EXPECT_EQ(both.flowers[1].colours, std::vector{Colour::pink});
    const Wishes without = understand("water lilies and lilies", "water lilies");
    ASSERT_EQ(without.flowers.size(), 1U);
    EXPECT_EQ(without.flowers[0].kind, Kind::lily);
    EXPECT_EQ(understand("lilies", "water lilies").flowers.size(), 1U);
    EXPECT_EQ(understand("post impressionism", "impressionism").style, Style::van_gogh);
}

TEST(Words, TakesBothMeaningsOfAWordThatHasTwo) {
    const Wishes wishes = understand("봄비", "");
    EXPECT_EQ(wishes.season, Season::spring);
    EXPECT_EQ(wishes.weather, Weather::rainy);
}

TEST(Words, WeighsShortKoreanWordsByTheirOwnBrackets) {
    EXPECT_EQ(understand("rose, night, (낮: 2.0)", "").time, Time::day);
    EXPECT_EQ(understand("day, (밤: 2.0)", "").time, Time::night);
    EXPECT_EQ(understand("snow, (비: 2.0)", "").weather, Weather::rainy);
    EXPECT_EQ(understand("watercolor, (유화: 2.0)", "").style, Style::oil);
    EXPECT_EQ(understand("day, middle of the (night: 2.0)", "").time, Time::night);
}

}  // namespace
}  // namespace garden::painting::flower
