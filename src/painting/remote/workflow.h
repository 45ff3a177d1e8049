#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "painting/remote/plan.h"

namespace garden::painting::remote {

// A workflow of ComfyUI in API format ("Save (API format)" or "Export (API)" in its menu), with placeholders
// in its texts: {prompt} {negative} {seed} {width} {height} {steps} {guidance}. A text that is nothing but a
// placeholder of a number becomes that number; others stand in the text.
class Workflow {
  public:
    // `invalid_argument` with the reason unless the file holds such a workflow with at least {prompt}; at
    // most 4 MiB.
    static Result<Workflow> load(const std::filesystem::path& file);
    static Result<Workflow> parse(const std::string& text);

    // What it has placeholders for.
    Understands understands() const { return understands_; }

    // The workflow of one order.
    nlohmann::json fill(const Plan& plan) const;

  private:
    nlohmann::json nodes_;
    Understands understands_;
};

}  // namespace garden::painting::remote
