#include "painting/flower/flower_painter.h"

#include <new>
#include <utility>

#include <fmt/format.h>

#include "painting/flower/compose.h"
#include "painting/flower/figure.h"
#include "painting/flower/follow.h"
#include "painting/flower/paint.h"
#include "painting/flower/words.h"

namespace garden::painting {
namespace {

constexpr const char* kName = "flower";
constexpr const char* kVersion = "2";

// Every painting has its own canvas, so any number of them may be painted at once.
class FlowerPainter final : public Painter {
  public:
    explicit FlowerPainter(std::filesystem::path emoji_font) : figures_(std::move(emoji_font)) {}

    std::string_view name() const override { return kName; }

    Result<Painting> paint(const Order& order, const Watch& watch) override {
        if (const Result<> checked = check_order(order); !checked) return std::unexpected(checked.error());
        if (const Result<> checked = check_options(kName, options(), order.options); !checked)
            return std::unexpected(checked.error());
        try {
            flower::Follow follow(watch);
            follow.check();
            const flower::Wishes wishes = flower::understand(order.prompt, order.negative_prompt);
            flower::Scene scene = flower::compose(wishes, order.width, order.height, order.seed);
            invite(scene, wishes.favorites);
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

  private:
    // Those of the favorites that there are figures of; the main one takes the tree's place.
    void invite(flower::Scene& scene, const std::vector<flower::Favorite>& favorites) {
        for (const flower::Favorite& favorite : favorites) {
            if (std::optional<flower::Figure> figure = figures_.figure(favorite.emoji))
                scene.favorites.push_back({std::move(*figure), favorite.stance, favorite.weight});
        }
        if (!scene.favorites.empty() && scene.trees == 1) scene.trees = 0;
    }

    flower::FigureSource figures_;
};

}  // namespace

std::unique_ptr<Painter> make_flower_painter() { return make_flower_painter_with(flower::find_emoji_font()); }

std::unique_ptr<Painter> make_flower_painter_with(std::filesystem::path emoji_font) {
    return std::make_unique<FlowerPainter>(std::move(emoji_font));
}

}  // namespace garden::painting
