#include "gallery/thumbnails.h"

#include "gallery/test_gallery.h"
#include "image/codec.h"

namespace garden::gallery {
namespace {

const std::string kKey = "imgPool/happy/img_1h.jpeg";

std::string jpeg(int width, int height, int brightness = 200) {
    const auto sides = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    image::Picture picture{width, height,
                           std::vector<std::uint8_t>(sides * 3, static_cast<std::uint8_t>(brightness))};
    image::Description description;
    description.software = "a painter";
    return image::encode_jpeg(picture, 90, description).value();
}

class ThumbnailsTest : public GalleryTest {
  protected:
    static void SetUpTestSuite() { ASSERT_TRUE(image::start_codec("gallery_test")); }

    Result<std::shared_ptr<const Bytes>> thumbnail(std::string_view key = kKey) {
        return thumbnails_.of(objects_.open("garden", key).value());
    }

    Thumbnails thumbnails_{{.at_once = 1, .waiting = 1, .most_octets = 1U << 20U}};
};

TEST_F(ThumbnailsTest, AreSmallAndKeepTheShapeOfThePicture) {
    put(kKey, jpeg(1280, 800));
    const auto small = thumbnail();
    ASSERT_TRUE(small);
    const auto picture = image::decode(**small);
    EXPECT_EQ(std::pair(picture->width, picture->height), std::pair(480, 300));
    EXPECT_EQ((*small)->find("a painter"), Bytes::npos) << "nothing but pixels";
    put("imgPool/happy/img_2h.jpeg", jpeg(32, 20));
    EXPECT_EQ(image::decode(**thumbnail("imgPool/happy/img_2h.jpeg"))->width, 32) << "never scaled up";
}

TEST_F(ThumbnailsTest, AreMadeOnceForTheSameOctets) {
    put(kKey, jpeg(96, 64));
    put("emotions/happy/img_1h.jpeg", jpeg(96, 64));
    const auto first = thumbnail().value();
    EXPECT_EQ(thumbnail().value(), first);
    EXPECT_EQ(thumbnail("emotions/happy/img_1h.jpeg").value(), first) << "a copy of it";
    put(kKey, jpeg(96, 64, 20));
    EXPECT_NE(*thumbnail().value(), *first) << "it was replaced";
}

TEST_F(ThumbnailsTest, ForgetThoseThatWereNotAskedForTheLongest) {
    const auto key = [](int number) { return "imgPool/sad/img_" + std::to_string(number) + "h.jpeg"; };
    for (int number = 0; number < 8; ++number) put(key(number), jpeg(96, 64, number * 30));
    const std::size_t octets = thumbnail(key(0)).value()->size();
    Thumbnails few({.at_once = 1, .waiting = 1, .most_octets = 4 * octets});
    const auto ask = [&](int number) { return few.of(objects_.open("garden", key(number)).value()).value(); };
    const auto first = ask(0);
    const auto second = ask(1);
    for (int number = 2; number < 8; ++number) {
        EXPECT_NE(ask(number), nullptr);
        EXPECT_EQ(ask(0), first) << "it is asked for again and again";
    }
    EXPECT_NE(ask(1), second);
    EXPECT_EQ(*ask(1), *second);
}

TEST_F(ThumbnailsTest, AreRefusedOfWhatIsNoPicture) {
    put(kKey, "just text");
    EXPECT_EQ(thumbnail().error().code, ErrorCode::unsupported);
    store::OpenObject huge;
    huge.first.size = std::uint64_t{5} << 30;
    EXPECT_EQ(thumbnails_.of(huge).error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace garden::gallery
