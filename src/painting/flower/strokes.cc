#include "painting/flower/strokes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr int kMostPoints = 24;

double distance(const Rgb& a, const Rgb& b) {
    return std::sqrt(((a.r - b.r) * (a.r - b.r) + (a.g - b.g) * (a.g - b.g) + (a.b - b.b) * (a.b - b.b)) /
                     3.0);
}

struct Point {
    double x, y;
};

struct Path {
    std::array<Point, kMostPoints> points{};
    int count = 0;

    void add(double x, double y) { points[static_cast<std::size_t>(count++)] = {x, y}; }
};

class Painter {
  public:
    Painter(const Sight& sight, const Study& model, const Guide& guide, const Brush& brush, Region region,
            Random& random)
        : sight_(sight),
          model_(model),
          guide_(guide),
          brush_(brush),
          region_(region),
          random_(random),
          radius_(std::max(0.6, brush.radius * sight.canvas.unit())) {}

    void paint(const Phase& phase) {
        const Saved saved(sight_.cr());
        // Strokes by the ten thousand: nobody sees the edge of one.
        cairo_set_antialias(sight_.cr(), CAIRO_ANTIALIAS_FAST);
        cairo_set_tolerance(sight_.cr(), 0.5);
        const double step = std::max(1.5, radius_ * brush_.spacing);
        const int columns = static_cast<int>(sight_.canvas.w() / step) + 2;
        const int rows = static_cast<int>(sight_.canvas.h() / step) + 2;
        if (brush_.detail > 0.0) {
            coarse_ = model_;
            soften(coarse_, 2.0 * radius_ / model_.r.scale, phase.follow);
        }
        // In a mixed order: otherwise every stroke would lie over its left neighbour.
        std::vector<std::uint32_t> order(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
        std::iota(order.begin(), order.end(), 0U);
        for (std::size_t i = order.size(); i > 1; --i)
            std::swap(order[i - 1], order[static_cast<std::size_t>(random_.below(static_cast<int>(i)))]);
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (i % 64 == 0) phase.at(static_cast<double>(i) / static_cast<double>(order.size()));
            const auto cell = static_cast<int>(order[i]);
            stroke((cell % columns) * step + random_.around(step * 0.6),
                   (cell / columns) * step + random_.around(step * 0.6));
        }
    }

  private:
    bool inside_region(double x, double y) const {
        if (region_ == Region::everywhere) return true;
        const double horizon = sight_.horizon_at(x);
        if (region_ == Region::sky) return y < horizon + 2.0 * radius_;
        return y > horizon - sight_.canvas.h() * sight_.feeling.hill_height * 1.1;
    }

    // As the guide says; `before` is the way it came.
    double way(double x, double y, double before) const {
        const double angle = 0.5 * std::atan2(guide_.s.near(x, y), guide_.c.near(x, y));
        return std::cos(angle - before) < 0.0 ? angle + kPi : angle;
    }

    void walk(Path& path, const Rgb& colour, double x, double y, int steps, double start) const {
        double before = start;
        for (int i = 0; i < steps && path.count < kMostPoints; ++i) {
            const double angle = way(x, y, before);
            x += radius_ * std::cos(angle);
            y += radius_ * std::sin(angle);
            if (i >= static_cast<int>(brush_.least) && distance(model_.near(x, y), colour) > brush_.edge)
                return;
            path.add(x, y);
            before = angle;
        }
    }

    void stroke(double x, double y) {
        if (!inside_region(x, y)) return;
        const Rgb colour = model_.near(x, y);
        if (brush_.detail > 0.0 && distance(colour, coarse_.near(x, y)) < brush_.detail) return;
        Path path;
        path.add(x, y);
        const double start = random_.chance(0.5) ? 0.0 : kPi;
        walk(path, colour, x, y, static_cast<int>(random_.range(brush_.least, brush_.most + 1.0)), start);
        Lch mixed = to_lch(colour);
        mixed = shift(mixed, random_.around(brush_.light), brush_.chroma, random_.around(brush_.hue));
        draw(path, mixed);
    }

    void trace(const Path& path, double aside) const {
        cairo_t* cr = sight_.cr();
        const double dx = path.points[1].x - path.points[0].x;
        const double dy = path.points[1].y - path.points[0].y;
        const double length = std::max(1e-9, std::hypot(dx, dy));
        const double ox = path.count > 1 ? -dy / length * aside : 0.0;
        const double oy = path.count > 1 ? dx / length * aside : 0.0;
        cairo_move_to(cr, path.points[0].x + ox, path.points[0].y + oy);
        for (int i = path.count > 1 ? 1 : 0; i < path.count; ++i) {
            const Point& p = path.points[static_cast<std::size_t>(i)];
            cairo_line_to(cr, p.x + ox, p.y + oy);
        }
        cairo_stroke(cr);
    }

    void draw(const Path& path, const Lch& colour) {
        cairo_t* cr = sight_.cr();
        const double width = 2.0 * radius_ * random_.range(0.7, 1.15);
        set_colour(cr, colour, brush_.opacity);
        cairo_set_line_width(cr, width);
        trace(path, 0.0);
        if (brush_.bristles <= 0.0 || width < 2.5) return;
        for (const double side : {-0.28, 0.24}) {
            set_colour(cr, shift(colour, side > 0 ? 0.05 : -0.05), brush_.bristles * random_.range(0.4, 1.0));
            cairo_set_line_width(cr, width * random_.range(0.14, 0.3));
            trace(path, side * width);
        }
    }

    const Sight& sight_;
    const Study& model_;
    const Guide& guide_;
    const Brush& brush_;
    Region region_;
    Random& random_;
    double radius_;  // pixels
    Study coarse_;
};

}  // namespace

double usual_flow(const Sight& sight, double x, double y) {
    const bool below = y > sight.horizon_at(x);
    const bool level = below && sight.feeling.flow != Flow::radial && sight.feeling.flow != Flow::spiral;
    return level ? sight.feeling.tilt : sight.flow_at(x, y);
}

Guide guide_of(const Sight& sight, double reach, double form, Flowing flow, const Follow& follow) {
    const Grain grain = grain_of(sight.canvas, reach, follow);
    Guide guide{grain.xx, grain.xx};
    for (int y = 0; y < guide.c.height; ++y) {
        follow.check();
        for (int x = 0; x < guide.c.width; ++x) {
            const Grain::Direction along = grain.at(x, y);
            const double share = std::min(1.0, along.strength * 1.6) * form;
            const double otherwise = flow(sight, (x + 0.5) * guide.c.scale, (y + 0.5) * guide.c.scale);
            guide.c.cell(x, y) = static_cast<float>(share * std::cos(2.0 * along.angle) +
                                                    (1.0 - share) * std::cos(2.0 * otherwise));
            guide.s.cell(x, y) = static_cast<float>(share * std::sin(2.0 * along.angle) +
                                                    (1.0 - share) * std::sin(2.0 * otherwise));
        }
    }
    return guide;
}

void paint_strokes(const Sight& sight, const Study& model, const Guide& guide, const Brush& brush,
                   Region region, Random& random, const Phase& phase) {
    Painter(sight, model, guide, brush, region, random).paint(phase);
}

}  // namespace garden::painting::flower
