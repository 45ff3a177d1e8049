#pragma once

#include "image/picture.h"
#include "vision/mesh.h"

namespace garden::vision {

struct Quality {
    double brightness = 0, sharpness = 0;  // 0–100
};

// Brightness: the mean luma of the face. Sharpness: the variance of its Laplacian at a fixed size, which a
// blurred face and one of few pixels both lack, mapped onto 0–100.
Quality quality_of(const image::Picture& picture, const image::Window& face);

// The luma of what covers the eyes over that of the cheeks; below 1 where lenses are dark.
double lens_darkness(const image::Picture& picture, const Mesh& mesh);

// The probability that these are sunglasses, from what the heads for sunglasses and for glasses say, and
// lens_darkness().
double sunglasses_probability(double sunglasses, double eyeglasses, double darkness);

}  // namespace garden::vision
