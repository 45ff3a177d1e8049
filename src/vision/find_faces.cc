#include "vision/find_faces.h"

#include <algorithm>

#include "vision/detector.h"

namespace garden::vision {
namespace {

// The least confidence of a face, measured on 742 faces that fill their pictures and on 16 scenes with faces
// and cats: all but a few faces lie above .7 (.79 in the scenes), cats reach .626 in the pass over the whole
// picture and .73 in the others.
constexpr double kLeastInWhole = 0.63;
constexpr double kLeastElsewhere = 0.76;
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
    // the detector be sure enough of it. In the pass over the whole picture the better of the detector's two
    // looks counts; in the others, which look at more places, the second alone.
    void add(const Detection& detection, bool whole) {
        const Mesh first = read_mesh(networks.mesh, picture,
                                     mesh_window(detection.box, detection.points[0], detection.points[1]));
        const image::Window window = face_window(first);
        if (knows(bounds(first.outline())) || first.presence < kLeastPresence) {
            return;
        }
        const double again = score_again(networks.detector, picture, window);
        const double score = whole ? std::max(again, detection.score) : again;
        if (first.presence * score >= (whole ? kLeastInWhole : kLeastElsewhere)) {
            Mesh mesh = read_mesh(networks.mesh, picture, mesh_window(window));
            faces.push_back({bounds(mesh.outline()), first.presence * score, std::move(mesh)});
        }
    }

    void add_all(const std::vector<Detection>& detections, bool whole) {
        for (const Detection& detection : detections) {
            if (!knows(detection.box)) {
                add(detection, whole);
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
    search.add_all(detect_whole(networks.detector, picture), true);
    if (search.faces.empty()) {
        search.add_all(detect_close(networks.detector, picture), false);
    }
    if (search.faces.empty() || most > 1) {
        search.add_all(detect_small(networks.detector, picture), false);
    }
    if (search.faces.empty()) {
        search.add_all(detect_leaning(networks.detector, picture), false);
    }
    std::vector<FoundFace>& faces = search.faces;
    std::ranges::stable_sort(faces, std::greater{}, [](const FoundFace& face) { return face.box.area(); });
    faces.resize(std::min(faces.size(), static_cast<std::size_t>(most)));
    return std::move(faces);
}

}  // namespace garden::vision
