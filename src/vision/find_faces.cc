#include "vision/find_faces.h"

#include <algorithm>
#include <array>
#include <span>

#include "vision/detector.h"
#include "vision/logistic.h"

namespace garden::vision {
namespace {

// What a face must reach: the product of the detector's score and the mesh's presence, and the logit of the
// head for faces, of which less is asked where the others are sure. Faces that are small, half cut or from
// the side score no higher than cats do; it is the head that tells them apart. Chosen on the labelled faces
// and scenes that docs/face-analysis.md names.
struct Demand {
    double score, head;
};
constexpr std::array kInWhole = {Demand{0.75, -2}, Demand{0.63, -1.5}, Demand{0.45, 1}};
constexpr std::array kElsewhere = {Demand{0.8, -2}, Demand{0.76, -0.5}, Demand{0.6, 0}};
// Where the whole picture is taken for a face: half the mesh's presence is the score, for the detector is
// silent.
constexpr std::array kAsAWhole = {Demand{0.45, -1.6}, Demand{0.25, 0}};
// A face from the side, which the mesh model does not know: the detector's second look alone.
constexpr std::array kFromTheSide = {Demand{0.8, 0.5}};
constexpr double kLeastFirstPresence = 0.3;
constexpr double kWholePicture = 1.25;  // the mesh's window over the longer side
// Places that are looked at more closely, some 15 ms each: a picture of nothing but faces must end some time.
constexpr int kMostLooks = 150;

bool meets(std::span<const Demand> demands, double score, double head) {
    return std::ranges::any_of(
        demands, [&](const Demand& demand) { return score >= demand.score && head >= demand.head; });
}

bool same_face(const Rect& a, const Rect& b) { return overlap(a, b) > 0.3 || containment(a, b) > 0.6; }

// The search for the faces of one picture.
struct Search {
    Networks& networks;
    const image::Picture& picture;
    std::vector<FoundFace> faces;
    int looks = 0;

    bool knows(const Rect& box) const {
        return std::ranges::any_of(faces, [&](const FoundFace& face) { return same_face(face.box, box); });
    }

    // Adds the face in `detection` unless it is there already, or is none. In the pass over the whole picture
    // the better of the detector's two looks counts; in the others, which look at more places, the second
    // alone.
    void add(const Detection& detection, bool whole) {
        const Mesh first = read_mesh(networks.mesh, picture,
                                     mesh_window(detection.box, detection.points[0], detection.points[1]));
        if (knows(bounds(first.outline()))) return;
        const image::Window window = face_window(first);
        const double again = score_again(networks.detector, picture, window);
        const bool seen = first.presence >= kLeastFirstPresence;
        const double look = whole && seen ? std::max(again, detection.score) : again;
        std::span<const Demand> demands = kElsewhere;
        if (whole) demands = kInWhole;
        if (!seen) demands = kFromTheSide;
        if (look < demands.back().score) return;
        Mesh mesh = read_mesh(networks.mesh, picture, mesh_window(window));
        const double score = seen ? std::max(first.presence, mesh.presence) * look : look;
        verify(std::move(mesh), score, demands);
    }

    // A last look, for a face so close or so cut that the detector sees none: the mesh model takes the whole
    // picture for one, twice.
    void add_whole_picture() {
        const double side = kWholePicture * std::max(picture.width, picture.height);
        const Mesh first =
            read_mesh(networks.mesh, picture, {picture.width / 2.0, picture.height / 2.0, side, 0});
        if (first.presence / 2 < kAsAWhole.back().score) return;
        Mesh mesh = read_mesh(networks.mesh, picture, mesh_window(face_window(first)));
        const double presence = std::min(first.presence, mesh.presence);
        verify(std::move(mesh), presence / 2, kAsAWhole);
    }

    void verify(Mesh mesh, double score, std::span<const Demand> demands) {
        if (score < demands.back().score) return;
        const Heads heads = read_heads(networks.attributes, picture, face_window(mesh));
        if (!meets(demands, score, heads.face)) return;
        const double doubt = (1 - score) * sigmoid(-heads.face);
        const Rect box = bounds(mesh.outline());
        faces.push_back({box, 1 - doubt, std::move(mesh), heads});
    }

    void add_all(const std::vector<Detection>& detections, bool whole) {
        for (const Detection& detection : detections) {
            if (knows(detection.box)) continue;
            if (++looks > kMostLooks) return;
            add(detection, whole);
        }
    }
};

}  // namespace

std::vector<FoundFace> find_faces(Networks& networks, const image::Picture& picture, int most) {
    if (most < 1) {
        return {};
    }
    Search search{networks, picture, {}, 0};
    search.add_all(detect_whole(networks.detector, picture), true);
    if (search.faces.empty()) {
        search.add_all(detect_close(networks.detector, picture), false);
    }
    if (search.faces.empty() || most > 1) {
        search.add_all(detect_small(networks.detector, picture), false);
    }
    if (search.faces.empty() || most > 1) {
        search.add_all(detect_leaning(networks.detector, picture), false);
    }
    if (search.faces.empty()) search.add_whole_picture();
    std::vector<FoundFace>& faces = search.faces;
    std::ranges::stable_sort(faces, std::greater{}, [](const FoundFace& face) { return face.box.area(); });
    faces.resize(std::min(faces.size(), static_cast<std::size_t>(most)));
    return std::move(faces);
}

}  // namespace garden::vision
