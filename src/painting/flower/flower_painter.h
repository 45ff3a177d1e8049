#pragma once

#include <filesystem>
#include <memory>

#include "painting/painter.h"

namespace garden::painting {

// The built-in painter: needs no model. The same order gives the same bytes. Options: none yet.
// Steps and guidance are ignored.
// Visitors' favorites grow in shapes of the font Noto Color Emoji; where the machine has none, this logs a
// warning.
std::unique_ptr<Painter> make_flower_painter();

// The same with the font in that file; without one (an empty path, or no such font) favorites are left out.
std::unique_ptr<Painter> make_flower_painter_with(std::filesystem::path emoji_font);

}  // namespace garden::painting
