#pragma once

#include <memory>

#include "base/result.h"
#include "painting/painter.h"
#include "painting/painter_spec.h"

namespace garden::painting::remote {

// Painters behind HTTP, one a dialect; docs/painters.md says what each can do. `name()` is the spec's. Steps
// that an order leaves open are the spec's or 50, guidance likewise or 7.5, where the dialect has them. A
// size that the endpoint cannot paint is rounded up to one that it can, and whatever picture comes is scaled
// and cropped to the order's. Errors of paint(), beside those of Painter: `invalid_argument` when the
// endpoint refuses the order as it is, `unavailable` for all that the endpoint or the way to it does wrong,
// so that another try, or another painter, may help. After a stop the endpoint is told where it can be; that
// takes three seconds at most. Making one fails with `invalid_argument` when the key or the workflow that the
// spec names cannot be used.
Result<std::unique_ptr<Painter>> make_automatic1111(const PainterSpec& spec);
Result<std::unique_ptr<Painter>> make_openai(const PainterSpec& spec);
Result<std::unique_ptr<Painter>> make_sd_server(const PainterSpec& spec);
Result<std::unique_ptr<Painter>> make_comfyui(const PainterSpec& spec);
Result<std::unique_ptr<Painter>> make_sagemaker(const PainterSpec& spec);

}  // namespace garden::painting::remote
