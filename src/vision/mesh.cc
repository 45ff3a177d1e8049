#include "vision/mesh.h"

#include <algorithm>
#include <cmath>

namespace garden::vision {
namespace {

constexpr double kMeshMargin = 1.5;

std::vector<Point> points_of(std::span<const float> numbers, const image::Affine& map) {
    std::vector<Point> points;
    points.reserve(numbers.size() / 2);
    for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
        points.push_back(to_source(map, {numbers[i], numbers[i + 1]}));
    }
    return points;
}

}  // namespace

std::vector<Point> Mesh::outline() const {
    std::vector<Point> flat;
    flat.reserve(points.size());
    for (const Point3& point : points) {
        flat.push_back({point.x, point.y});
    }
    return flat;
}

image::Window mesh_window(const Rect& box, Point left_eye, Point right_eye) {
    const Point centre = box.centre();
    const double side = kMeshMargin * std::max({box.width(), box.height(), 1.0});
    return {centre.x, centre.y, side, slope(left_eye, right_eye)};
}

image::Window mesh_window(const image::Window& face) {
    return {face.centre_x, face.centre_y, kMeshMargin * face.side, face.angle};
}

Mesh read_mesh(Network& network, const image::Picture& picture, const image::Window& window) {
    const image::Affine map = image::affine_of(window, network.side());
    network.run(image::sample(picture, map, network.side()));
    Mesh mesh;
    const std::span<const float> numbers = network.output("mesh");
    const double scale = window.side / network.side();
    mesh.points.reserve(numbers.size() / 3);
    for (std::size_t i = 0; i + 2 < numbers.size(); i += 3) {
        const Point at = to_source(map, {numbers[i], numbers[i + 1]});
        mesh.points.push_back({at.x, at.y, numbers[i + 2] * scale});
    }
    mesh.lips = points_of(network.output("lips"), map);
    mesh.left_eye = points_of(network.output("left_eye"), map);
    mesh.right_eye = points_of(network.output("right_eye"), map);
    mesh.left_iris = points_of(network.output("left_iris"), map).at(0);
    mesh.right_iris = points_of(network.output("right_iris"), map).at(0);
    mesh.presence = static_cast<double>(network.output("face_flag")[0]);
    return mesh;
}

image::Window face_window(const Mesh& mesh) {
    const double angle = slope(mesh.at(mesh_index::left_eye_outer), mesh.at(mesh_index::right_eye_outer));
    return square_around(mesh.outline(), angle);
}

Pose pose_of(const Mesh& mesh) {
    const auto& points = mesh.points;
    return pose_of(PosePoints{points[mesh_index::left_eye_outer], points[mesh_index::right_eye_outer],
                              points[mesh_index::left_side], points[mesh_index::right_side],
                              points[mesh_index::forehead], points[mesh_index::chin]});
}

std::vector<Landmark> landmarks_of(const Mesh& mesh, int width, int height) {
    using namespace mesh_index;
    const auto& left_eye = mesh.left_eye;
    const auto& right_eye = mesh.right_eye;
    std::vector<Landmark> landmarks = {
        {"eyeLeft", middle(left_eye[eye_index::outer], left_eye[eye_index::inner])},
        {"eyeRight", middle(right_eye[eye_index::outer], right_eye[eye_index::inner])},
        {"mouthLeft", mesh.lips[lips_index::left]},
        {"mouthRight", mesh.lips[lips_index::right]},
        {"nose", mesh.at(nose_tip)},
        {"leftEyeBrowLeft", mesh.at(left_brow_outer)},
        {"leftEyeBrowRight", mesh.at(left_brow_inner)},
        {"leftEyeBrowUp", mesh.at(left_brow_top)},
        {"rightEyeBrowLeft", mesh.at(right_brow_inner)},
        {"rightEyeBrowRight", mesh.at(right_brow_outer)},
        {"rightEyeBrowUp", mesh.at(right_brow_top)},
        {"leftEyeLeft", left_eye[eye_index::outer]},
        {"leftEyeRight", left_eye[eye_index::inner]},
        {"leftEyeUp", left_eye[eye_index::up]},
        {"leftEyeDown", left_eye[eye_index::down]},
        {"rightEyeLeft", right_eye[eye_index::inner]},
        {"rightEyeRight", right_eye[eye_index::outer]},
        {"rightEyeUp", right_eye[eye_index::up]},
        {"rightEyeDown", right_eye[eye_index::down]},
        {"noseLeft", mesh.at(nose_left)},
        {"noseRight", mesh.at(nose_right)},
        {"mouthUp", mesh.lips[lips_index::up]},
        {"mouthDown", mesh.lips[lips_index::down]},
        {"leftPupil", mesh.left_iris},
        {"rightPupil", mesh.right_iris},
        {"upperJawlineLeft", mesh.at(left_side)},
        {"midJawlineLeft", mesh.at(left_jaw)},
        {"chinBottom", mesh.at(chin)},
        {"midJawlineRight", mesh.at(right_jaw)},
        {"upperJawlineRight", mesh.at(right_side)},
    };
    for (Landmark& landmark : landmarks) {
        landmark.at = {landmark.at.x / width, landmark.at.y / height};
    }
    return landmarks;
}

}  // namespace garden::vision
