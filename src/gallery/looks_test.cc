#include "gallery/looks.h"

#include <map>

#include <gmock/gmock.h>

#include "gallery/test_gallery.h"
#include "image/codec.h"

namespace garden::gallery {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kKey = "emotions/happy/img_1h.jpeg";

std::string grey_jpeg(int brightness) {
    image::Picture picture{96, 64,
                           std::vector<std::uint8_t>(96UL * 64 * 3, static_cast<std::uint8_t>(brightness))};
    return image::encode_jpeg(picture, 90, {}).value();
}

class LooksTest : public GalleryTest {
  protected:
    static void SetUpTestSuite() { ASSERT_TRUE(image::start_codec("gallery_test")); }

    std::vector<std::string> measured() {
        heard_.clear();
        EXPECT_TRUE(looks_.measure_missing());
        std::vector<std::string> keys;
        for (const auto& [key, look] : heard_) keys.push_back(key);
        return keys;
    }
    std::map<std::string, PictureLook> stored() {
        std::map<std::string, PictureLook> all;
        EXPECT_TRUE(looks_.for_each([&](const PictureLook& look) { all[look.key] = look; }));
        return all;
    }

    std::map<std::string, PictureLook> heard_;
    Looks looks_{*database_, objects_, "garden",
                 [this](const PictureLook& look) { heard_[look.key] = look; }};
};

TEST_F(LooksTest, APictureOfTheGardenIsMeasuredOnceForItsOctets) {
    put(kKey, grey_jpeg(200));
    put("imgPool/happy/img_2h.jpeg", grey_jpeg(10));
    EXPECT_THAT(measured(), ElementsAre(kKey));
    EXPECT_GT(heard_[kKey].look[0], 1) << "it is bright";
    EXPECT_EQ(stored()[kKey].look, heard_[kKey].look) << "what is told is what is kept";
    EXPECT_THAT(measured(), IsEmpty());
    put(kKey, grey_jpeg(200));
    EXPECT_THAT(measured(), IsEmpty());
    put(kKey, grey_jpeg(20));
    EXPECT_THAT(measured(), ElementsAre(kKey));
    EXPECT_LT(stored()[kKey].look[0], -1);
}

TEST_F(LooksTest, OtherMeasuresAreMadeAnewAndStillCountFromWhenTheFirstWereKnown) {
    put(kKey, grey_jpeg(200));
    edit("UPDATE log_end SET last = 41");
    EXPECT_THAT(measured(), ElementsAre(kKey));
    edit("UPDATE log_end SET last = 42");
    edit("UPDATE looks SET version = 0");
    EXPECT_THAT(stored(), IsEmpty());
    EXPECT_THAT(measured(), ElementsAre(kKey));
    EXPECT_EQ(stored()[kKey].known_after, 41);
}

TEST_F(LooksTest, WhatCannotBeDecodedHasTheLookOfWhichNothingIsKnown) {
    put(kKey, "no picture");
    EXPECT_THAT(measured(), ElementsAre(kKey));
    EXPECT_EQ(stored()[kKey].look, image::Look{});
    EXPECT_THAT(measured(), IsEmpty()) << "it is not tried again and again";
}

TEST_F(LooksTest, ALookOutlivesItsPicture) {
    put(kKey, grey_jpeg(200));
    EXPECT_THAT(measured(), ElementsAre(kKey));
    ASSERT_TRUE(objects_.remove("garden", {kKey}));
    EXPECT_EQ(stored().size(), 1u);
    EXPECT_THAT(measured(), IsEmpty());
}

TEST_F(LooksTest, WhatIsPutIsMeasuredInTheBackground) {
    put("emotions/sad/img_0h.jpeg", grey_jpeg(90));
    std::mutex mutex;
    std::condition_variable told;
    std::vector<std::string> keys;
    Looks looks(*database_, objects_, "garden", [&](const PictureLook& look) {
        const std::lock_guard lock(mutex);
        keys.push_back(look.key);
        told.notify_one();
    });
    looks.start();
    put(kKey, grey_jpeg(200));
    looks.note_put(kKey);
    std::unique_lock lock(mutex);
    // In either order: what is put while the missing ones are listed may be found among them.
    const auto both = [&] {
        return std::ranges::count(keys, kKey) > 0 && std::ranges::count(keys, "emotions/sad/img_0h.jpeg") > 0;
    };
    EXPECT_TRUE(told.wait_for(lock, std::chrono::seconds(20), both));
    lock.unlock();
    looks.stop();
}

}  // namespace
}  // namespace garden::gallery
