#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <openvino/openvino.hpp>

#include "image/picture.h"
#include "vision/utkface.h"

namespace garden::vision {

// One request of a compiled model: pictures in, numbers out. Used by one thread at a time. Every function may
// throw ov::Exception; the analyser catches it.
class Network {
  public:
    explicit Network(ov::CompiledModel& model);

    // Side of the square pictures that the model takes, in pixels.
    int side() const { return side_; }

    // Runs the model on as many `side()`-pixel square pictures as it takes.
    void run(std::span<const image::Picture> pictures);
    void run(const image::Picture& picture) { run({&picture, 1}); }

    // The output of the last run under this name, row by row. Valid until the next run.
    std::span<const float> output(const std::string& name);

  private:
    ov::InferRequest request_;
    int side_ = 0;
};

// The requests for the analysis of one picture. Outputs are listed in models/README.md.
struct Networks {
    Network detector, mesh, expression, face_api, age, gender, attributes;
    std::optional<Network> age_gender;  // was trained on UTKFace; none where that is not used
};

// The compiled models. The networks made of them may be used by one thread at a time, all together.
class CompiledModels {
  public:
    // Reads the models below `folder`, what was trained on UTKFace only where that is used; compiled ones are
    // kept in `cache` unless that is empty. An inference takes `threads` threads.
    CompiledModels(std::filesystem::path folder, const std::filesystem::path& cache, int threads,
                   Utkface utkface);

    // Networks for one picture at a time. Pictures at once wait for each other where they want the same
    // model, but for the detector and the mesh, where they are longest: these are compiled for each.
    std::unique_ptr<Networks> make_networks();

  private:
    ov::CompiledModel compile(const char* name);

    const std::filesystem::path folder_;
    const int threads_;
    ov::Core core_;
    ov::CompiledModel expression_, face_api_, age_, gender_, attributes_;
    std::optional<ov::CompiledModel> age_gender_;
};

}  // namespace garden::vision
