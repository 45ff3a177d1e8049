#include "gallery/looks.h"

#include <atomic>
#include <map>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

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

// Blobs in a store that does not answer so many times.
class SilentBlobs final : public store::Blobs {
  public:
    explicit SilentBlobs(store::Blobs& blobs) : blobs_(blobs) {}

    std::atomic<int> silent = 0;

    Result<std::unique_ptr<store::BlobWriter>> create() override { return blobs_.create(); }
    Result<store::OpenBlob> open(std::string_view sha256) override {
        if (silent > 0 && silent-- > 0) return fail(ErrorCode::unavailable, "the store does not answer");
        return blobs_.open(sha256);
    }
    Result<> remove(std::string_view sha256, std::chrono::steady_clock::time_point asked) override {
        return blobs_.remove(sha256, asked);
    }
    Result<> for_each(const std::function<Result<>(const std::string&)>& each) override {
        return blobs_.for_each(each);
    }
    Result<> sweep_temporary() override { return blobs_.sweep_temporary(); }

  private:
    store::Blobs& blobs_;
};

// What a thread was told, for another.
class Heard {
  public:
    void add(const PictureLook& look) {
        const std::lock_guard lock(mutex_);
        looks_[look.key] = look;
        told_.notify_one();
    }
    // That of this key with more in it than nothing; waits for it.
    std::optional<PictureLook> wait_for(const std::string& key) {
        std::unique_lock lock(mutex_);
        const auto is_there = [&] { return looks_.contains(key) && looks_[key].look != image::Look{}; };
        if (!told_.wait_for(lock, std::chrono::seconds(20), is_there)) return std::nullopt;
        return looks_[key];
    }

  private:
    std::mutex mutex_;
    std::condition_variable told_;
    std::map<std::string, PictureLook> looks_;  // guarded by mutex_
};

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
    SilentBlobs silent_blobs_{*blobs_};
    store::Objects silent_objects_{*database_, silent_blobs_, clock_, {}, {}};
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

TEST_F(LooksTest, AStoreThatDoesNotAnswerSaysNothingOfThePicture) {
    put(kKey, grey_jpeg(200));
    put("emotions/sad/img_0h.jpeg", grey_jpeg(90));
    Looks looks(*database_, silent_objects_, "garden", [](const PictureLook&) {});
    silent_blobs_.silent = 1;
    const auto missing = looks.measure_missing();
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::unavailable);
    EXPECT_EQ(stored().size(), 1u) << "the other picture does not wait for the one that failed";
    EXPECT_FALSE(stored().contains(kKey));
    EXPECT_TRUE(looks.measure_missing());
    EXPECT_GT(stored()[kKey].look[0], 1);
}

TEST_F(LooksTest, WhatCouldNotBeReadIsMeasuredInTheBackgroundAsSoonAsItCan) {
    put(kKey, grey_jpeg(200));
    Heard heard;
    Looks looks(
        *database_, silent_objects_, "garden", [&](const PictureLook& look) { heard.add(look); },
        std::chrono::milliseconds(1));
    silent_blobs_.silent = 3;  // at the start, and when it is tried again
    looks.start();
    EXPECT_TRUE(heard.wait_for(kKey));

    const std::string next = "emotions/sad/img_0h.jpeg";
    silent_blobs_.silent = 3;  // when it was put, and when it is tried again
    put(next, grey_jpeg(200));
    looks.note_put(next);
    EXPECT_TRUE(heard.wait_for(next));
    looks.stop();
    EXPECT_EQ(silent_blobs_.silent, 0);
}

TEST_F(LooksTest, AtAStartTheLooksOfWhichNothingIsKnownAreMeasuredOnceMore) {
    put(kKey, grey_jpeg(200));
    edit("UPDATE log_end SET last = 41");
    EXPECT_THAT(measured(), ElementsAre(kKey));
    const image::Look look = heard_[kKey].look;
    // As gardens of before have them of a picture that could not be read.
    edit("UPDATE looks SET look = '" + nlohmann::json(std::vector<int>(look.size(), 0)).dump() + "'");
    edit("UPDATE log_end SET last = 42");
    Heard heard;
    Looks looks(*database_, objects_, "garden", [&](const PictureLook& told) { heard.add(told); });
    looks.start();
    const auto found = heard.wait_for(kKey);
    looks.stop();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->look, look);
    EXPECT_EQ(found->known_after, 42) << "events up to that one were learned without it";
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
