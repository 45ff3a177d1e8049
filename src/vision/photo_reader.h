#pragma once

#include <functional>
#include <vector>

#include "base/result.h"
#include "base/turns.h"
#include "image/picture.h"
#include "vision/face.h"

namespace garden::vision {

// Reads the faces of visitors' photos, a few at a time: decoding and analysing them is what costs memory and
// time here, and pictures must not wait for it. Thread-safe.
class PhotoReader {
  public:
    using Analyse = std::function<Result<std::vector<Face>>(const image::Picture&, int most)>;

    // `at_once` photos are worked on, and up to `waiting` callers wait for their turn.
    PhotoReader(int at_once, int waiting, Analyse analyse)
        : turns_(at_once, waiting), analyse_(std::move(analyse)) {}

    // The faces of a JPEG or PNG, the largest first, at most `most`. Errors say what to send instead; `busy`:
    // too many wait already; `precondition`: a side has fewer pixels than `least_side`.
    Result<std::vector<Face>> read(BytesView photo, int most, int least_side = 1);

  private:
    Turns turns_;
    const Analyse analyse_;
};

}  // namespace garden::vision
