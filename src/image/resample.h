#pragma once

#include "image/picture.h"

namespace garden::image {

// A square window on a picture: its centre and side in pixels of the picture, measured as lengths from its
// top left corner (the whole of a 4x4 picture has its centre at (2, 2) and the side 4), turned by `angle`
// radians (positive turns the window clockwise on the screen, so that a face tilted by `angle` comes out
// upright).
struct Window {
    double centre_x = 0;
    double centre_y = 0;
    double side = 0;
    double angle = 0;
};

// The 2x3 matrix [a b c; d e f] that takes target to source coordinates: x = a·u + b·v + c, y = d·u + e·v +
// f, all in pixels with the centre of the first pixel at (0, 0).
struct Affine {
    double a = 1, b = 0, c = 0;
    double d = 0, e = 1, f = 0;
};

// The map from a `size`-pixel square target to `window`.
Affine affine_of(const Window& window, int size);

// A `size`x`size` picture sampled from `source` through `map`: bilinear, averaged where the source is shrunk
// by more than 2, the border repeated outside. `size` is at least 1. Thread-safe.
Picture sample(const Picture& source, const Affine& map, int size);

}  // namespace garden::image
