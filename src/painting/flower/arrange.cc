#include "painting/flower/arrange.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "painting/flower/natural.h"
#include "painting/flower/place.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kLargest = 84.0;  // radius of the nearest heads, in units of the canvas

class Gardener {
  public:
    explicit Gardener(const Sight& sight) : sight_(sight), random_(sight.random(Stream::arrangement)) {}

    std::vector<Plant> arrange() {
        if (sight_.feeling.water > 0.0) pond();
        switch (sight_.feeling.layout) {
            case Layout::bounce:
                bounce();
                break;
            case Layout::burst:
                burst();
                break;
            case Layout::level:
                level();
                break;
            case Layout::storm:
                storm();
                break;
            case Layout::lantern:
                lantern();
                break;
            case Layout::spiral:
                spiral();
                break;
            case Layout::crowd:
                crowd();
                break;
            case Layout::low:
                low();
                break;
        }
        std::erase_if(plants_, [&](const Plant& p) {
            return p.near < 0.8 && sight_.on_path(p.foot_x, p.foot_y, 0.12);
        });
        for (Plant& plant : plants_) keep_inside(plant);
        for (const Place& place : places_of(sight_))
            std::erase_if(plants_, [&](const Plant& p) { return hides(p, place); });
        std::ranges::stable_sort(plants_, {}, &Plant::foot_y);
        return std::move(plants_);
    }

  private:
    double w() const { return sight_.canvas.w(); }
    double h() const { return sight_.canvas.h(); }
    double unit() const { return sight_.canvas.unit(); }
    int count(double usual) const {
        return std::max(3, static_cast<int>(usual * sight_.feeling.density * sight_.canvas.breadth()));
    }

    bool is_tower() const { return h() > 2.5 * w(); }

    // How large things look at a depth, against the nearest. The ground of a tower rises more steeply, else
    // it would be all specks.
    double scale_at(double near) const {
        return is_tower() ? 0.16 + 0.84 * std::pow(near, 0.9) : 0.07 + 0.93 * std::pow(near, 1.25);
    }

    // Whether it stands in the ground here: not on wood, and the lotus keeps to the water where there is
    // some.
    bool stands(Kind kind) const {
        return !is_woody(kind) && !(kind == Kind::lotus && sight_.feeling.water > 0.0);
    }

    // Which of the scene's flowers.
    std::size_t draw_flower() {
        const std::vector<Favour>& flowers = sight_.scene.flowers;
        double whole = 0.0;
        for (const Favour& f : flowers) whole += stands(f.kind) ? f.weight : 0.0;
        double left = random_.unit() * whole;
        std::size_t last = 0;
        for (std::size_t i = 0; i < flowers.size(); ++i) {
            if (!stands(flowers[i].kind)) continue;
            last = i;
            left -= flowers[i].weight;
            if (left <= 0.0) break;
        }
        return last;
    }

    Lch petal_of(std::size_t flower) {
        const std::vector<Lch>& petals = sight_.feeling.flowers[flower];
        const Lch& own = petals[static_cast<std::size_t>(random_.below(static_cast<int>(petals.size())))];
        const double say = std::min(1.0, 0.3 + own.c * 10.0);  // a white one must not turn coloured
        return shift(own, random_.around(0.035), random_.range(0.88, 1.08), random_.around(9) * say);
    }

    // A plant with its foot at `x` and `near`, and a stem of `stem` head radii.
    Plant plant(double x, double near, double stem, double size = 1.0) {
        const Feeling& f = sight_.feeling;
        Plant p;
        const std::size_t flower = draw_flower();
        p.kind = sight_.scene.flowers[flower].kind;
        p.near = near;
        const double top = sight_.ground_at(x);
        p.foot_x = x;
        p.foot_y = top + (h() * 1.06 - top) * near;
        p.radius = kLargest * unit() * f.size * size * scale_at(near) * random_.range(0.75, 1.1);
        p.petal = petal_of(flower);
        const double height = p.radius * stem * random_.range(0.8, 1.2);
        // The head stands over the place, the foot to windward: else a storm would blow all heads to one
        // side.
        const double blown = height * f.lean * random_.range(0.6, 1.1);
        p.foot_x = x - 0.6 * blown;
        p.head_x = x + 0.4 * blown;
        p.head_y = p.foot_y - height * (1.0 - 0.35 * std::abs(f.lean));
        p.foot_y = std::max(p.foot_y, sight_.ground_at(p.foot_x) + 1.0);  // of a tilted or wavy ground
        p.bow = random_.around(0.25) * height;
        p.droop = f.droop * random_.range(0.6, 1.0);
        return p;
    }

    // Even over the plane without rows: the R2 sequence (Roberts 2018), started anywhere.
    struct Spot {
        double x, near;
    };
    Spot spot(int i) {
        const double x = start_x_ + i * 0.7548776662466927;
        const double y = start_y_ + i * 0.5698402909980532;
        const double ragged = y + random_.around(0.03);
        return {(x - std::floor(x)) * 1.08 - 0.04 + random_.around(0.04), ragged - std::floor(ragged)};
    }

    void meadow(int plants, double power, double least, double most, double stem, double size) {
        if (is_tower()) most = std::max(most, 0.94);  // what stands before it reaches less far up
        for (int i = 0; i < plants; ++i) {
            const Spot s = spot(i);
            plants_.push_back(plant(s.x * w(), least + (most - least) * std::pow(s.near, power), stem, size));
        }
    }

    void bounce() {
        meadow(count(95), 1.4, 0.02, 0.72, 2.6, 0.85);
        meadow(count(26), 1.0, 0.78, 1.0, 2.6, 0.36);
        // In front a garland of heads that goes up and down like a tune.
        const int notes = std::max(4, static_cast<int>(w() / (125.0 * unit())));
        const double periods = 2.0 * kPi * std::max(1.6, w() / h());
        const double rise = std::min(h(), 1.6 * w());  // a tower's garland stays near
        const double swing = random_.angle();
        for (int i = 0; i < notes; ++i) {
            const double x = w() * ((i + 0.5) / notes + random_.around(0.25 / notes));
            Plant p = plant(x, random_.range(0.93, 1.02), 1.0, random_.range(0.85, 1.25));
            const double wave = std::sin(swing + periods * x / w());
            p.head_y = h() - rise * (0.31 - 0.125 * wave + random_.around(0.04));
            p.head_x = x + p.radius * 0.7 * std::cos(swing + periods * x / w());
            p.bow = p.radius * wave;
            plants_.push_back(p);
        }
    }

    void burst() {
        meadow(count(50), 1.3, 0.02, 0.8, 2.0, 0.7);
        const int rays = count(26);
        if (is_tower()) {
            // One above the other, each before the last.
            const int bouquets = static_cast<int>(0.4 * h() / w() + 0.5);
            for (int i = 0; i < bouquets; ++i) {
                const double near = (i + 1.0) / bouquets;
                const double top = sight_.ground_at(sight_.centre_x());
                const double x = i + 1 == bouquets ? sight_.centre_x() : w() * (0.5 + random_.around(0.25));
                bouquet(x, top + (1.03 * h() - top) * near, scale_at(near), rays / bouquets);
            }
            return;
        }
        // A panorama has several, one of them in the middle of the rays.
        const int pairs = static_cast<int>(w() / (4.8 * h()) + 0.5);
        const int bouquets = 1 + 2 * pairs;
        for (int i = 0; i < bouquets; ++i) {
            const double aside = w() * ((i + 0.5 + random_.around(0.12)) / bouquets);
            bouquet(i == pairs ? sight_.centre_x() : aside, 1.03 * h(), 1.0, rays / bouquets);
        }
    }

    // Stems in all directions from one foot.
    void bouquet(double x0, double foot, double size, int rays) {
        const double reach = std::min(0.60 * w(), 1.2 * h()) * size;
        const double rise = std::min(0.98 * h(), 2.6 * w()) * size;
        for (int i = 0; i < rays; ++i) {
            const double part = (i + 0.5) / rays;
            const double angle = -kPi / 2.0 + (part - 0.5) * kPi * 1.05 + random_.around(0.10);
            const double far = (i % 3 == 0 ? 0.46 : i % 3 == 1 ? 0.66 : 0.86) * random_.range(0.9, 1.1);
            Plant p = plant(x0 + random_.around(0.03) * std::min(w(), 1.6 * h()), 1.0, 1.0);
            p.foot_y = foot - 0.01 * far * h();
            p.radius = kLargest * unit() * sight_.feeling.size * size * (0.42 + 0.62 * far) *
                       random_.range(0.8, 1.1);
            p.head_x = x0 + std::cos(angle) * far * reach;
            p.head_y = foot - 0.03 * h() + std::sin(angle) * far * rise;
            p.bow = random_.around(0.05) * rise;
            p.near = 0.55 + 0.4 * (1.0 - far);
            plants_.push_back(p);
        }
    }

    void level() {
        meadow(count(120), 1.0, 0.02, 0.62, 2.6, 0.8);
        meadow(count(26), 1.0, 0.72, 1.0, 3.6, 0.85);
    }

    void pond() {
        const auto& flowers = sight_.scene.flowers;
        const auto lotus = std::ranges::find(flowers, Kind::lotus, &Favour::kind);
        const bool wished = lotus != flowers.end() && lotus->wished;
        if (!wished && sight_.feeling.layout != Layout::level) return;
        const std::vector<Lch> lotus_petals =
            lotus != flowers.end()
                ? sight_.feeling.flowers[static_cast<std::size_t>(lotus - flowers.begin())]
                : petals_of({.kind = Kind::lotus}, sight_.scene.emotion, sight_.feeling.petals);
        const int pads =
            static_cast<int>((9 + random_.below(6) + (wished ? 6 : 0)) * sight_.canvas.breadth());
        for (int i = 0; i < pads; ++i) {
            const double depth = random_.range(0.22, 0.92);
            const double x = w() * random_.range(0.06, 0.94);
            Plant p = plant(x, 0.2, 1.0);
            p.kind = Kind::lotus;
            p.floats = true;
            p.foot_y = sight_.horizon_at(x) + (sight_.ground_at(x) - sight_.horizon_at(x)) * depth;
            p.radius = unit() * (10.0 + (wished ? 52.0 : 30.0) * depth) * random_.range(0.8, 1.15);
            p.petal =
                lotus_petals[static_cast<std::size_t>(random_.below(static_cast<int>(lotus_petals.size())))];
            p.head_x = x;
            p.head_y = p.foot_y - p.radius * 0.55;
            plants_.push_back(p);
        }
    }

    void storm() {
        meadow(count(60), 1.3, 0.02, 0.75, 3.6, 0.7);
        meadow(count(14), 1.0, 0.82, 1.05, 5.4, 0.95);
        meadow(count(9), 1.0, 0.96, 1.10, 2.9, 0.75);
    }

    void lantern() {
        meadow(count(26), 1.2, 0.05, 0.7, 2.6, 0.55);
        // A few, close together, where the light falls.
        const double x0 = sight_.light_x();
        const double spread = 0.16 * std::max(w(), std::min(h(), 1.5 * w()));
        const double deep = std::min(0.25, 0.8 * w() / h());
        for (int i = 0; i < count(11); ++i) {
            plants_.push_back(plant(x0 + random_.around(spread), random_.range(0.70 - deep, 0.70 + deep),
                                    random_.range(2.8, 4.4), 1.2));
        }
    }

    void spiral() {
        meadow(count(60), 1.3, 0.02, 0.95, 2.3, 0.75);
        for (Plant& p : plants_) {
            p.bow = random_.around(1.0) * p.radius * 3.0;
            p.head_x += random_.around(1.6) * p.radius;
        }
    }

    void crowd() {
        meadow(count(48), 1.0, 0.01, 0.40, 2.0, 1.3);
        meadow(count(84), 1.1, 0.05, 1.0, 1.9, 0.95);
        for (Plant& p : plants_) p.radius *= random_.range(0.5, 1.5);
    }

    void low() {
        meadow(count(75), 1.3, 0.02, 0.85, 2.4, 0.8);
        // One that hangs its head apart from the others.
        Plant alone = plant(sight_.scene.focus_x * w(), 1.0, 4.6, is_tower() ? 1.6 : 1.35);
        if (is_tower()) alone.head_y = std::min(alone.head_y, alone.foot_y - 1.8 * w());
        alone.head_x = alone.foot_x + (sight_.scene.mirrored ? 1.0 : -1.0) * alone.radius * 1.2;
        alone.droop = 1.0;
        plants_.push_back(alone);
    }

    // No head is cut off by the sides or the upper edge, nor hidden below the lower one, nor fills the
    // picture.
    void keep_inside(Plant& p) const {
        p.radius = std::min(p.radius, 0.30 * std::min(w(), h()));
        const double margin = p.radius * 1.12 + 2.0;
        p.head_x = std::clamp(p.head_x, std::min(margin, w() / 2), std::max(w() - margin, w() / 2));
        p.head_y = std::clamp(p.head_y, margin * 1.3, h() - margin);
    }

    const Sight& sight_;
    Random random_;
    double start_x_ = random_.unit();
    double start_y_ = random_.unit();
    std::vector<Plant> plants_;
};

}  // namespace

std::vector<Plant> arrange(const Sight& sight) { return Gardener(sight).arrange(); }

}  // namespace garden::painting::flower
