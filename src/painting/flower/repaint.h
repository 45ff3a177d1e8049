#pragma once

#include "painting/flower/canvas.h"
#include "painting/flower/follow.h"
#include "painting/flower/random.h"

namespace garden::painting::flower {

// Replaces every pixel of the canvas by change(x, y, colour); the rounding to 8 bits is dithered, so that
// soft gradients have no bands.
template <typename Change>
void repaint(const Canvas& canvas, Random random, const Phase& phase, const Change& change) {
    canvas.ready();
    for (int y = 0; y < canvas.height(); ++y) {
        phase.at(static_cast<double>(y) / canvas.height());
        std::uint32_t* row = canvas.row(y);
        for (int x = 0; x < canvas.width(); ++x)
            row[x] = pack(change(x, y, unpack(row[x])), random.unit() - 0.5);
    }
    canvas.touched();
}

}  // namespace garden::painting::flower
