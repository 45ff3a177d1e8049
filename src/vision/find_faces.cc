#include "vision/find_faces.h"

#include <algorithm>

#include "vision/detector.h"

namespace garden::vision {
namespace {

// The least confidence of a face. Measured on 742 faces that fill their pictures and on 16 scenes with faces
// and cats: all but a few faces lie above .7, cats reach .626 in the usual passes and .73 in those that are
// made when nothing is found.
constexpr double kLeastConfidence = 0.63;
constexpr double kLeastWhenSearching = 0.76;
constexpr double kLeastPresence = 0.5;

bool same_face(const Rect& a, const Rect& b) { return overlap(a, b) > 0.3 || containment(a, b) > 0.6; }

// The search for the faces of one picture.
struct Search {
    Networks& networks;
    const image::Picture& picture;
    std::vector<FoundFace> faces;

    bool knows(const Rect& box) const {
        return std::ranges::any_of(faces, [&](const FoundFace& face) { return same_face(face.box, box); });
    }

    // Adds the face in `detection` unless it is there already, or is none: the mesh model must see it, and
    // the detector be sure enough of it. How sure: by a second look, or, with `trust`, by its first if that
    // is better.
    void add(const Detection& detection, double least, bool trust) {
        const Mesh first = read_mesh(networks.mesh, picture,
                                     mesh_window(detection.box, detection.points[0], detection.points[1]));
        const image::Window window = face_window(first);
        if (first.presence < kLeastPresence || knows(bounds(first.outline()))) {
            return;
        }
        const double again = score_again(networks.detector, picture, window);
        const double confidence = first.presence * (trust ? std::max(again, detection.score) : again);
        if (confidence >= least) {
            Mesh mesh = read_mesh(networks.mesh, picture, mesh_window(window));
            faces.push_back({bounds(mesh.outline()), confidence, std::move(mesh)});
        }
    }

    void add_all(const std::vector<Detection>& detections, double least, bool trust = false) {
        for (const Detection& detection : detections) {
            if (!knows(detection.box)) {
                add(detection, least, trust);
            }
        }
    }
};

}  // namespace

std::vector<FoundFace> find_faces(Networks& networks, const image::Picture& picture, int most) {
    if (most < 1) {
        return {};
    }
    Search search{networks, picture, {}};
    search.add_all(detect_whole(networks.detector, picture), kLeastConfidence, true);
    if (search.faces.empty()) {
        search.add_all(detect_close(networks.detector, picture), kLeastWhenSearching);
    }
    if (search.faces.empty() || most > 1) {
        search.add_all(detect_small(networks.detector, picture), kLeastConfidence);
    }
    if (search.faces.empty()) {
        search.add_all(detect_leaning(networks.detector, picture), kLeastWhenSearching);
    }
    std::vector<FoundFace>& faces = search.faces;
    std::ranges::stable_sort(faces, std::greater{}, [](const FoundFace& face) { return face.box.area(); });
    faces.resize(std::min(faces.size(), static_cast<std::size_t>(most)));
    return std::move(faces);
}

}  // namespace garden::vision
