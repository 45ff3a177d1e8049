#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/codec.h"

namespace garden::image {
namespace {

class Encode : public testing::Test {
  protected:
    static void SetUpTestSuite() { ASSERT_TRUE(start_codec("image_test")); }
};

TEST_F(Encode, EveryFormatCarriesTheSameDescription) {
    const Picture picture{3, 1, {90, 90, 90, 90, 90, 90, 90, 90, 90}};
    const Description description{
        "Emotion Garden", R"({"prompt":"a"})", {{"Prompt", "<장미> & \"\x01\"\r\n"}}, true};
    for (const auto& file : {encode_jpeg(picture, 90, description), encode_png(picture, description),
                             encode_webp(picture, 90, description)}) {
        ASSERT_TRUE(file) << file.error().message;
        EXPECT_NE(file->find("digitalsourcetype/algorithmicMedia"), Bytes::npos);
        EXPECT_NE(
            file->find("<garden:Prompt>&lt;장미&gt; &amp; &quot;\xef\xbf\xbd&quot;&#13;\n</garden:Prompt>"),
            Bytes::npos);
        EXPECT_NE(file->find(description.recipe_json), Bytes::npos) << "EXIF";
    }
}

// As programs around Stable Diffusion look for it: in UTF-16 with the higher octet first, but in a PNG.
TEST_F(Encode, EveryFormatCarriesTheParametersOfAModel) {
    const Picture picture{3, 1, {90, 90, 90, 90, 90, 90, 90, 90, 90}};
    const Description description{
        .software = "Emotion Garden", .recipe_json = "{}", .recipe = {}, .parameters = "a 꽃\nSteps: 4"};
    const Bytes comment(
        "UNICODE\0\0a\0 \xaf"
        "C\0\n\0S\0t\0e\0p\0s\0:\0 \0"
        "4",
        32);
    EXPECT_NE(encode_jpeg(picture, 90, description)->find(comment), Bytes::npos);
    EXPECT_NE(encode_webp(picture, 90, description)->find(comment), Bytes::npos);
    const auto png = encode_png(picture, description);
    EXPECT_NE(png->find("iTXtparameters" + Bytes(5, '\0') + description.parameters), Bytes::npos);
    for (const auto& file : {*encode_jpeg(picture, 90, description), *png}) EXPECT_TRUE(decode(file));
}

// The parts of a WebP (RFC 9649): its length, and chunks of even length, EXIF before XMP, as the flags say.
TEST_F(Encode, AWebpIsWellFormed) {
    const Picture picture{3, 1, {90, 90, 90, 90, 90, 90, 90, 90, 90}};
    for (const std::string json : {"{}", "{ }", R"({"seed":7})"}) {
        const auto file = encode_webp(picture, 90, {"Emotion Garden", json, {}, true});
        ASSERT_TRUE(file);
        const auto length_at = [&file](std::size_t at) {
            std::size_t number = 0;
            for (std::size_t i = 4; i-- > 0;)
                number = number << 8 | static_cast<std::uint8_t>((*file)[at + i]);
            return number;
        };
        EXPECT_EQ(length_at(4), file->size() - 8);
        std::vector<std::string> chunks;
        std::size_t at = 12;
        while (at + 8 <= file->size()) {
            chunks.push_back(file->substr(at, 4));
            at += 8 + length_at(at + 4) + length_at(at + 4) % 2;
        }
        EXPECT_EQ(at, file->size());
        EXPECT_THAT(chunks, testing::ElementsAre("VP8X", "VP8 ", "EXIF", "XMP "));
        EXPECT_EQ((*file)[20] & 0x0c, 0x0c);
    }
}

TEST_F(Encode, RefusesAWebpThatIsTooWide) {
    const int wide = kMostWebpSide + 1;
    const Picture picture{wide, 1, std::vector<std::uint8_t>(3 * static_cast<std::size_t>(wide))};
    EXPECT_EQ(encode_webp(picture, 90, {}).error().code, ErrorCode::too_large);
    EXPECT_EQ(encode_webp({1, 1, {1, 2, 3}}, 101, {}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(encode_webp({2, 2, {1, 2, 3}}, 90, {}).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace garden::image
