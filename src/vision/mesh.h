#pragma once

#include <array>
#include <vector>

#include "image/picture.h"
#include "vision/geometry.h"
#include "vision/network.h"

namespace garden::vision {

// Numbers of the points of MediaPipe's face mesh (468) that are used here. left and right are the picture's.
namespace mesh_index {
inline constexpr std::size_t nose_tip = 4, nose_base = 2, nose_left = 64, nose_right = 294;
inline constexpr std::size_t left_eye_outer = 33, left_eye_inner = 133, right_eye_inner = 362,
                             right_eye_outer = 263;
inline constexpr std::size_t forehead = 10, chin = 152;
inline constexpr std::size_t left_side = 234, right_side = 454, left_jaw = 172, right_jaw = 397;
inline constexpr std::size_t left_brow_outer = 70, left_brow_top = 105, left_brow_inner = 107;
inline constexpr std::size_t right_brow_inner = 336, right_brow_top = 334, right_brow_outer = 300;
inline constexpr std::size_t left_cheek = 50, right_cheek = 280;
}  // namespace mesh_index

// Numbers within the refined contour of an eye (71 points) and of the lips (80), from MediaPipe's
// tensors_to_face_landmarks_with_attention.pbtxt.
namespace eye_index {
inline constexpr std::size_t outer = 0, down = 4, inner = 8, up = 12;
}
namespace lips_index {
inline constexpr std::size_t left = 0, down = 5, right = 10, up = 15;
inline constexpr std::size_t inner_left = 20, inner_down = 25, inner_right = 30, inner_up = 35;
}  // namespace lips_index

// A face as the mesh model sees it, in pixels of the picture.
struct Mesh {
    std::vector<Point3> points;  // 468
    std::vector<Point> lips;     // 80
    std::vector<Point> left_eye, right_eye;
    Point left_iris, right_iris;  // centres
    double presence = 0;          // 0–1: that the window held a face

    Point at(std::size_t index) const { return {points[index].x, points[index].y}; }
    std::vector<Point> outline() const;  // all points without their depth
};

// The window around a detection in which the mesh model expects the face: eyes level, half as large again as
// the box.
image::Window mesh_window(const Rect& box, Point left_eye, Point right_eye);

// The same around a face whose mesh is known: it lies better in this one, and the second mesh is finer than
// the first.
image::Window mesh_window(const image::Window& face);

// Reads the mesh of the face in `window`.
Mesh read_mesh(Network& network, const image::Picture& picture, const image::Window& window);

// The square window around the mesh itself, eyes level: what the attribute models' crops are multiples of.
image::Window face_window(const Mesh& mesh);

Pose pose_of(const Mesh& mesh);

// Rekognition's 30 landmarks, as fractions of a `width` x `height` picture.
std::vector<Landmark> landmarks_of(const Mesh& mesh, int width, int height);

}  // namespace garden::vision
