#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>

#include <openvino/openvino.hpp>

#include "image/picture.h"

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
    Network detector, mesh, expression, face_api, age, gender, age_gender, attributes;
};

// The compiled models. The networks made of them may be used by one thread at a time, all together.
class CompiledModels {
  public:
    // Reads every model below `folder`; compiled ones are kept in `cache` unless that is empty. An inference
    // takes `threads` threads.
    CompiledModels(const std::filesystem::path& folder, const std::filesystem::path& cache, int threads);

    std::unique_ptr<Networks> make_networks();

  private:
    ov::Core core_;
    ov::CompiledModel detector_, mesh_, expression_, face_api_, age_, gender_, age_gender_, attributes_;
};

}  // namespace garden::vision
