#include "image/sheet.h"

#include <gtest/gtest.h>

#include "image/codec.h"

namespace garden::image {
namespace {

class SheetTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { ASSERT_TRUE(start_codec("image_test")); }
};

Picture plain(int width, int height, std::uint8_t red) {
    Picture picture{width, height, {}};
    for (int i = 0; i < width * height; ++i) picture.rgb.insert(picture.rgb.end(), {red, 20, 30});
    return picture;
}

int red_at(const Picture& picture, int x, int y) {
    return picture.rgb[3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                            static_cast<std::size_t>(x))];
}

// The darkest red in a part of the picture.
int darkest(const Picture& picture, int left, int top, int width, int height) {
    int level = 255;
    for (int y = top; y < top + height; ++y) {
        for (int x = left; x < left + width; ++x) level = std::min(level, red_at(picture, x, y));
    }
    return level;
}

constexpr int kPaper = 247;
constexpr int kMargin = 40;

TEST_F(SheetTest, ShowsPicturesAtMost480WideAnd640High) {
    const SheetGrid landscape = sheet_grid(24, 3, 1280, 800, 1);
    EXPECT_EQ(landscape.tile_width, 480);
    EXPECT_EQ(landscape.tile_height, 300);
    EXPECT_EQ(landscape.columns, 3);
    EXPECT_EQ(landscape.rows, 8);
    const SheetGrid tower = sheet_grid(1, 0, 512, 4096, 1);
    EXPECT_EQ(tower.tile_width, 80);
    EXPECT_EQ(tower.tile_height, 640);
    const SheetGrid small = sheet_grid(1, 0, 64, 64, 1);
    EXPECT_EQ(small.tile_width, 64);
    EXPECT_GT(small.cell_width, small.tile_width) << "room for the label";
}

TEST_F(SheetTest, MakesAsManyColumnsAsLookWell) {
    for (int tiles = 1; tiles <= 200; ++tiles) {
        const SheetGrid grid = sheet_grid(tiles, 0, 1280, 800, 1);
        EXPECT_GE(grid.columns * grid.rows, tiles);
        EXPECT_LT(grid.columns * (grid.rows - 1), tiles) << "no empty row";
        if (tiles < 6) continue;
        EXPECT_GT(grid.width, grid.height * 0.9) << tiles;
        EXPECT_LT(grid.width, grid.height * 2.2) << tiles;
    }
}

TEST_F(SheetTest, RefusesASheetThatItsFileCannotHold) {
    EXPECT_TRUE(check_sheet(sheet_grid(800, 100, 1280, 800, 1), kMostJpegSide));
    const auto wide = check_sheet(sheet_grid(1600, 200, 1280, 800, 1), kMostJpegSide);
    ASSERT_FALSE(wide);
    EXPECT_EQ(wide.error().code, ErrorCode::too_large);
    EXPECT_NE(wide.error().message.find("65500"), std::string::npos);
    EXPECT_FALSE(check_sheet(sheet_grid(1024, 128, 480, 640, 1), kMostJpegSide)) << "memory";
}

TEST_F(SheetTest, LaysEachPictureInItsPlaceOnEvenMargins) {
    const SheetGrid grid = sheet_grid(4, 2, 200, 100, 1);
    Sheet sheet(grid);
    for (int i = 0; i < 4; ++i) {
        ASSERT_TRUE(sheet.place(i, plain(200, 100, static_cast<std::uint8_t>(10 * i)), ""));
    }
    const Picture& picture = sheet.picture();
    ASSERT_TRUE(picture.is_whole());
    EXPECT_EQ(picture.width, 2 * 40 + 2 * 200 + 28);
    for (int i = 0; i < 4; ++i) {
        const int left = kMargin + (i % 2) * (200 + 28);
        const int top = kMargin + (i / 2) * ((picture.height - 2 * kMargin + 28) / 2);
        for (const auto& [x, y] : {std::pair{left, top}, {left + 199, top}, {left, top + 99}}) {
            EXPECT_EQ(red_at(picture, x, y), 10 * i) << i;
        }
        EXPECT_EQ(red_at(picture, left - 1, top), kPaper);
        EXPECT_EQ(red_at(picture, left, top - 1), kPaper);
        EXPECT_EQ(red_at(picture, left + 200, top + 99), kPaper);
    }
    EXPECT_EQ(red_at(picture, picture.width - kMargin, kMargin), kPaper);
}

TEST_F(SheetTest, WritesTheLabelBelowInAnyScript) {
    for (const char* label : {"seed 7", "장미", "<b>\"&\" & rain</b>", "🌷", "two\nlines"}) {
        const SheetGrid grid = sheet_grid(2, 2, 200, 100, 1);
        Sheet sheet(grid);
        ASSERT_TRUE(sheet.place(0, plain(200, 100, 5), label)) << label;
        EXPECT_LT(darkest(sheet.picture(), kMargin, kMargin + 100, 200, 40), 160) << label;
        EXPECT_GT(darkest(sheet.picture(), kMargin, kMargin + 100, 200, 40), 100) << "grey: " << label;
        EXPECT_EQ(darkest(sheet.picture(), kMargin + 200, kMargin, 200, 130), kPaper) << label;
    }
}

TEST_F(SheetTest, ShortensALabelToItsLines) {
    std::string label;
    for (int i = 0; i < 200; ++i) label += "장미 and roses ";
    const SheetGrid grid = sheet_grid(4, 2, 200, 100, 2);
    Sheet sheet(grid);
    ASSERT_TRUE(sheet.place(0, plain(200, 100, 5), label));
    const Picture& picture = sheet.picture();
    EXPECT_LT(darkest(picture, kMargin, kMargin + 100 + 10 + 22, 200, 22), 160) << "the second line";
    EXPECT_EQ(darkest(picture, kMargin, kMargin + 100 + 10 + 44, 200, 20), kPaper) << "no third";
    EXPECT_EQ(darkest(picture, kMargin + 200, kMargin, 28, picture.height - 2 * kMargin), kPaper);
}

TEST_F(SheetTest, ScalesAPictureDownToATile) {
    const SheetGrid grid = sheet_grid(1, 0, 1280, 800, 1);
    const auto tile = to_tile(plain(1280, 800, 90), grid);
    ASSERT_TRUE(tile) << tile.error().message;
    EXPECT_EQ(tile->width, 480);
    EXPECT_EQ(tile->height, 300);
    EXPECT_NEAR(red_at(*tile, 100, 100), 90, 1);
    EXPECT_EQ(to_tile({2, 2, {1, 2, 3}}, grid).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace garden::image
