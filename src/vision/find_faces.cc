#include "vision/find_faces.h"

#include <algorithm>
#include <cmath>

#include "vision/detector.h"

namespace garden::vision {
namespace {

// A detection is a face if the mesh model also sees one in it.
constexpr double kLeastPresence = 0.5;

FoundFace confirm(Networks& networks, const image::Picture& picture, const Detection& detection) {
    FoundFace face;
    face.mesh = read_mesh(networks.mesh, picture,
                          mesh_window(detection.box, detection.points[0], detection.points[1]));
    face.box = bounds(face.mesh.outline());
    face.confidence = std::sqrt(detection.score * face.mesh.presence);
    return face;
}

bool same_face(const FoundFace& a, const FoundFace& b) {
    return overlap(a.box, b.box) > 0.3 || containment(a.box, b.box) > 0.6;
}

// Adds the faces among `detections` that are not in `faces` yet.
void add_faces(Networks& networks, const image::Picture& picture, const std::vector<Detection>& detections,
               std::vector<FoundFace>& faces) {
    for (const Detection& detection : detections) {
        FoundFace face = confirm(networks, picture, detection);
        const bool known =
            std::ranges::any_of(faces, [&](const FoundFace& other) { return same_face(face, other); });
        if (face.mesh.presence >= kLeastPresence && !known) {
            faces.push_back(std::move(face));
        }
    }
}

}  // namespace

std::vector<FoundFace> find_faces(Networks& networks, const image::Picture& picture, int most) {
    std::vector<FoundFace> faces;
    if (most < 1) {
        return faces;
    }
    add_faces(networks, picture, detect_whole(networks.detector, picture), faces);
    if (faces.empty() || most > 1) {
        add_faces(networks, picture, detect_small(networks.detector, picture), faces);
    }
    if (faces.empty()) {
        add_faces(networks, picture, detect_leaning(networks.detector, picture), faces);
    }
    std::ranges::stable_sort(faces, std::greater{}, [](const FoundFace& face) { return face.box.area(); });
    faces.resize(std::min(faces.size(), static_cast<std::size_t>(most)));
    return faces;
}

}  // namespace garden::vision
