#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "base/result.h"
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
        : at_once_(at_once), waiting_limit_(waiting), analyse_(std::move(analyse)) {}

    // The faces of a JPEG or PNG, the largest first, at most `most`. Errors say what to send instead; `busy`:
    // too many wait already; `precondition`: a side has fewer pixels than `least_side`.
    Result<std::vector<Face>> read(BytesView photo, int most, int least_side = 1);

  private:
    Result<> take_turn();
    void end_turn();

    const int at_once_;
    const int waiting_limit_;
    const Analyse analyse_;
    std::mutex mutex_;
    std::condition_variable turn_;
    int working_ = 0;  // guarded by mutex_
    int waiting_ = 0;  // guarded by mutex_
};

}  // namespace garden::vision
