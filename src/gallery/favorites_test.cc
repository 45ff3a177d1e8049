#include "gallery/favorites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/test_gallery.h"

namespace garden::gallery {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST_F(GalleryTest, FavoritesAreThoseThatGardenPicturesHaveTheMostUsedFirst) {
    put("emotions/happy/dog/a_1h.jpeg");
    put("emotions/happy/cat/a_1h.jpeg");
    put("emotions/happy/bird/a_1h.jpeg");
    put("emotions/happy/bird/a_1v.jpeg");
    put("emotions/sad/rain/a_1h.jpeg");
    put("emotions/happy/a_1h.jpeg");
    put("imgPool/happy/fox/a_1h.jpeg");
    EXPECT_THAT(
        favorites(*database_, 12).value(),
        ElementsAre(Pair("happy", ElementsAre("bird", "cat", "dog")), Pair("sad", ElementsAre("rain"))));
    EXPECT_THAT(favorites(*database_, 1).value().at("happy"), ElementsAre("bird"));
}

}  // namespace
}  // namespace garden::gallery
