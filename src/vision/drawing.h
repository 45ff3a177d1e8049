#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "image/picture.h"
#include "vision/face.h"

namespace garden::vision {

// The words beside a face, each entry a phrase that is not broken: first "happy 93 %", age, gender, then what
// is true of the face ("smile", "glasses" …; of the eyes only that they are closed).
struct FaceWords {
    std::vector<std::string> who, features;
};
FaceWords words_of(const Face& face);

// The picture with a box, the landmarks and the words of each face drawn over it: for people who look at what
// was found, and for nothing else. Lines and letters grow with the picture. A picture with a longer side
// below 640 pixels is enlarged to that, so that words fit. Every label lies within the picture. A face whose
// box is no number is left out. Thread-safe. `invalid_argument`: the size does not fit the pixels;
// `too_large`: a side over 32,000 pixels.
Result<image::Picture> draw_faces(const image::Picture& picture, std::span<const Face> faces);

}  // namespace garden::vision
