#include "gallery/displays.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gallery/test_gallery.h"

namespace garden::gallery {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class DisplaysTest : public GalleryTest {
  protected:
    Result<> set_playlist(const std::vector<std::string>& keys) {
        Playlist playlist;
        for (const std::string& key : keys)
            playlist.items.push_back({.key = key, .shown = {}, .etag = {}, .seconds = 5});
        return displays_.set_playlist("zone1", playlist);
    }
    std::vector<std::string> shown() {
        std::vector<std::string> octets;
        const auto display = displays_.display("zone1");
        for (const PlaylistItem& item : display->playlist.items)
            octets.push_back(objects_.read("garden", item.shown).value_or("gone"));
        return octets;
    }

    DisplayFeed feed_{"garden"};
    Displays displays_{*database_, objects_, gallery_, feed_, clock_, "garden"};
};

TEST_F(DisplaysTest, SlotsAreFilledTogetherAndSayWhatFrom) {
    put("emotions/sad/a.jpeg", "a");
    put("emotions/sad/b.jpeg", "b");
    ASSERT_TRUE(displays_.fill_slots("zone1", {"emotions/sad/a.jpeg", "", "emotions/sad/b.jpeg"},
                                     {"https://host/emotions/sad/b.jpeg"}));
    EXPECT_EQ(objects_.read("garden", "display/zone1/img1h.jpeg"), "a");
    EXPECT_EQ(objects_.read("garden", "display/zone1/img3h.jpeg"), "b");
    EXPECT_FALSE(objects_.head("garden", "display/zone1/img2h.jpeg"));
    const auto display = displays_.display("zone1");
    ASSERT_EQ(display->slots.size(), 3u);
    EXPECT_EQ(display->slots[1].key, "display/zone1/img1v.jpeg");
    EXPECT_EQ(display->slots[1].source, "emotions/sad/b.jpeg");

    const auto failed = displays_.fill_slots("zone1", {"emotions/sad/b.jpeg", "emotions/sad/none.jpeg"}, {});
    EXPECT_EQ(failed.error().code, ErrorCode::not_found);
    EXPECT_EQ(objects_.read("garden", "display/zone1/img1h.jpeg"), "a") << "nothing changed";
}

TEST_F(DisplaysTest, APlaylistKeepsItsOwnCopiesUntilTheyLeaveIt) {
    put("emotions/sad/a.jpeg", "a");
    put("emotions/sad/b.jpeg", "b");
    ASSERT_TRUE(set_playlist({"emotions/sad/a.jpeg", "emotions/sad/b.jpeg", "emotions/sad/a.jpeg"}));
    ASSERT_TRUE(objects_.remove("garden", {"emotions/sad/a.jpeg", "emotions/sad/b.jpeg"}));
    EXPECT_THAT(shown(), ElementsAre("a", "b", "a"));
    ASSERT_TRUE(set_playlist({"emotions/sad/b.jpeg"}))
        << "it is in the playlist, though gone from the garden";
    EXPECT_THAT(shown(), ElementsAre("b"));
    EXPECT_FALSE(objects_.head("garden", playlist_copy("zone1", "emotions/sad/a.jpeg")));
    EXPECT_EQ(set_playlist({"emotions/sad/a.jpeg"}).error().code, ErrorCode::not_found);
    EXPECT_THAT(shown(), ElementsAre("b"));
    put("emotions/sad/b.jpeg", "painted anew");
    ASSERT_TRUE(set_playlist({"emotions/sad/b.jpeg"}));
    EXPECT_THAT(shown(), ElementsAre("painted anew"));
    ASSERT_TRUE(set_playlist({}));
    EXPECT_THAT(shown(), IsEmpty());
    EXPECT_THAT(objects_.list({.bucket = "garden", .prefix = "display/"})->objects, IsEmpty());
}

TEST_F(DisplaysTest, ZonesAreTheDefaultOnesAndThoseThatHaveSomething) {
    put("emotions/sad/a.jpeg");
    ASSERT_TRUE(displays_.fill_slots("lobby", {"emotions/sad/a.jpeg"}, {}));
    ASSERT_TRUE(displays_.set_playlist("attic", {}));
    ASSERT_TRUE(objects_.put("garden", "display/No Zone/x", "x", {}));
    EXPECT_THAT(*displays_.zones(), ElementsAre("attic", "lobby", "zone1", "zone2", "zone3"));
}

TEST_F(DisplaysTest, ScreensAreKnownForAWeekAndThereAreOnlySoMany) {
    EXPECT_EQ(displays_.report("nowhere", "left", "").error().code, ErrorCode::not_found);
    ASSERT_TRUE(displays_.report("zone1", "left", "emotions/sad/a.jpeg"));
    clock_.advance(std::chrono::hours(1));
    ASSERT_TRUE(displays_.report("zone1", "left", "emotions/sad/b.jpeg"));
    const auto screens = displays_.screens("zone1");
    ASSERT_EQ(screens->size(), 1u);
    EXPECT_EQ(screens->front().shows, "emotions/sad/b.jpeg");
    EXPECT_EQ(screens->front().seen, clock_.now());
    for (int i = 1; i < 64; ++i) ASSERT_TRUE(displays_.report("zone1", std::to_string(i), ""));
    EXPECT_EQ(displays_.report("zone1", "one more", "").error().code, ErrorCode::conflict);
    EXPECT_TRUE(displays_.report("zone1", "left", "")) << "who is known may go on";
    clock_.advance(std::chrono::hours(24 * 7 + 1));
    EXPECT_TRUE(displays_.report("zone1", "one more", ""));
    EXPECT_EQ(displays_.screens("zone1")->size(), 1u);
}

TEST_F(DisplaysTest, TheFeedWakesWhoWatchesThatZone) {
    const std::uint64_t seen = feed_.version("zone1");
    store::Change change;
    change.object.bucket = "garden";
    change.object.key = "display/zone2/img1h.jpeg";
    feed_.tell(change);
    change.object.bucket = "another bucket";
    change.object.key = "display/zone1/img1h.jpeg";
    feed_.tell(change);
    EXPECT_EQ(feed_.version("zone1"), seen);
    std::jthread watcher([&] { feed_.wait("zone1", seen, std::chrono::minutes(10)); });
    change.object.bucket = "garden";
    feed_.tell(change);
    watcher.join();
    EXPECT_NE(feed_.version("zone1"), seen);
}

TEST_F(DisplaysTest, TheFeedHasOnlySoManySeats) {
    std::vector<std::shared_ptr<DisplayFeed::Seat>> seats;
    while (auto seat = feed_.take_seat()) seats.push_back(std::move(seat));
    EXPECT_EQ(seats.size(), 192u);
    seats.pop_back();
    EXPECT_TRUE(feed_.take_seat());
}

}  // namespace
}  // namespace garden::gallery
