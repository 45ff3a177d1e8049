#include "jobs/paint_picture.h"

#include <chrono>

#include "image/codec.h"
#include "painting/description.h"

namespace garden::jobs {
namespace {

constexpr int kQuality = 90;  // of stored pictures

}  // namespace

Result<Finished> paint_picture(painting::Painter& painter, const painting::Order& order,
                               const painting::Watch& watch, std::string_view key, const Judge& judge) {
    const auto begun = std::chrono::steady_clock::now();
    const auto painting = painter.paint(order, watch);
    if (!painting) return std::unexpected(painting.error());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    auto jpeg = image::encode_jpeg(painting->picture, kQuality, painting::describe(painting->recipe));
    if (!jpeg) return std::unexpected(jpeg.error());
    Finished finished{std::move(*jpeg), painting::to_json(painting->recipe), took.count()};
    if (!judge) return finished;
    if (const auto kept = judge({key, finished.jpeg, finished.recipe}, watch.cancel); !kept)
        return std::unexpected(kept.error());
    return finished;
}

}  // namespace garden::jobs
