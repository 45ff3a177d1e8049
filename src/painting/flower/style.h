#pragma once

#include "painting/flower/paint.h"

// The last stage of painting: the finished picture, in the manner that the prompt asks for.
namespace garden::painting::flower {

// Light that spills over the edges of what is bright.
void paint_glow(const Sight& sight, const Phase& phase);

// Whether its strokes are so opaque and so many that no smaller one shows from below.
bool covers_all(Style style);

// Paints the canvas over in the scene's style.
void paint_style(const Sight& sight, const Phase& phase);

// Each style that is not brushes alone.
void paint_watercolor(const Sight& sight, const Phase& phase);
void paint_ink(const Sight& sight, const Phase& phase);
void paint_poster(const Sight& sight,
                  const Phase& phase);  // as Alfons Mucha's: contours, flat colours, a frame
void paint_pixels(const Sight& sight, const Phase& phase);

}  // namespace garden::painting::flower
