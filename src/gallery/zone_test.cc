#include "gallery/zone.h"

#include <gtest/gtest.h>

namespace garden::gallery {
namespace {

TEST(Zone, HasAPlainName) {
    for (const char* name : {"zone1", "a", "left-wing-2", "0"}) EXPECT_TRUE(is_zone(name)) << name;
    for (const char* name : {"", "../x", "Zone1", "a/b", "a b", "a.b", "존"})
        EXPECT_FALSE(is_zone(name)) << name;
    EXPECT_TRUE(is_zone(std::string(32, 'a')));
    EXPECT_FALSE(is_zone(std::string(33, 'a')));
    EXPECT_TRUE(is_screen("Left_2.kiosk-A"));
    EXPECT_FALSE(is_screen("a/b"));
    EXPECT_FALSE(is_screen(std::string(65, 'a')));
}

TEST(Zone, HasSlotsOfBothOrientations) {
    EXPECT_EQ(slot_key("zone1", {8, Orientation::portrait}), "display/zone1/img8v.jpeg");
    const auto slot = parse_slot("zone1", "display/zone1/img9h.jpeg");
    ASSERT_TRUE(slot);
    EXPECT_EQ(slot->number, 9);
    EXPECT_EQ(slot->orientation, Orientation::landscape);
    for (const char* key :
         {"display/zone1/img0h.jpeg", "display/zone1/img10h.jpeg", "display/zone2/img1h.jpeg",
          "display/zone1/img1x.jpeg", "display/zone1/img1h.png"}) {
        EXPECT_FALSE(parse_slot("zone1", key)) << key;
    }
}

TEST(Zone, OfAKeyIsItsFolderBelowDisplay) {
    EXPECT_EQ(zone_of("display/zone1/img1h.jpeg"), "zone1");
    EXPECT_EQ(zone_of("display/zone1/playlist/a.jpeg"), "zone1");
    EXPECT_EQ(zone_of(playlist_copy("lobby", "emotions/happy/a.jpeg")), "lobby");
    for (const char* key : {"display/zone1", "display/", "display/Zone/a", "emotions/zone1/a.jpeg", ""}) {
        EXPECT_FALSE(zone_of(key)) << key;
    }
}

}  // namespace
}  // namespace garden::gallery
