#include "gallery/key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace garden::gallery {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto kLandscape = Orientation::landscape;
constexpr auto kPortrait = Orientation::portrait;

TEST(PictureKey, OfGardenAndPoolWithAndWithoutFavorite) {
    EXPECT_EQ(parse_picture_key("emotions/happy/img_20230320-121242_3h.jpeg"),
              (PictureKey{Place::garden, {"happy", ""}, kLandscape}));
    EXPECT_EQ(parse_picture_key("emotions/sad/cat/img_2059-84204_3v.jpeg"),
              (PictureKey{Place::garden, {"sad", "cat"}, kPortrait}));
    EXPECT_EQ(parse_picture_key("imgPool/calm/spring,cloudy,the-early-dawn/a.jpeg"),
              (PictureKey{Place::pool, {"calm", "spring,cloudy,the-early-dawn"}, kLandscape}));
    EXPECT_EQ(parse_picture_key("emotions/happy/파란 장미/꽃v.jpeg"),
              (PictureKey{Place::garden, {"happy", "파란 장미"}, kPortrait}));
}

TEST(PictureKey, TheCharacterBeforeTheTypeIsTheOrientation) {
    EXPECT_EQ(parse_picture_key("emotions/happy/v.jpeg")->orientation, kPortrait);
    EXPECT_EQ(parse_picture_key("emotions/happy/vh.jpeg")->orientation, kLandscape);
    EXPECT_EQ(parse_picture_key("emotions/happy/3.jpeg")->orientation, kLandscape);
    EXPECT_EQ(parse_picture_key("emotions/happy/V.jpeg")->orientation, kLandscape);
}

TEST(PictureKey, AFavoriteCountsInLowerCase) {
    EXPECT_EQ(parse_picture_key("emotions/happy/Cat/a.jpeg")->search_key, parse_search_key("happy/CAT"));
}

TEST(PictureKey, OtherKeysAreNotIndexed) {
    for (const char* key :
         {"", "emotions", "emotions/happy", "emotions/a.jpeg", "emotions/happy/cat/small/a.jpeg",
          "emotions/happy/a.jpg", "emotions/happy/a.JPEG", "emotions/happy/a.png", "emotions/joyful/a.jpeg",
          "emotions/HAPPY/a.jpeg", "display/zone1/img1h.jpeg", "imgpool/happy/a.jpeg",
          "/emotions/happy/a.jpeg", "emotions/happy//a.jpeg", "emotions//happy/a.jpeg",
          "emotions/happy/.jpeg", "img_20230320-121242_0.jpeg"}) {
        EXPECT_EQ(parse_picture_key(key), std::nullopt) << key;
    }
}

TEST(SearchKey, IsAnEmotionAndPerhapsAFavorite) {
    EXPECT_EQ(parse_search_key("happy"), (SearchKey{"happy", ""}));
    EXPECT_EQ(parse_search_key("happy/cat"), (SearchKey{"happy", "cat"}));
    EXPECT_EQ(parse_search_key("happy/winter,snowy,day")->text(), "happy/winter,snowy,day");
    EXPECT_EQ(parse_search_key("happy")->text(), "happy");
    for (const auto emotion : kEmotions) EXPECT_TRUE(parse_search_key(emotion));
}

TEST(SearchKey, AFavoriteIsFreeTextInLowerCase) {
    EXPECT_EQ(parse_search_key("happy/My CAT")->favorite, "my cat");
    EXPECT_EQ(parse_search_key("happy/고양이")->favorite, "고양이");
    EXPECT_EQ(parse_search_key("happy/and/or")->favorite, "and/or") << "no picture has it; that is no error";
}

TEST(SearchKey, AnUnknownEmotionIsToldTheEight) {
    for (const char* text : {"", "joyful", "HAPPY", "/cat", " happy", "happy\xFF"}) {
        const auto refused = parse_search_key(text);
        ASSERT_FALSE(refused) << text;
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    }
    EXPECT_THAT(
        parse_search_key("joyful").error().message,
        HasSubstr(
            "\"joyful\"; the emotions are happy, surprised, calm, angry, fear, confused, disgusted, sad"));
}

TEST(ClientKeys, APlainKeyIsItself) {
    EXPECT_THAT(client_keys("emotions/happy/a,b c.jpeg"), ElementsAre("emotions/happy/a,b c.jpeg"));
    EXPECT_THAT(client_keys(""), ElementsAre(""));
}

TEST(ClientKeys, APercentEncodedKeyIsItselfFirst) {
    EXPECT_THAT(client_keys("emotions/happy/a%20b.jpeg"),
                ElementsAre("emotions/happy/a%20b.jpeg", "emotions/happy/a b.jpeg"));
    EXPECT_THAT(client_keys("100%.jpeg"), ElementsAre("100%.jpeg")) << "no percent-encoding";
    EXPECT_THAT(client_keys("a%00b%FF"), ElementsAre("a%00b%FF")) << "stands for no key";
}

TEST(ClientKeys, AUrlMeansItsPath) {
    EXPECT_THAT(client_keys("https://garden.example/emotions/happy/a.jpeg").back(), "emotions/happy/a.jpeg");
    EXPECT_THAT(
        client_keys("http://localhost:8080/emotions/happy/%ED%8C%8C%EB%9E%80/a%3F.jpeg?1679#x").back(),
        "emotions/happy/파란/a?.jpeg");
    EXPECT_THAT(client_keys("https://garden.example/img_20230320-121242_0.jpeg").back(),
                "img_20230320-121242_0.jpeg");
    EXPECT_THAT(client_keys("https://garden.example/display/zone1/img1h.jpeg"),
                ElementsAre("https://garden.example/display/zone1/img1h.jpeg", "display/zone1/img1h.jpeg"));
}

TEST(ClientKeys, AUrlNeedNotBeEncoded) {
    EXPECT_THAT(client_keys("https://garden.example/imgPool/happy/파란 장미/a.jpeg").back(),
                "imgPool/happy/파란 장미/a.jpeg");
    EXPECT_THAT(client_keys("https://garden.example/emotions/happy/100%.jpeg").back(),
                "emotions/happy/100%.jpeg");
}

TEST(ClientKeys, BehindAPrefixTheLastPlaceBeginsTheKey) {
    const auto keys = client_keys("https://museum.example/garden/emotions/happy/a%20b.jpeg");
    EXPECT_THAT(keys, Contains("garden/emotions/happy/a b.jpeg"));
    EXPECT_EQ(keys.back(), "emotions/happy/a b.jpeg");
}

TEST(NewPictureKey, HasThePlaceTheSearchKeyTheTimeAndTheNumber) {
    const Timestamp time = from_micros(1'679'314'362'900'000);
    EXPECT_EQ(new_picture_key(Place::pool, {"happy", "cat"}, time, 3, kPortrait),
              "imgPool/happy/cat/img_20230320-121242_3v.jpeg");
    const std::string key = new_picture_key(Place::garden, {"calm", ""}, time, 0, kLandscape);
    EXPECT_EQ(key, "emotions/calm/img_20230320-121242_0h.jpeg");
    EXPECT_EQ(parse_picture_key(key), (PictureKey{Place::garden, {"calm", ""}, kLandscape}));
}

}  // namespace
}  // namespace garden::gallery
