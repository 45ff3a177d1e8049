#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/files.h"
#include "painting/catalogue.h"

namespace garden::cli {

struct SheetTile {
    painting::Order order;
    std::string label;
};

// What a sheet shows, row by row.
struct SheetPlan {
    std::vector<SheetTile> tiles;
    int columns = 0;  // 0: what looks best
    int label_lines = 1;
};

// The tiles of `words.sheet`; sizes, negative prompt and first seed are those of `order`. Of the eight
// emotions each takes the place of the prompt's own. `prompts` is the text of the file of prompts, one a
// line; empty lines are passed over. `invalid_argument` with a sentence for an unknown kind of sheet, a count
// that is not from 1 to 200, and no or over 200 prompts.
Result<SheetPlan> plan_sheet(const painting::Order& order, const Words& words, const std::string& prompts);

// Paints all tiles and writes the sheet; says on standard error how far it is. The flower painter works on
// all cores, any other paints as many pictures at once as it takes. `cancelled` after a stop; nothing is
// written then.
Result<> paint_sheet(const painting::NamedPainter& painter, const painting::Order& order, const Words& words,
                     PictureFormat format, const std::string& output, const std::stop_token& stop);

}  // namespace garden::cli
