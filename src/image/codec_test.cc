#include "image/codec.h"

#include <array>

#include <gtest/gtest.h>
#include <vips/vips.h>

#include "image/vips_image.h"

namespace garden::image {
namespace {

class Codec : public testing::Test {
  protected:
    static void SetUpTestSuite() { ASSERT_TRUE(start_codec("image_test")); }
};

// A flat picture of `bands` channels; with 16 bits the values are 257 times as large.
Image flat(int width, int height, const std::vector<double>& values, VipsInterpretation kind,
           bool deep = false) {
    std::vector<std::uint16_t> pixels;
    for (int i = 0; i < width * height; ++i) {
        for (const double value : values) {
            pixels.push_back(static_cast<std::uint16_t>(deep ? value * 257 : value));
        }
    }
    const int bands = static_cast<int>(values.size());
    const Image wide(vips_image_new_from_memory_copy(pixels.data(), pixels.size() * 2, width, height, bands,
                                                     VIPS_FORMAT_USHORT));
    VipsImage* cast = nullptr;
    vips_cast(wide.get(), &cast, deep ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR, nullptr);
    const Image owner(cast);
    VipsImage* out = nullptr;
    vips_copy(cast, &out, "interpretation", kind, nullptr);
    return Image(out);
}

Bytes save(const Image& image, const char* suffix) {
    void* data = nullptr;
    std::size_t size = 0;
    EXPECT_EQ(vips_image_write_to_buffer(image.get(), suffix, &data, &size, nullptr), 0);
    Bytes out(static_cast<const char*>(data), size);
    g_free(data);
    return out;
}

std::array<int, 3> pixel(const Picture& picture, int x, int y) {
    const auto at = static_cast<std::size_t>(3 * (y * picture.width + x));
    return {picture.rgb[at], picture.rgb[at + 1], picture.rgb[at + 2]};
}

void expect_near(std::array<int, 3> got, std::array<int, 3> want, int by) {
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(got[i], want[i], by);
    }
}

TEST_F(Codec, ReadsColourGreyAlphaAndSixteenBits) {
    const struct {
        const char* what;
        Bytes file;
        std::array<int, 3> colour;
    } cases[] = {
        {"jpeg", save(flat(16, 8, {200, 100, 50}, VIPS_INTERPRETATION_sRGB), ".jpg"), {200, 100, 50}},
        {"progressive",
         save(flat(16, 8, {200, 100, 50}, VIPS_INTERPRETATION_sRGB), ".jpg[interlace]"),
         {200, 100, 50}},
        {"grey jpeg", save(flat(16, 8, {90}, VIPS_INTERPRETATION_B_W), ".jpg"), {90, 90, 90}},
        {"png", save(flat(16, 8, {200, 100, 50}, VIPS_INTERPRETATION_sRGB), ".png"), {200, 100, 50}},
        {"grey png with alpha", save(flat(16, 8, {90, 0}, VIPS_INTERPRETATION_B_W), ".png"), {255, 255, 255}},
        {"half alpha",
         save(flat(16, 8, {200, 100, 50, 127.5}, VIPS_INTERPRETATION_sRGB), ".png"),
         {228, 178, 153}},
        {"16 bits",
         save(flat(16, 8, {200, 100, 50}, VIPS_INTERPRETATION_RGB16, true), ".png"),
         {200, 100, 50}},
        {"16 bits grey", save(flat(16, 8, {90}, VIPS_INTERPRETATION_GREY16, true), ".png"), {90, 90, 90}},
        {"16 bits with alpha",
         save(flat(16, 8, {200, 100, 50, 0}, VIPS_INTERPRETATION_RGB16, true), ".png"),
         {255, 255, 255}},
    };
    for (const auto& each : cases) {
        SCOPED_TRACE(each.what);
        const auto picture = decode(each.file);
        ASSERT_TRUE(picture) << picture.error().message;
        EXPECT_EQ(picture->width, 16);
        EXPECT_EQ(picture->height, 8);
        ASSERT_EQ(picture->rgb.size(), 16U * 8 * 3);
        expect_near(pixel(*picture, 8, 4), each.colour, 3);
    }
}

TEST_F(Codec, ReadsCmyk) {
    // No ink is white, full black is nearly black, whichever profile is taken.
    const auto white = decode(save(flat(16, 8, {0, 0, 0, 0}, VIPS_INTERPRETATION_CMYK), ".jpg"));
    const auto black = decode(save(flat(16, 8, {255, 255, 255, 255}, VIPS_INTERPRETATION_CMYK), ".jpg"));
    ASSERT_TRUE(white && black);
    expect_near(pixel(*white, 3, 3), {255, 255, 255}, 6);
    expect_near(pixel(*black, 3, 3), {0, 0, 0}, 60);
}

TEST_F(Codec, TurnsUprightByTheExifOrientation) {
    // Left half dark, right half light; orientation 6 wants a quarter turn clockwise: dark comes to the top.
    Picture halves{64, 32, {}};
    for (int i = 0; i < 64 * 32; ++i) {
        halves.rgb.insert(halves.rgb.end(), 3, i % 64 < 32 ? 0 : 255);
    }
    const Image stored(
        vips_image_new_from_memory(halves.rgb.data(), halves.rgb.size(), 64, 32, 3, VIPS_FORMAT_UCHAR));
    const auto turned_by = [&](int orientation) {
        VipsImage* out = nullptr;
        vips_copy(stored.get(), &out, "interpretation", VIPS_INTERPRETATION_sRGB, nullptr);
        const Image tagged(out);
        vips_image_set_int(out, VIPS_META_ORIENTATION, orientation);
        return decode(save(tagged, ".jpg[Q=95]"));
    };
    const auto six = turned_by(6);
    ASSERT_TRUE(six);
    EXPECT_EQ(six->width, 32);
    EXPECT_EQ(six->height, 64);
    expect_near(pixel(*six, 16, 4), {0, 0, 0}, 10);
    expect_near(pixel(*six, 16, 60), {255, 255, 255}, 10);
    const auto eight = turned_by(8);
    ASSERT_TRUE(eight);
    expect_near(pixel(*eight, 16, 4), {255, 255, 255}, 10);
    const auto three = turned_by(3);
    ASSERT_TRUE(three);
    EXPECT_EQ(three->width, 64);
    expect_near(pixel(*three, 4, 16), {255, 255, 255}, 10);
}

TEST_F(Codec, ScalesDownNeverUp) {
    const Bytes jpeg = save(flat(1000, 500, {10, 200, 30}, VIPS_INTERPRETATION_sRGB), ".jpg");
    const auto small = decode(jpeg, {.longest_side = 100});
    ASSERT_TRUE(small);
    EXPECT_EQ(small->width, 100);
    EXPECT_EQ(small->height, 50);
    expect_near(pixel(*small, 50, 25), {10, 200, 30}, 4);
    const auto same = decode(jpeg, {.longest_side = 2000});
    ASSERT_TRUE(same);
    EXPECT_EQ(same->width, 1000);
}

TEST_F(Codec, ALineStaysALineWhenScaledDown) {
    for (const char* format : {".png", ".jpg"}) {
        for (const int width : {1, 3, 7}) {
            const Bytes file = save(flat(width, 5000, {10, 200, 30}, VIPS_INTERPRETATION_sRGB), format);
            const auto line = decode(file, {.longest_side = 100});
            ASSERT_TRUE(line) << format << width;
            EXPECT_EQ(line->width, 1);
            EXPECT_EQ(line->height, 100);
        }
    }
}

TEST_F(Codec, RefusesWhatIsNoPicture) {
    EXPECT_EQ(decode("").error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(decode("hello, I am text").error().code, ErrorCode::unsupported);
    EXPECT_EQ(decode("GIF89a").error().code, ErrorCode::unsupported);
    EXPECT_EQ(decode(std::string("RIFF\x10\0\0\0WEBPVP8 ", 16)).error().code, ErrorCode::unsupported);
    EXPECT_EQ(decode("\xff\xd8\xff\xe0 and then nothing").error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(decode("\x89PNG\r\n\x1a\n").error().code, ErrorCode::invalid_argument);
}

TEST_F(Codec, RefusesCutOffPictures) {
    for (const char* suffix : {".jpg", ".jpg[interlace]", ".png"}) {
        SCOPED_TRACE(suffix);
        Picture noise{200, 200, {}};
        for (std::uint32_t i = 0, state = 1; i < 200 * 200 * 3; ++i) {
            state = state * 1'664'525 + 1'013'904'223;
            noise.rgb.push_back(static_cast<std::uint8_t>(state >> 24));
        }
        const Image image(
            vips_image_new_from_memory(noise.rgb.data(), noise.rgb.size(), 200, 200, 3, VIPS_FORMAT_UCHAR));
        const Bytes whole = save(image, suffix);
        ASSERT_TRUE(decode(whole));
        const auto half = decode(BytesView(whole).substr(0, whole.size() / 2));
        ASSERT_FALSE(half);
        EXPECT_EQ(half.error().code, ErrorCode::invalid_argument);
        EXPECT_FALSE(half.error().message.empty());
        EXPECT_EQ(decode(BytesView(whole).substr(0, 40)).error().code, ErrorCode::invalid_argument);
    }
}

// CRC-32 of PNG chunks (ISO/IEC 15948, annex D).
std::uint32_t crc32(BytesView octets) {
    std::uint32_t crc = 0xffffffff;
    for (const char octet : octets) {
        crc ^= static_cast<std::uint8_t>(octet);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc & 1U) != 0 ? 0xedb88320 ^ (crc >> 1) : crc >> 1;
        }
    }
    return ~crc;
}

Bytes big_endian(std::uint32_t number) {
    Bytes out;
    for (int shift = 24; shift >= 0; shift -= 8) {
        out += static_cast<char>(number >> shift);
    }
    return out;
}

Bytes chunk(const Bytes& type, const Bytes& data) {
    return big_endian(static_cast<std::uint32_t>(data.size())) + type + data + big_endian(crc32(type + data));
}

// A PNG that says it has this size, with next to no pixels.
Bytes png_header(std::uint32_t width, std::uint32_t height) {
    const Bytes tail{'\x08', '\x02', '\0', '\0', '\0'};
    return Bytes("\x89PNG\r\n\x1a\n") + chunk("IHDR", big_endian(width) + big_endian(height) + tail) +
           chunk("IDAT", Bytes("\x78\x9c\x03\x00\x00\x00\x00\x01", 8)) + chunk("IEND", "");
}

TEST_F(Codec, RefusesTooManyPixelsByTheHeader) {
    EXPECT_EQ(decode(png_header(60'000, 60'000)).error().code, ErrorCode::too_large);
    EXPECT_EQ(decode(png_header(8'000, 8'000)).error().code, ErrorCode::too_large);
    EXPECT_EQ(decode(png_header(20'000, 1)).error().code, ErrorCode::too_large) << "one side is too long";
    EXPECT_EQ(decode(png_header(100, 100)).error().code, ErrorCode::invalid_argument)
        << "small, but without pixels";
    const Bytes jpeg = save(flat(64, 64, {1, 2, 3}, VIPS_INTERPRETATION_sRGB), ".jpg");
    EXPECT_EQ(decode(jpeg, {.most_pixels = 64 * 63}).error().code, ErrorCode::too_large);
}

Bytes segment(char marker, const Bytes& body) {
    return Bytes{'\xff', marker} + big_endian(static_cast<std::uint32_t>(body.size() + 2)).substr(2) + body;
}

// A grey progressive JPEG of 64x64 pixels: its DC scan, and that many scans that say in three octets that
// they add nothing.
Bytes jpeg_of_scans(int count) {
    const Bytes one_code = Bytes(1, '\x01') + Bytes(15, '\0');
    Bytes file = "\xff\xd8" + segment('\xdb', Bytes(1, '\0') + Bytes(64, '\x01')) +
                 segment('\xc2', Bytes("\x08\0\x40\0\x40\x01\x01\x11\0", 9)) +
                 segment('\xc4', Bytes(1, '\0') + one_code + Bytes(1, '\0')) +
                 segment('\xc4', Bytes(1, '\x10') + one_code + Bytes(1, '\x50')) +
                 segment('\xda', Bytes("\x01\x01\0\0\0\0", 6)) + Bytes(8, '\0');
    for (int i = 1; i < count; ++i) {
        // A run of 32 + 31 blocks without coefficients, and one of 32.
        file += segment('\xda', Bytes("\x01\x01\0\x01\x3f\0", 6)) + Bytes("\x7d\x07\xff\0", 4);
    }
    return file + "\xff\xd9";
}

TEST_F(Codec, RefusesAJpegOfManyScans) {
    for (const int count : {1, 2, 100}) {
        const auto picture = decode(jpeg_of_scans(count));
        ASSERT_TRUE(picture) << count << ": " << picture.error().message;
        expect_near(pixel(*picture, 9, 9), {128, 128, 128}, 1);
    }
    for (const int count : {101, 5'000}) {
        const auto refused = decode(jpeg_of_scans(count));
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
        EXPECT_NE(refused.error().message.find("100 scans"), std::string::npos);
    }
}

TEST_F(Codec, WhatLooksLikeAScanIsNone) {
    // In a comment, after the end, and as a marker of nothing.
    Bytes file = jpeg_of_scans(2);
    Bytes looks;
    for (int i = 0; i < 300; ++i) looks += "\xff\xda";
    file.insert(2, segment('\xfe', looks));
    EXPECT_TRUE(decode(file + looks));
}

TEST_F(Codec, ScansCannotBeHidden) {
    // libjpeg goes on at the next marker when one is none; so must the counting, whatever length follows it.
    Bytes file = jpeg_of_scans(200);
    for (const char* nothing : {"\xff\x02\x7f\x7f", "\xff\xd3\x7f\x7f", "\xff\xff\xff\xff"}) {
        Bytes hidden = file;
        hidden.insert(hidden.find("\xff\xda"), nothing);
        const auto refused = decode(hidden);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
    }
}

TEST_F(Codec, WhatAPngSaysBesidesItsPixelsIsNotRead) {
    const Bytes plain = save(flat(16, 8, {200, 100, 50}, VIPS_INTERPRETATION_sRGB), ".png");
    constexpr std::size_t after_header = 8 + 25;
    // What these cost when they are whole is measured by tests/api/test_bounded_work.py.
    Bytes texts;
    for (const char* type : {"tEXt", "zTXt", "iTXt", "iCCP", "sPLT", "eXIf"}) {
        texts += chunk(type, Bytes("word\0\0\x78\x9c not deflated", 21));
    }
    Bytes file = plain;
    file.insert(after_header, texts);
    const auto picture = decode(file);
    ASSERT_TRUE(picture) << picture.error().message;
    EXPECT_EQ(picture->rgb, decode(plain)->rgb);

    // What it must know to show the picture stays.
    file = plain;
    file.insert(after_header, chunk("CrIt", ""));
    EXPECT_FALSE(decode(file));
}

TEST_F(Codec, APngIsTurnedAndTransparentAsItSays) {
    Picture halves{2, 1, {0, 0, 0, 255, 255, 255}};
    Bytes file = *encode_png(halves);
    const Bytes orientation_6("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", 26);
    constexpr std::size_t after_header = 8 + 25;
    file.insert(after_header, chunk("eXIf", orientation_6));
    const auto turned = decode(file);
    ASSERT_TRUE(turned) << turned.error().message;
    EXPECT_EQ(turned->height, 2);
    // Black is transparent, so white shines through.
    file = *encode_png(halves);
    file.insert(after_header, chunk("tRNS", Bytes(6, '\0')));
    const auto clear = decode(file);
    ASSERT_TRUE(clear) << clear.error().message;
    EXPECT_EQ(clear->rgb, std::vector<std::uint8_t>(6, 255));
}

TEST_F(Codec, WritesAJpegThatSaysHowItWasMade) {
    Picture green{32, 16, {}};
    for (int i = 0; i < 32 * 16; ++i) {
        green.rgb.insert(green.rgb.end(), {20, 180, 40});
    }
    const std::string recipe = "{\"prompt\":\"a dahlia (red)\",\"seed\":7}";
    const auto file = encode_jpeg(green, 90, {"Emotion Garden <test>", recipe, {}, true});
    ASSERT_TRUE(file) << file.error().message;
    const auto back = decode(*file);
    ASSERT_TRUE(back);
    expect_near(pixel(*back, 10, 10), {20, 180, 40}, 4);
    EXPECT_NE(file->find("\xff\xc2"), Bytes::npos) << "a progressive frame";
    EXPECT_NE(file->find(recipe), Bytes::npos);
    EXPECT_NE(file->find("digitalsourcetype/algorithmicMedia"), Bytes::npos);
    EXPECT_NE(file->find("Emotion Garden &lt;test&gt;"), Bytes::npos);
    const auto trained = encode_jpeg(green, 90, {"Emotion Garden", "", {}, false});
    ASSERT_TRUE(trained);
    EXPECT_NE(trained->find("digitalsourcetype/trainedAlgorithmicMedia"), Bytes::npos);
}

TEST_F(Codec, WritesNothingButPixelsWithoutADescription) {
    const Picture grey{2, 1, {90, 90, 90, 90, 90, 90}};
    const auto jpeg = encode_jpeg(grey, 90, {});
    ASSERT_TRUE(jpeg);
    EXPECT_EQ(jpeg->find("xpacket"), Bytes::npos);
}

TEST_F(Codec, WritesAPngOfExactlyThePixels) {
    const Picture picture{2, 1, {1, 2, 3, 250, 251, 252}};
    const auto file = encode_png(picture);
    ASSERT_TRUE(file) << file.error().message;
    const auto back = decode(*file);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->rgb, picture.rgb);
    EXPECT_EQ(encode_png({2, 2, {1, 2, 3}}).error().code, ErrorCode::invalid_argument);
}

TEST_F(Codec, RefusesToEncodeNonsense) {
    EXPECT_EQ(encode_jpeg({}, 90, {}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(encode_jpeg({2, 2, {1, 2, 3}}, 90, {}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(encode_jpeg({1, 1, {1, 2, 3}}, 0, {}).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(encode_jpeg({1, 1, {1, 2, 3}}, 90, {"", Bytes(70'000, 'x'), {}, true}).error().code,
              ErrorCode::too_large);
}

}  // namespace
}  // namespace garden::image
