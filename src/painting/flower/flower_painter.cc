#include "painting/flower/flower_painter.h"

#include <new>

#include <fmt/format.h>

#include "painting/flower/compose.h"
#include "painting/flower/follow.h"
#include "painting/flower/paint.h"
#include "painting/flower/words.h"

namespace garden::painting {
namespace {

constexpr const char* kName = "flower";
constexpr const char* kVersion = "2";

// Holds nothing: every painting has its own canvas, so any number of them may be painted at once.
class FlowerPainter final : public Painter {
  public:
    std::string_view name() const override { return kName; }

    Result<Painting> paint(const Order& order, const Watch& watch) override {
        if (const Result<> checked = check_order(order); !checked) return std::unexpected(checked.error());
        if (!order.options.empty()) {
            return fail(ErrorCode::invalid_argument,
                        fmt::format("the flower painter has no option '{}'", order.options.begin()->first));
        }
        try {
            flower::Follow follow(watch);
            follow.check();
            const flower::Wishes wishes = flower::understand(order.prompt, order.negative_prompt);
            const flower::Scene scene = flower::compose(wishes, order.width, order.height, order.seed);
            Painting painting;
            painting.picture = flower::paint(scene, flower::feel(scene), follow);
            painting.recipe = {kName, kVersion, order};
            painting.recipe.order.steps.reset();
            painting.recipe.order.guidance.reset();
            return painting;
        } catch (const flower::Stopped&) {
            return fail(ErrorCode::cancelled, "the painting was stopped");
        } catch (const std::bad_alloc&) {
            return fail(ErrorCode::unavailable, "there is not enough memory to paint this picture");
        }
    }
};

}  // namespace

std::unique_ptr<Painter> make_flower_painter() { return std::make_unique<FlowerPainter>(); }

}  // namespace garden::painting
