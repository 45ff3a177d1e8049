#include "gallery/picture_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/curation.h"
#include "gallery/test_gallery.h"

namespace garden::gallery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PictureListTest : public GalleryTest {
  protected:
    // One second after the one before.
    void grow(std::string_view key, const std::string& prompt = "", const std::string& painter = "flower") {
        std::map<std::string, std::string> metadata;
        if (!prompt.empty())
            metadata["recipe"] = R"({"painter":")" + painter + R"(","prompt":")" + prompt + R"("})";
        put(key, key, metadata);
        clock_.advance(std::chrono::seconds(1));
    }
    std::vector<std::string> keys(const PictureQuery& query) {
        const auto page = gallery_.list(query);
        EXPECT_TRUE(page) << page.error().message;
        std::vector<std::string> keys;
        for (const ListedPicture& picture : page->pictures) keys.push_back(picture.object.key);
        EXPECT_EQ(page->total, static_cast<std::int64_t>(keys.size()));
        return keys;
    }
};

TEST_F(PictureListTest, NewestFirstByWhatIsAskedFor) {
    grow("imgPool/happy/cat/a_1h.jpeg", "A Spring garden, 100% ROSES");
    grow("imgPool/happy/b_1v.jpeg", "봄날의 장미", "remote");
    grow("emotions/happy/c_1h.jpeg", "roses");
    EXPECT_THAT(keys({}), ElementsAre("imgPool/happy/b_1v.jpeg", "imgPool/happy/cat/a_1h.jpeg"));
    EXPECT_THAT(keys({.shelf = Shelf::garden}), ElementsAre("emotions/happy/c_1h.jpeg"));
    EXPECT_THAT(keys({.emotion = "sad"}), IsEmpty());
    EXPECT_THAT(keys({.favorite = "CAT"}), ElementsAre("imgPool/happy/cat/a_1h.jpeg"));
    EXPECT_THAT(keys({.favorite = ""}), ElementsAre("imgPool/happy/b_1v.jpeg"));
    EXPECT_THAT(keys({.orientation = Orientation::portrait}), ElementsAre("imgPool/happy/b_1v.jpeg"));
    EXPECT_THAT(keys({.painter = "flower"}), ElementsAre("imgPool/happy/cat/a_1h.jpeg"));
    EXPECT_THAT(keys({.text = "0% roses"}), ElementsAre("imgPool/happy/cat/a_1h.jpeg"));
    EXPECT_THAT(keys({.text = "장미"}), ElementsAre("imgPool/happy/b_1v.jpeg"));
    EXPECT_THAT(keys({.text = "r_ses"}), IsEmpty()) << "no pattern";
}

TEST_F(PictureListTest, ATimeIsFromThenAndBeforeThen) {
    const Timestamp first = clock_.now();
    grow("imgPool/sad/a.jpeg");
    grow("imgPool/sad/b.jpeg");
    const Timestamp second = first + std::chrono::seconds(1);
    EXPECT_THAT(keys({.since = second}), ElementsAre("imgPool/sad/b.jpeg"));
    EXPECT_THAT(keys({.before = second}), ElementsAre("imgPool/sad/a.jpeg"));
    EXPECT_THAT(keys({.since = first, .before = first}), IsEmpty());
}

TEST_F(PictureListTest, PagesStandStillWhilePicturesComeAndGo) {
    for (const char* key :
         {"imgPool/sad/a.jpeg", "imgPool/sad/b.jpeg", "imgPool/sad/c.jpeg", "imgPool/sad/d.jpeg"})
        put(key);  // all of one second: then by key
    const auto first = gallery_.list({.most = 2});
    EXPECT_EQ(first->total, 4);
    EXPECT_EQ(first->pictures.back().object.key, "imgPool/sad/c.jpeg");
    ASSERT_TRUE(objects_.remove("garden", {"imgPool/sad/c.jpeg"}));
    clock_.advance(std::chrono::seconds(1));
    put("imgPool/sad/e.jpeg");
    const auto second = gallery_.list({.cursor = first->next, .most = 2});
    ASSERT_EQ(second->pictures.size(), 2u);
    EXPECT_EQ(second->pictures.front().object.key, "imgPool/sad/b.jpeg");
    EXPECT_EQ(second->total, 4);
    EXPECT_EQ(second->next, "");
}

TEST_F(PictureListTest, TheTrashIsListedByRemoval) {
    Curation curation(objects_, gallery_, clock_, "garden");
    grow("imgPool/sad/cat/a_1v.jpeg", "rain");
    grow("html/page.html");
    ASSERT_TRUE(curation.remove({"html/page.html"}));
    clock_.advance(std::chrono::seconds(1));
    ASSERT_TRUE(curation.remove({"imgPool/sad/cat/a_1v.jpeg"}));
    EXPECT_THAT(keys({.shelf = Shelf::trash}), ElementsAre("imgPool/sad/cat/a_1v.jpeg", "html/page.html"));
    EXPECT_THAT(keys({.shelf = Shelf::trash, .favorite = "cat", .text = "RAIN"}),
                ElementsAre("imgPool/sad/cat/a_1v.jpeg"));
    const auto page = gallery_.list({.shelf = Shelf::trash, .most = 1});
    EXPECT_EQ(page->pictures.front().at, clock_.now());
    EXPECT_EQ(gallery_.list({.shelf = Shelf::trash, .cursor = page->next})->pictures.size(), 1u);
    EXPECT_EQ(gallery_.list({.shelf = Shelf::pool, .cursor = page->next}).error().code,
              ErrorCode::invalid_argument);
    EXPECT_FALSE(gallery_.list({.cursor = "zz"}));
}

TEST_F(PictureListTest, RowsOfBeforeAreFilledOnce) {
    grow("imgPool/happy/cat/a_1h.jpeg", "Roses");
    edit("UPDATE pictures SET emotion = NULL, favorite = NULL, painter = NULL, prompt = NULL");
    edit("DELETE FROM prompts");
    edit("INSERT INTO prompts (id, text) VALUES (7, 'of no picture')");
    EXPECT_THAT(keys({.emotion = "happy"}), IsEmpty());
    ASSERT_TRUE(fill_index(*database_, "garden"));
    EXPECT_THAT(keys({.emotion = "happy", .favorite = "cat", .painter = "flower", .text = "rose"}),
                ElementsAre("imgPool/happy/cat/a_1h.jpeg"));
    ASSERT_TRUE(forget_prompts(*database_));
    EXPECT_TRUE(database_->read([](store::Transaction& transaction) -> Result<> {
        EXPECT_EQ(transaction.run("SELECT count(*) FROM prompts")->front().integer(0), 1);
        return {};
    }));
}

}  // namespace
}  // namespace garden::gallery
