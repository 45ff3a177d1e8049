#include "gallery/curation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/test_gallery.h"

namespace garden::gallery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CurationTest : public GalleryTest {
  protected:
    using Keys = std::vector<std::string>;

    // What became of each key, a letter each: Done, Unchanged, Missing, Refused.
    static std::string fates(const Result<std::vector<Outcome>>& outcomes) {
        EXPECT_TRUE(outcomes) << outcomes.error().message;
        std::string letters;
        for (const Outcome& outcome : *outcomes) letters += "DUMR"[static_cast<int>(outcome.fate)];
        return letters;
    }
    // What operators disliked in the pool and in the garden.
    Keys disliked() {
        Keys keys;
        for (const Shelf shelf : {Shelf::pool, Shelf::garden}) {
            const auto page = gallery_.list({.shelf = shelf, .disliked = true});
            EXPECT_TRUE(page) << page.error().message;
            for (const ListedPicture& picture : page->pictures) {
                EXPECT_TRUE(picture.disliked);
                keys.push_back(picture.object.key);
            }
        }
        return keys;
    }
    std::int64_t rows(std::string_view sql) {
        std::int64_t count = -1;
        EXPECT_TRUE(database_->read([&](store::Transaction& transaction) -> Result<> {
            count = transaction.run(sql).value().front().integer(0);
            return {};
        }));
        return count;
    }

    Curation curation_{objects_, gallery_, clock_, "garden"};
};

const std::string kPool = "imgPool/happy/cat/a_1h.jpeg";
const std::string kGarden = "emotions/happy/cat/a_1h.jpeg";

TEST_F(CurationTest, RemovalTakesKeysInEveryFormAndIsIdempotent) {
    put("imgPool/happy/파란 장미/a.jpeg");
    put("imgPool/happy/b.jpeg");
    put("imgPool/happy/c.jpeg");
    const Keys sent = {"https://host/imgPool/happy/%ED%8C%8C%EB%9E%80%20%EC%9E%A5%EB%AF%B8/a.jpeg",
                       "imgPool%2Fhappy%2Fb.jpeg", "imgPool/happy/none.jpeg"};
    EXPECT_EQ(fates(curation_.remove(sent)), "DDM");
    EXPECT_EQ(fates(curation_.remove(sent)), "MMM");
    EXPECT_THAT(pictures(Place::pool), ElementsAre("imgPool/happy/c.jpeg"));
    EXPECT_EQ(gallery_.exists("imgPool/happy/b.jpeg"), false);
    EXPECT_EQ(gallery_.exists("imgPool/happy/c.jpeg"), true);
}

TEST_F(CurationTest, WhatWasRemovedComesBackAsItWas) {
    put(kGarden, "octets", {{"recipe", R"({"painter":"flower"})"}});
    const auto before = objects_.head("garden", kGarden);
    clock_.advance(std::chrono::hours(48));
    told_.clear();
    ASSERT_EQ(fates(curation_.remove({kGarden})), "D");
    EXPECT_THAT(told_, ElementsAre("-" + kGarden)) << "so that the recommender forgets it";
    EXPECT_FALSE(objects_.head("garden", kGarden));
    EXPECT_EQ(objects_.sweep(std::chrono::seconds(0)), 0u) << "what is in the trash is held";

    told_.clear();
    ASSERT_EQ(fates(curation_.restore({"https://host/" + kGarden})), "D");
    EXPECT_THAT(told_, ElementsAre("+" + kGarden));
    const auto after = objects_.head("garden", kGarden);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->modified, before->modified);
    EXPECT_EQ(after->metadata, before->metadata);
    EXPECT_EQ(objects_.read("garden", kGarden), "octets");
    EXPECT_THAT(all(Place::garden, "happy/cat").landscape, ElementsAre(kGarden));
    EXPECT_EQ(fates(curation_.restore({kGarden, "emotions/sad/none.jpeg"})), "UM");
    EXPECT_EQ(rows("SELECT count(*) FROM trash"), 0);
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(CurationTest, OfAKeyThatWasRemovedTwiceTheLastComesBackFirst) {
    for (const char* octets : {"first", "second"}) {
        put(kPool, octets);
        clock_.advance(std::chrono::seconds(1));
        ASSERT_EQ(fates(curation_.remove({kPool})), "D");
    }
    ASSERT_EQ(fates(curation_.restore({kPool})), "D");
    EXPECT_EQ(objects_.read("garden", kPool), "second");
    const auto refused = curation_.restore({kPool});
    EXPECT_EQ(fates(refused), "R") << "nothing is overwritten";
    EXPECT_THAT(refused->front().problem, testing::HasSubstr("remove that one first"));
    ASSERT_EQ(fates(curation_.remove({kPool})), "D");
    EXPECT_EQ(rows("SELECT count(*) FROM trash"), 2);
}

TEST_F(CurationTest, TheTrashIsEmptiedByHandAndByAge) {
    put("imgPool/sad/old.jpeg", "old");
    ASSERT_EQ(fates(curation_.remove({"imgPool/sad/old.jpeg"})), "D");
    clock_.advance(std::chrono::hours(24 * 20));
    put("imgPool/sad/new.jpeg", "new");
    ASSERT_EQ(fates(curation_.remove({"imgPool/sad/new.jpeg"})), "D");
    EXPECT_EQ(curation_.empty_trash(std::chrono::days(20)), 0u);
    clock_.advance(std::chrono::hours(1));
    EXPECT_EQ(curation_.empty_trash(std::chrono::days(20)), 1u);
    EXPECT_EQ(fates(curation_.restore({"imgPool/sad/old.jpeg"})), "M");
    clock_.advance(std::chrono::hours(2));
    EXPECT_EQ(objects_.sweep(std::chrono::hours(1)), 1u) << "its octets go with the next sweep";
    EXPECT_EQ(curation_.empty_trash(), 1u);
    EXPECT_EQ(curation_.empty_trash(), 0u);
    EXPECT_EQ(rows("SELECT count(*) FROM trashed_pictures"), 0);
    EXPECT_EQ(objects_.sweep(std::chrono::hours(1)), 0u) << "the grace counts from when they were let go";
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(CurationTest, PublishingCopiesRowsAndIsIdempotent) {
    put(kPool, "octets", {{"recipe", R"({"painter":"flower","prompt":"roses"})"}});
    EXPECT_EQ(fates(curation_.publish({kPool})), "D");
    EXPECT_EQ(fates(curation_.publish({kPool, "imgPool/happy/none.jpeg", kGarden, "html/a.html"})), "UMRR");
    EXPECT_THAT(all(Place::garden, "happy/cat").landscape, ElementsAre(kGarden));
    EXPECT_THAT(all(Place::pool, "happy/cat").landscape, ElementsAre(kPool));
    EXPECT_EQ(objects_.read("garden", kGarden), "octets");
    EXPECT_EQ(objects_.head("garden", kGarden)->metadata, objects_.head("garden", kPool)->metadata);
    EXPECT_EQ(rows("SELECT count(*) FROM blobs"), 1);
}

TEST_F(CurationTest, APictureThatWasTakenOffTheListIsListedByPublishing) {
    put(kPool);
    ASSERT_EQ(fates(curation_.publish({kPool})), "D");
    ASSERT_TRUE(gallery_.clear_index(kGarden));
    EXPECT_EQ(fates(curation_.publish({kPool})), "D");
    EXPECT_THAT(all(Place::garden, "happy/cat").landscape, SizeIs(1));
}

TEST_F(CurationTest, UnpublishingMovesBackToThePool) {
    put(kGarden, "octets");
    told_.clear();
    EXPECT_EQ(fates(curation_.unpublish({kGarden})), "D");
    EXPECT_THAT(told_, ElementsAre("+" + kPool, "-" + kGarden));
    EXPECT_EQ(fates(curation_.unpublish({kGarden, "emotions/happy/none.jpeg", kPool})), "UMR");
    EXPECT_THAT(pictures(Place::garden), IsEmpty());
    EXPECT_THAT(pictures(Place::pool), ElementsAre(kPool));
    ASSERT_EQ(fates(curation_.publish({kPool})), "D");
    EXPECT_EQ(fates(curation_.unpublish({kGarden})), "D") << "the pool has it still";
    EXPECT_THAT(pictures(Place::pool), ElementsAre(kPool));
}

TEST_F(CurationTest, WhatIsDisplacedGoesToTheTrash) {
    put(kGarden, "published");
    put(kPool, "made anew");
    EXPECT_EQ(fates(curation_.publish({kPool})), "D");
    EXPECT_EQ(objects_.read("garden", kGarden), "made anew");
    put(kPool, "made once more");
    EXPECT_EQ(fates(curation_.unpublish({kGarden})), "D");
    EXPECT_EQ(objects_.read("garden", kPool), "made anew");
    EXPECT_EQ(rows("SELECT count(*) FROM trash"), 2);
    ASSERT_EQ(fates(curation_.restore({kGarden})), "D");
    EXPECT_EQ(objects_.read("garden", kGarden), "published");
}

TEST_F(CurationTest, ADislikeIsAMarkThatIsTakenAwayAgain) {
    put(kPool, "octets");
    put(kGarden, "published before");
    ASSERT_TRUE(objects_.put("garden", "html/a.html", "x", {}));
    told_.clear();
    EXPECT_EQ(fates(curation_.dislike({"https://host/" + kPool, "imgPool/sad/none.jpeg", "html/a.html"})),
              "DMR");
    EXPECT_EQ(fates(curation_.dislike({kPool})), "U");
    EXPECT_THAT(disliked(), ElementsAre(kPool));
    EXPECT_THAT(gallery_.list({.disliked = false})->pictures, IsEmpty());
    EXPECT_EQ(fates(curation_.dislike({kGarden})), "D");
    EXPECT_THAT(disliked(), ElementsAre(kPool, kGarden));
    EXPECT_EQ(fates(curation_.undislike({kPool, kGarden, "imgPool/sad/none.jpeg"})), "DDM");
    EXPECT_EQ(fates(curation_.undislike({kPool})), "U");
    EXPECT_THAT(disliked(), IsEmpty());
    EXPECT_EQ(gallery_.list({.disliked = false})->total, 1);
    EXPECT_THAT(told_, IsEmpty()) << "nothing happens to a picture by a mark";
}

TEST_F(CurationTest, ADislikeGoesWithTheOctetsThatItIsOf) {
    put(kPool, "octets");
    ASSERT_EQ(fates(curation_.dislike({kPool})), "D");
    clock_.advance(std::chrono::seconds(1));
    put(kPool, "octets");
    EXPECT_THAT(disliked(), ElementsAre(kPool)) << "it is the same picture";
    put(kPool, "made anew");
    EXPECT_THAT(disliked(), IsEmpty());
    put(kPool, "octets");
    EXPECT_THAT(disliked(), IsEmpty());

    ASSERT_EQ(fates(curation_.dislike({kPool})), "D");
    ASSERT_EQ(fates(curation_.remove({kPool})), "D");
    EXPECT_THAT(gallery_.list({.shelf = Shelf::trash, .disliked = true})->pictures, IsEmpty());
    EXPECT_THAT(gallery_.list({.shelf = Shelf::trash, .disliked = false})->pictures, SizeIs(1));
    ASSERT_EQ(fates(curation_.restore({kPool})), "D");
    EXPECT_THAT(disliked(), IsEmpty()) << "who restores a picture wants it";
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(CurationTest, WhoPublishesADislikedPictureLikesIt) {
    put(kPool, "octets");
    ASSERT_EQ(fates(curation_.dislike({kPool})), "D");
    ASSERT_EQ(fates(curation_.publish({kPool})), "D");
    EXPECT_THAT(disliked(), IsEmpty());
    ASSERT_EQ(fates(curation_.dislike({kPool, kGarden})), "DD");
    EXPECT_EQ(fates(curation_.publish({kPool})), "U");
    EXPECT_THAT(disliked(), IsEmpty()) << "in the garden neither";
    ASSERT_EQ(fates(curation_.dislike({kGarden})), "D");
    ASSERT_EQ(fates(curation_.unpublish({kGarden})), "D");
    EXPECT_THAT(disliked(), IsEmpty());
}

TEST_F(CurationTest, InABucketThatKeepsVersionsHistoryStays) {
    ASSERT_TRUE(store::Buckets(*database_, clock_).set_versioning("garden", store::Versioning::enabled));
    put(kGarden, "octets");
    ASSERT_EQ(fates(curation_.remove({kGarden})), "D");
    EXPECT_TRUE(objects_.find({"garden", kGarden})->marker);
    ASSERT_EQ(fates(curation_.restore({kGarden})), "D");
    EXPECT_EQ(objects_.read("garden", kGarden), "octets");
    EXPECT_EQ(rows("SELECT count(*) FROM versions"), 2) << "the one that was removed, and its marker";
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(CurationTest, AThousandKeysAreOneTransaction) {
    Keys keys;
    for (int i = 0; i < 1000; ++i) keys.push_back("imgPool/calm/" + std::to_string(i) + "v.jpeg");
    for (int i = 0; i < 10; ++i) put(keys[static_cast<std::size_t>(i) * 100], "the same octets");
    const auto published = curation_.publish(keys);
    ASSERT_THAT(*published, SizeIs(1000));
    EXPECT_EQ(fates(published).substr(99, 3), "MDM");
    EXPECT_THAT(pictures(Place::garden), SizeIs(10));
}

}  // namespace
}  // namespace garden::gallery
