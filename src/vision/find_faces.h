#pragma once

#include <vector>

#include "image/picture.h"
#include "vision/attributes.h"
#include "vision/mesh.h"
#include "vision/network.h"

namespace garden::vision {

// A face that detector, mesh and the head for faces agree on.
struct FoundFace {
    Rect box;               // around the mesh
    double confidence = 0;  // 0–1
    Mesh mesh;
    Heads heads;
};

// The faces of a picture, the largest box first, at most `most`. With `most` 1 the search ends with the first
// pass that finds a face; passes go from large faces to small ones. Of a crowd, the first 150 places where
// the detector sees a face are looked at.
std::vector<FoundFace> find_faces(Networks& networks, const image::Picture& picture, int most);

}  // namespace garden::vision
