#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "painting/painter.h"
#include "painting/painter_spec.h"

namespace garden::painting::diffusion {

// A painter whose pictures the program emotion-garden-diffusion paints with the model file of `spec`; it is
// started with the first order, and again whenever it has ended, after some time if it did not end well. One
// picture at a time; others wait for their turn. Errors of paint() beside those of Painter: `internal` with
// a sentence when the program ends or hangs over it, `unavailable` when it cannot be started, says that it
// fails, or when the machine has not the memory that the model takes. Making one reads the headers of its
// files: `not_found`, `corrupt` or `unsupported` names the one that cannot be used.
Result<std::unique_ptr<Painter>> make_diffusion_painter(const PainterSpec& spec,
                                                        const std::filesystem::path& program);

}  // namespace garden::painting::diffusion
