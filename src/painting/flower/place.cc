#include "painting/flower/place.h"

#include <algorithm>
#include <cmath>

namespace garden::painting::flower {
namespace {

constexpr double kGolden = 0.618;
constexpr double kHedge = 0.16;  // height of a hedge and of a stem, of the figure's
constexpr double kStem = 0.30;
constexpr double kWideBase = 0.62;  // of the figure's width: wider ones lie well on a hedge

// How wide the figure is near its lower edge, of its width.
double base_of(const Figure& figure) {
    int left = figure.width;
    int right = 0;
    for (int y = figure.height * 92 / 100; y < figure.height; ++y) {
        for (int x = 0; x < figure.width; ++x) {
            if (figure.mask[figure.at(x, y)] < 128) continue;
            left = std::min(left, x);
            right = std::max(right, x + 1);
        }
    }
    return static_cast<double>(std::max(0, right - left)) / figure.width;
}

Stand stand_of(const Statue& statue, const Sight& sight) {
    switch (statue.stance) {
        case Stance::standing:
            return Stand::ground;
        case Stance::placed:
            return base_of(statue.figure) > kWideBase ? Stand::hedge : Stand::stem;
        case Stance::raised:
            return Stand::stem;
        case Stance::floating:
            return sight.feeling.water > 0.0 ? Stand::water : Stand::hedge;
    }
    return Stand::ground;
}

// Across, where the eye rests: at the golden section, or where the feeling gathers.
double main_x(const Sight& sight) {
    const double focus = sight.scene.focus_x > 0.5 ? kGolden : 1.0 - kGolden;
    switch (sight.feeling.layout) {
        case Layout::burst:
        case Layout::spiral:
            return sight.centre_x() / sight.canvas.w();
        case Layout::lantern:
            return sight.scene.light_x;
        case Layout::low:  // away from the flower that mourns
            return 1.0 - focus;
        default:
            return focus;
    }
}

class Placing {
  public:
    explicit Placing(const Sight& sight) : sight_(sight), random_(sight.random(Stream::topiary_places)) {}

    std::vector<Place> all() {
        const std::vector<Statue>& statues = sight_.scene.favorites;
        if (statues.empty()) return {};
        const double weight = std::clamp(statues[0].weight, 0.5, 2.0);
        std::vector<Place> places{
            placed(statues[0], main_x(sight_) * w(), std::min(0.66, 0.56 + 0.07 * (weight - 1.0)),
                   std::min((statues.size() > 1 ? 0.54 : 0.74) * w(), 0.66 * h()), 0.62)};
        // The others share the wider side beside the main one, farther away: next to each other, or one
        // behind the other where that is narrow.
        const double left = places[0].x - places[0].width / 2.0;
        const double right = w() - places[0].x - places[0].width / 2.0;
        const double side = std::max(left, right);
        const bool narrow = w() < h();
        const double others = static_cast<double>(statues.size()) - 1.0;
        for (std::size_t i = 1; i < statues.size(); ++i) {
            const double nth = static_cast<double>(i) - 1.0;
            const double slot = narrow ? side : side / others;
            const double middle = narrow ? side / 2.0 : slot * (nth + 0.5);
            const bool stacked = narrow && others > 1.0;
            const double share = stacked ? 0.16 : 0.36 - 0.05 * nth;
            const double depth = stacked ? 0.74 - 0.46 * nth : 0.42 - 0.12 * nth;
            places.push_back(
                placed(statues[i], left > right ? middle : w() - middle, share, slot * 0.82, depth));
        }
        std::ranges::stable_sort(places, {}, &Place::foot);
        return places;
    }

  private:
    double w() const { return sight_.canvas.w(); }
    double h() const { return sight_.canvas.h(); }

    // `share` of the picture's height, at most `widest` pixels wide, `depth` of the way from the far edge of
    // the ground to the near one.
    Place placed(const Statue& statue, double x, double share, double widest, double depth) {
        const Feeling& f = sight_.feeling;
        Place p;
        p.statue = &statue;
        p.stand = stand_of(statue, sight_);
        const double raise = p.stand == Stand::hedge ? kHedge : p.stand == Stand::stem ? kStem : 0.0;
        const double shape = static_cast<double>(statue.figure.width) / statue.figure.height;
        if (f.layout == Layout::lantern) share *= 0.86;  // the moon stands free above it
        p.islet = f.layout == Layout::level && f.water > 0.0 && p.stand != Stand::water;
        if (p.islet) share *= 0.82;
        p.height = std::min(share * h() * (1.0 - 0.35 * raise), widest / shape);
        p.width = p.height * shape;
        p.raise = p.height * raise;
        if (f.layout == Layout::spiral) p.turn = f.tilt * 0.9;
        p.before_all = f.layout == Layout::burst || f.layout == Layout::spiral;
        // Leaves reach over the edge, and a leaning figure farther.
        const double margin = p.width * 0.5 + p.height * (0.05 + std::abs(std::sin(p.turn)) * 0.55) + 1.0;
        p.x = std::clamp(x, std::min(margin, w() / 2.0), std::max(w() - margin, w() / 2.0));
        p.foot = foot_of(p, depth);
        const double ground = sight_.ground_at(p.x);
        p.near = std::clamp((p.foot - ground) / (h() * 1.06 - ground), 0.0, 1.0);
        if (p.in_water()) p.near = 0.5;
        return p;
    }

    double foot_of(const Place& p, double depth) {
        const double ground = sight_.ground_at(p.x);
        const double wobble = random_.around(0.015) * h();
        double foot =
            std::clamp(ground + (h() - ground) * depth, h() * (0.56 + 0.35 * depth), h() * 0.93) + wobble;
        if (p.in_water()) {
            const double shore = sight_.horizon_at(p.x);
            foot = shore + (ground - shore) * (0.30 + 0.40 * depth);
        }
        const double least = p.raise + p.height * 1.06 + h() * 0.03;
        return std::min(std::max(foot, least), h() * 0.95);
    }

    const Sight& sight_;
    Random random_;
};

// Whether the line from a to b meets the box.
bool crosses(double ax, double ay, double bx, double by, double left, double top, double right,
             double bottom) {
    constexpr int kSteps = 24;
    for (int i = 0; i <= kSteps; ++i) {
        const double t = static_cast<double>(i) / kSteps;
        const double x = ax + (bx - ax) * t;
        const double y = ay + (by - ay) * t;
        if (x > left && x < right && y > top && y < bottom) return true;
    }
    return false;
}

}  // namespace

std::vector<Place> places_of(const Sight& sight) { return Placing(sight).all(); }

bool hides(const Plant& plant, const Place& place) {
    const double left = place.x - place.width * 0.52;
    const double right = place.x + place.width * 0.52;
    if (place.before_all) {  // heads half behind it would blur its outline
        return plant.head_x > left && plant.head_x < right && plant.head_y > place.top() &&
               plant.head_y < place.foot;
    }
    if (plant.foot_y < place.foot) return false;
    // The lowest part may be among flowers, but a stem must be seen, or its figure would float.
    const bool stem = place.stand == Stand::stem;
    const double bottom = place.foot - (stem ? 0.9 : 0.6) * place.raise - 0.07 * place.height;
    const double stem_bottom = place.foot - 0.25 * place.raise;
    const double r = plant.radius * 0.9;
    const bool head = plant.head_x + r > left && plant.head_x - r < right && plant.head_y + r > place.top() &&
                      plant.head_y - r < bottom;
    const bool before_stem = stem && std::abs(plant.head_x - place.x) < r + 0.1 * place.width &&
                             plant.head_y + r > bottom && plant.head_y - r < stem_bottom;
    return head || before_stem ||
           crosses(plant.foot_x, plant.foot_y, plant.head_x, plant.head_y, left, place.top(), right, bottom);
}

}  // namespace garden::painting::flower
