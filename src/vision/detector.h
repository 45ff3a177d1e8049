#pragma once

#include <array>
#include <span>
#include <vector>

#include "image/picture.h"
#include "vision/geometry.h"
#include "vision/network.h"

namespace garden::vision {

// What the detector takes for a face, in pixels of the picture.
struct Detection {
    Rect box;          // around the upright face within the window it was found in
    double score = 0;  // 0–1
    // Eyes, nose, mouth, ears; of the pairs the one on the picture's left first.
    std::array<Point, 6> points;
};

// The anchors of BlazeFace's back camera model, as fractions of its input: 16x16 cells with two each, then
// 8x8 with six. (MediaPipe, face_detection_back_desktop_live: strides 16, 32, 32, 32.)
std::vector<Point> blazeface_anchors();

// The detections in `regressors` (16 numbers an anchor: box centre, size, six points, in pixels of the
// 256-pixel input, centres relative to the anchor) and `scores` (a logit an anchor), as found in `window`.
std::vector<Detection> decode_blazeface(std::span<const float> regressors, std::span<const float> scores,
                                        const image::Window& window);

// Non-max suppression: the best of those that overlap by more than .3, best first.
std::vector<Detection> suppress(std::vector<Detection> detections);

// The detections in the whole picture, its border repeated by 30 % of the longer side on each side: the
// detector misses faces that fill the picture (8 % of tight crops without the border, 1 % with it).
std::vector<Detection> detect_whole(Network& detector, const image::Picture& picture);

// The same with a border of 86 %, for faces so close that they still seem too large.
std::vector<Detection> detect_close(Network& detector, const image::Picture& picture);

// The same for faces that lean by more than the detector knows (about 30 degrees), up to some 60.
std::vector<Detection> detect_leaning(Network& detector, const image::Picture& picture);

// The detections in overlapping tiles: faces too small for detect_whole, down to some 20 pixels in 640.
std::vector<Detection> detect_small(Network& detector, const image::Picture& picture);

// A second look at what may be a face: the best score, 0–1, of a detection at the middle of `face` when that
// is turned upright and brought to a quarter of the detector's input. People keep scores above .7 there, cats
// and patterns fall.
double score_again(Network& detector, const image::Picture& picture, const image::Window& face);

}  // namespace garden::vision
