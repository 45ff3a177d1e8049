#include "painting/flower/follow.h"

#include <optional>

namespace garden::painting::flower {
namespace {

constexpr int kPreviewEvery = 8;
constexpr int kPreviewSide = 256;

}  // namespace

void Follow::reach(double done, const Canvas* canvas) {
    const int now = static_cast<int>(done * kSteps);
    while (step_ < now) {
        ++step_;
        if (!watch_.on_progress) continue;
        std::optional<image::Picture> preview;
        if (canvas != nullptr && step_ == now && step_ % kPreviewEvery == 0)
            preview = shrink(*canvas, kPreviewSide);
        watch_.on_progress({step_, kSteps, preview ? &*preview : nullptr});
    }
}

}  // namespace garden::painting::flower
