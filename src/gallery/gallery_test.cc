#include "gallery/gallery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/test_gallery.h"
#include "store/test_statements.h"

namespace garden::gallery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(GalleryTest, ListsOneSearchKeyByOrientationOldestFirstThenByKey) {
    put("emotions/happy/b_1h.jpeg");
    put("emotions/happy/a_1h.jpeg");  // within the same second: by key
    clock_.advance(std::chrono::seconds(1));
    put("emotions/happy/0_1h.jpeg");
    put("emotions/happy/b_1v.jpeg");
    put("emotions/happy/cat/c_1h.jpeg");
    put("emotions/sad/d_1h.jpeg");
    put("imgPool/happy/e_1h.jpeg");
    EXPECT_THAT(
        all(Place::garden, "happy").landscape,
        ElementsAre("emotions/happy/a_1h.jpeg", "emotions/happy/b_1h.jpeg", "emotions/happy/0_1h.jpeg"));
    EXPECT_THAT(all(Place::garden, "happy").portrait, ElementsAre("emotions/happy/b_1v.jpeg"));
    EXPECT_THAT(all(Place::garden, "happy/cat").landscape, ElementsAre("emotions/happy/cat/c_1h.jpeg"));
    EXPECT_THAT(all(Place::garden, "happy/CAT").landscape, ElementsAre("emotions/happy/cat/c_1h.jpeg"));
    EXPECT_THAT(all(Place::pool, "happy").landscape, ElementsAre("imgPool/happy/e_1h.jpeg"));
    EXPECT_THAT(all(Place::garden, "happy/ca").landscape, IsEmpty()) << "an exact match";
    EXPECT_THAT(all(Place::garden, "calm").portrait, IsEmpty());
}

TEST_F(GalleryTest, APicturePutAgainIsListedOnceWithTheNewTime) {
    put("emotions/happy/a.jpeg");
    clock_.advance(std::chrono::seconds(5));
    put("emotions/happy/b.jpeg");
    clock_.advance(std::chrono::seconds(5));
    put("emotions/happy/a.jpeg");
    EXPECT_THAT(all(Place::garden, "happy").landscape,
                ElementsAre("emotions/happy/b.jpeg", "emotions/happy/a.jpeg"));
}

TEST_F(GalleryTest, TheIndexFollowsTheStoreHoweverTheObjectComesOrGoes) {
    ASSERT_TRUE(objects_.put("garden", "emotions/happy/a.jpeg", "a picture", {}));
    ASSERT_TRUE(objects_.copy({"garden", "emotions/happy/a.jpeg"}, {"garden", "imgPool/sad/b.jpeg"}));
    ASSERT_TRUE(objects_.put("garden", "emotions/happy/deep/er/c.jpeg", "not indexed", {}));
    ASSERT_TRUE(objects_.put("garden", "emotions/happy/notes.txt", "not indexed", {}));
    ASSERT_TRUE(objects_.put("another bucket", "emotions/happy/d.jpeg", "not indexed", {}));
    EXPECT_THAT(pictures(Place::garden), ElementsAre("emotions/happy/a.jpeg"));
    EXPECT_THAT(pictures(Place::pool), ElementsAre("imgPool/sad/b.jpeg"));
    ASSERT_TRUE(objects_.remove("another bucket", {"emotions/happy/a.jpeg", "emotions/happy/d.jpeg"}));
    EXPECT_THAT(pictures(Place::garden), ElementsAre("emotions/happy/a.jpeg"));
    ASSERT_TRUE(objects_.remove("garden", {"emotions/happy/a.jpeg"}));
    EXPECT_THAT(pictures(Place::garden), IsEmpty());
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(GalleryTest, PicturesAreToldWithAllThatTheIndexKnows) {
    clock_.advance(std::chrono::microseconds(250'000));
    put("emotions/happy/cat/a_3v.jpeg");
    ASSERT_TRUE(gallery_.for_each_picture(Place::garden, [&](const Picture& picture) {
        EXPECT_EQ(picture.parts, (PictureKey{Place::garden, {"happy", "cat"}, Orientation::portrait}));
        EXPECT_EQ(to_micros(picture.added_at), 1'700'000'000'000'000) << "whole seconds";
        EXPECT_EQ(picture_of(*objects_.head("garden", picture.key))->added_at, picture.added_at);
    }));
}

TEST_F(GalleryTest, APictureHasItsRecipeAndIsPutWithOtherWork) {
    const store::Work note = [](store::Transaction& transaction) -> Result<> {
        const auto rows = transaction.run("INSERT INTO settings (name, value) VALUES ('job', 'done')");
        if (!rows) return std::unexpected(rows.error());
        return {};
    };
    ASSERT_TRUE(gallery_.put_picture("emotions/calm/a.jpeg", "a picture", {{"prompt", "roses"}}, note));
    const auto info = objects_.head("garden", "emotions/calm/a.jpeg");
    EXPECT_EQ(info->content_type, "image/jpeg");
    EXPECT_EQ(info->metadata.at("prompt"), "roses");
    EXPECT_FALSE(gallery_.put_picture("emotions/calm/b.jpeg", "a picture", {}, note))
        << "the note is there already";
    EXPECT_THAT(pictures(Place::garden), ElementsAre("emotions/calm/a.jpeg"));
}

TEST_F(GalleryTest, AClearedPictureStaysUnlistedUntilItIsPutAgain) {
    put("emotions/happy/a b.jpeg");
    EXPECT_EQ(gallery_.clear_index("emotions/happy/a%20b.jpeg"), "emotions/happy/a b.jpeg");
    EXPECT_EQ(gallery_.clear_index("emotions/happy/a b.jpeg"), std::nullopt);
    EXPECT_THAT(all(Place::garden, "happy").landscape, IsEmpty());
    EXPECT_EQ(objects_.read("garden", "emotions/happy/a b.jpeg"), "a picture");
    EXPECT_THAT(problems(), IsEmpty());
    put("emotions/happy/a b.jpeg");
    EXPECT_THAT(all(Place::garden, "happy").landscape, ElementsAre("emotions/happy/a b.jpeg"));
}

TEST_F(GalleryTest, AKeyThatExistsLiterallyWins) {
    put("emotions/happy/a b.jpeg");
    EXPECT_EQ(gallery_.resolve("emotions/happy/a%20b.jpeg"), "emotions/happy/a b.jpeg");
    put("emotions/happy/a%20b.jpeg");
    EXPECT_EQ(gallery_.resolve("emotions/happy/a%20b.jpeg"), "emotions/happy/a%20b.jpeg");
    EXPECT_EQ(gallery_.resolve("https://host/emotions/happy/a%2520b.jpeg"), "emotions/happy/a%20b.jpeg");
}

TEST_F(GalleryTest, OfAPictureThatIsGoneAllFormsAreOneKey) {
    const std::string key = "emotions/happy/a b.jpeg";
    EXPECT_EQ(gallery_.resolve("https://host/emotions/happy/a%20b.jpeg"), key);
    EXPECT_EQ(gallery_.resolve("https://host/emotions/happy/a b.jpeg"), key);
    EXPECT_EQ(gallery_.resolve("emotions/happy/a%20b.jpeg"), key);
    EXPECT_EQ(gallery_.resolve(key), key);
    EXPECT_THAT(gallery_.resolve(std::vector<std::string>{"no key at all", "x%41"}).value(),
                ElementsAre("no key at all", "xA"));
}

TEST_F(GalleryTest, AKeyThatCannotBeLookedUpIsAnError) {
    store::WatchedDatabase away(*database_, [](std::string_view) -> Result<> {
        return fail(ErrorCode::unavailable, "the database is away");
    });
    Gallery gallery(away, objects_, "garden");
    EXPECT_EQ(gallery.resolve("emotions/happy/a.jpeg"), "emotions/happy/a.jpeg")
        << "there is nothing to look up";
    EXPECT_EQ(gallery.resolve("emotions/happy/a%20b.jpeg").error().code, ErrorCode::unavailable);
}

TEST_F(GalleryTest, IsEmptyOnlyWithoutAnyObject) {
    EXPECT_EQ(gallery_.is_empty(), true);
    ASSERT_TRUE(objects_.put("another bucket", "x", "x", {}));
    EXPECT_EQ(gallery_.is_empty(), true);
    ASSERT_TRUE(objects_.put("garden", "html/index.html", "x", {}));
    EXPECT_EQ(gallery_.is_empty(), false);
}

TEST_F(GalleryTest, ManyPicturesAreReadPageByPage) {
    edit(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500) "
        "INSERT INTO pictures (key, place, search_key, orientation, added_at) SELECT 'emotions/sad/' || i || "
        "'.jpeg', 'emotions', 'sad', 'h', 0 FROM n");
    EXPECT_EQ(pictures(Place::garden).size(), 4500u);
}

TEST_F(GalleryTest, TheCheckFindsRowsThatDisagree) {
    put("emotions/happy/a.jpeg");
    put("emotions/happy/b.jpeg");
    edit("UPDATE pictures SET search_key = 'sad' WHERE key = 'emotions/happy/a.jpeg'");
    edit(
        "INSERT INTO pictures (key, place, search_key, orientation, added_at) VALUES "
        "('emotions/sad/gone.jpeg', 'emotions', 'sad', 'h', 0)");
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("\"emotions/happy/a.jpeg\" as emotions/sad (h)"),
                                        HasSubstr("\"emotions/sad/gone.jpeg\", which is not in the store")));
}

}  // namespace
}  // namespace garden::gallery
