#pragma once

#include <string>

#include "base/result.h"
#include "image/picture.h"

namespace garden::image {

// How large the pictures of a contact sheet are shown, and where they lie. Lengths are pixels.
struct SheetGrid {
    int columns = 1, rows = 1;
    int tile_width = 1, tile_height = 1;  // of a picture as shown
    int cell_width = 1;                   // of a picture and its label; not less than tile_width
    int label_height = 0;
    int width = 0, height = 0;  // of the whole sheet
};

inline constexpr int kMostTileWidth = 480;
inline constexpr int kMostTileHeight = 640;

// For `tiles` (at least 1) pictures of `width` x `height`, in `columns`, or with 0 in as many as make the
// sheet somewhat wider than high. Labels have `label_lines` lines.
SheetGrid sheet_grid(int tiles, int columns, int width, int height, int label_lines);

// `too_large` with a sentence when a side is over `most_side` or the sheet takes over 512 MiB of memory.
Result<> check_sheet(const SheetGrid& grid, int most_side);

// The picture scaled down to the size at which the sheet shows it. Thread-safe. Error: `invalid_argument` for
// a picture whose size does not fit its pixels.
Result<Picture> to_tile(const Picture& picture, const SheetGrid& grid);

// A sheet that is filled tile by tile, on a quiet ground. Not thread-safe.
class Sheet {
  public:
    // `grid` has passed check_sheet().
    explicit Sheet(const SheetGrid& grid);

    // Lays `tile`, as to_tile() gives it, at `index`, counted along the rows from the top left, and writes
    // `label` (UTF-8) below it, shortened to its lines. Error: `internal` when the text cannot be drawn.
    Result<> place(int index, const Picture& tile, const std::string& label);

    const Picture& picture() const { return picture_; }

  private:
    SheetGrid grid_;
    Picture picture_;
};

}  // namespace garden::image
