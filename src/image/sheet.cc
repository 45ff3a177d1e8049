#include "image/sheet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "image/fit.h"
#include "image/vips_image.h"

namespace garden::image {
namespace {

constexpr int kMargin = 40;  // around the sheet
constexpr int kGap = 28;     // between cells
constexpr int kLabelGap = 10;
constexpr int kLineHeight = 22;
constexpr int kLeastCell = 160;     // room for a word below the smallest picture
constexpr double kWideness = 1.35;  // of a sheet whose columns are free
constexpr std::int64_t kMostBytes = std::int64_t{512} * 1024 * 1024;
constexpr const char* kFont = "NanumGothic, sans 15";
constexpr std::array<int, 3> kGround{247, 245, 240};  // paper
constexpr std::array<int, 3> kInk{118, 114, 108};

using Text = std::unique_ptr<char, void (*)(gpointer)>;

// Where the characters of UTF-8 text begin, and its end.
std::vector<std::size_t> boundaries(const std::string& text) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U) starts.push_back(i);
    }
    starts.push_back(text.size());
    return starts;
}

// Pango takes line ends as such, and is asked for none.
std::string one_line(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    return text;
}

// The text as a mask, one octet a pixel, wrapped at `width`. Null when it cannot be drawn.
Image write(const std::string& text, int width) {
    const Text markup(g_markup_escape_text(text.data(), static_cast<gssize>(text.size())), g_free);
    VipsImage* mask = nullptr;
    if (vips_text(&mask, markup.get(), "font", kFont, "width", width, "dpi", 72, "wrap",
                  VIPS_TEXT_WRAP_WORD_CHAR, nullptr) != 0) {
        vips_error_clear();
        return nullptr;
    }
    return Image(mask);
}

bool fits(const Image& mask, const SheetGrid& grid) {
    return mask && vips_image_get_width(mask.get()) <= grid.cell_width &&
           vips_image_get_height(mask.get()) <= grid.label_height;
}

// The text, or as much of its beginning as fits, and then an ellipsis.
Image write_shortened(const std::string& text, const SheetGrid& grid) {
    Image whole = write(text, grid.cell_width);
    if (!whole || fits(whole, grid)) return whole;
    const std::vector<std::size_t> ends = boundaries(text);
    std::size_t least = 0;
    std::size_t most = ends.size() - 1;
    Image best;
    while (least + 1 < most) {
        const std::size_t middle = (least + most) / 2;
        Image tried = write(text.substr(0, ends[middle]) + "…", grid.cell_width);
        if (fits(tried, grid)) {
            best = std::move(tried);
            least = middle;
        } else {
            most = middle;
        }
    }
    return best;
}

// Where cell `index` begins.
struct Corner {
    int x, y;
};

Corner corner_of(const SheetGrid& grid, int index) {
    return {kMargin + (index % grid.columns) * (grid.cell_width + kGap),
            kMargin + (index / grid.columns) * (grid.tile_height + kLabelGap + grid.label_height + kGap)};
}

}  // namespace

SheetGrid sheet_grid(int tiles, int columns, int width, int height, int label_lines) {
    SheetGrid grid;
    const double scale = std::min(
        {1.0, static_cast<double>(kMostTileWidth) / width, static_cast<double>(kMostTileHeight) / height});
    grid.tile_width = std::max(1, static_cast<int>(std::lround(width * scale)));
    grid.tile_height = std::max(1, static_cast<int>(std::lround(height * scale)));
    grid.cell_width = std::max(grid.tile_width, kLeastCell);
    grid.label_height = label_lines * kLineHeight;
    const int cell_height = grid.tile_height + kLabelGap + grid.label_height + kGap;
    const double free = std::sqrt(kWideness * tiles * cell_height / (grid.cell_width + kGap));
    grid.columns = columns > 0 ? columns : std::clamp(static_cast<int>(std::lround(free)), 1, tiles);
    grid.rows = (tiles + grid.columns - 1) / grid.columns;
    grid.width = 2 * kMargin - kGap + grid.columns * (grid.cell_width + kGap);
    grid.height = 2 * kMargin - kGap + grid.rows * cell_height;
    return grid;
}

Result<> check_sheet(const SheetGrid& grid, int most_side) {
    const std::string size = "a sheet of " + std::to_string(grid.columns) + " by " +
                             std::to_string(grid.rows) + " pictures would be " + std::to_string(grid.width) +
                             "x" + std::to_string(grid.height) + " pixels; ";
    if (std::max(grid.width, grid.height) > most_side) {
        return fail(ErrorCode::too_large,
                    size + "its file holds at most " + std::to_string(most_side) + " a side");
    }
    if (std::int64_t{3} * grid.width * grid.height > kMostBytes) {
        return fail(ErrorCode::too_large, size + "at most 512 MiB of them are held in memory");
    }
    return {};
}

Result<Picture> to_tile(const Picture& picture, const SheetGrid& grid) {
    return fit(picture, grid.tile_width, grid.tile_height);
}

Sheet::Sheet(const SheetGrid& grid) : grid_(grid), picture_{grid.width, grid.height, {}} {
    picture_.rgb.reserve(3 * static_cast<std::size_t>(grid.width) * static_cast<std::size_t>(grid.height));
    for (std::int64_t i = 0; i < std::int64_t{grid.width} * grid.height; ++i) {
        for (const int level : kGround) picture_.rgb.push_back(static_cast<std::uint8_t>(level));
    }
}

Result<> Sheet::place(int index, const Picture& tile, const std::string& label) {
    const Corner corner = corner_of(grid_, index);
    const auto at = [this](int x, int y) {
        return picture_.rgb.begin() + 3 * (std::ptrdiff_t{y} * grid_.width + x);
    };
    for (int y = 0; y < tile.height; ++y) {
        std::copy_n(tile.rgb.begin() + std::ptrdiff_t{3} * y * tile.width, 3 * tile.width,
                    at(corner.x, corner.y + y));
    }
    const std::string text = one_line(label);
    if (text.find_first_not_of(' ') == std::string::npos) return {};
    const Image mask = write_shortened(text, grid_);
    const Region region(mask ? vips_region_new(mask.get()) : nullptr);
    const VipsRect all{0, 0, mask ? vips_image_get_width(mask.get()) : 0,
                       mask ? vips_image_get_height(mask.get()) : 0};
    if (!region || vips_region_prepare(region.get(), &all) != 0) {
        vips_error_clear();
        return fail(ErrorCode::internal, "the label of a picture could not be drawn");
    }
    const int top = corner.y + grid_.tile_height + kLabelGap;
    for (int y = 0; y < all.height; ++y) {
        const VipsPel* row = VIPS_REGION_ADDR(region.get(), 0, y);
        auto out = at(corner.x, top + y);
        for (int x = 0; x < all.width; ++x) {
            for (std::size_t c = 0; c < 3; ++c, ++out) {
                *out = static_cast<std::uint8_t>((kGround[c] * (255 - row[x]) + kInk[c] * row[x]) / 255);
            }
        }
    }
    return {};
}

}  // namespace garden::image
