#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/result.h"
#include "image/picture.h"
#include "vision/face.h"
#include "vision/utkface.h"

namespace garden::vision {

// Photos are scaled down to this many pixels on their longer side before they are analysed.
inline constexpr int kAnalysisSide = 1280;

struct AnalyserOptions {
    std::filesystem::path models;  // folder of the converted models, with its checksums.txt
    std::filesystem::path cache;   // folder for compiled models; empty: compile at every start
    int threads = 1;               // threads of one inference
    int parallel = 2;              // pictures analysed at the same time; others wait
    Utkface utkface = Utkface::used;
};

// Reads faces. Pure: keeps nothing of a picture after the call, writes nothing to a disk.
// Thread-safe. No input makes it throw or abort.
class FaceAnalyser {
  public:
    // Checks every model against its SHA-256 and compiles them. `unavailable`: a model is missing or altered;
    // the message names it and the command that fetches it.
    static Result<std::unique_ptr<FaceAnalyser>> create(const AnalyserOptions& options);
    ~FaceAnalyser();

    // The faces of an upright picture, the largest first, at most `most`; none is an empty list. With `most`
    // 1 the search for smaller faces ends where one is found, which takes half the time. `invalid_argument`:
    // the picture is empty, or its size does not fit its pixels. `internal`: the inference library failed.
    Result<std::vector<Face>> analyse(const image::Picture& picture, int most = 100);

  private:
    struct Models;
    explicit FaceAnalyser(std::unique_ptr<Models> models);
    std::unique_ptr<Models> models_;
};

}  // namespace garden::vision
