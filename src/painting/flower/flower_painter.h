#pragma once

#include <memory>

#include "painting/painter.h"

namespace garden::painting {

// The built-in painter: needs no model. The same order gives the same bytes. Options: none yet.
// Steps and guidance are ignored.
std::unique_ptr<Painter> make_flower_painter();

}  // namespace garden::painting
