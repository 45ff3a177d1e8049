#include "painting/flower/foliage.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "painting/flower/blossom.h"
#include "painting/flower/noise.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kLeaves = 46.0;  // along the longer side of a form

// What grows in one cell of a form.
struct Cell {
    Rgb leaf, bloom;
    double blooming = 0.0;  // 0…1: how much of it is blossoms
    double fine = 0.0;      // 0…1: how small it must be drawn
};

struct Direction {
    double x, y, z;
};

Direction light_on(const Sight& sight, const Frame& frame) {
    const double side = std::clamp((sight.light_x() - frame.sight_x) / (0.45 * sight.canvas.w()), -1.0, 1.0);
    const Direction d{0.65 * side, -0.72, 0.55};
    const double length = std::hypot(d.x, d.y, d.z);
    return {d.x / length, d.y / length, d.z / length};
}

double brightest(const Feeling& f) {
    double l = 0.0;
    for (const Lch& petal : f.petals) l = std::max(l, petal.l);
    return l;
}

// How far this feeling is from full light, 0…0.5.
double gloom_of(const Feeling& f) { return std::clamp(0.95 - brightest(f), 0.0, 0.5); }

// The figure's own colour as this feeling's flowers could have it.
Lch tempered(const Feeling& f, const Lch& own) {
    const auto away = [&](const Lch& petal) {
        const double turn = std::abs(std::remainder(petal.h - own.h, 360.0)) / 180.0;
        return std::abs(petal.l - own.l) + turn * own.c * 4.0;
    };
    const Lch& nearest = *std::ranges::min_element(f.petals, {}, away);
    const double gloom = gloom_of(f);
    Lch colour =
        mix({own.l * (1.0 - 0.6 * gloom), own.c * (1.0 - 1.6 * gloom), own.h}, nearest, 0.22 + gloom);
    colour.l = std::min(colour.l, brightest(f) + 0.01) - 0.5 * gloom;
    return colour;
}

Lch green_of(const Feeling& f) {
    if (f.layout == Layout::storm) return mix(shift(f.leaf, 0.08), f.petals[0], 0.42);
    if (f.layout == Layout::crowd) return shift(f.leaf, -0.05, 0.8, 10);  // moss
    return shift(f.leaf, f.leaf.l > 0.5 ? -0.09 : 0.03, 1.05);
}

// Colours of every cell under the light.
class Shading {
  public:
    Shading(const Sight& sight, const Form& form, const Frame& frame)
        : sight_(sight),
          form_(form),
          frame_(frame),
          light_(light_on(sight, frame)),
          green_(green_of(sight.feeling)),
          patches_(sight.random(Stream::leaf_patches).next()) {}

    std::vector<Cell> cells() const {
        std::vector<Cell> cells(form_.inside.size());
        for (int y = 0; y < form_.height; ++y)
            for (int x = 0; x < form_.width; ++x) cells[form_.at(x, y)] = cell(x, y);
        return cells;
    }

  private:
    Cell cell(int x, int y) const {
        const std::size_t i = form_.at(x, y);
        const Lch& own = form_.tint[i];
        const Feeling& f = sight_.feeling;
        const double lit = lit_at(i);
        const double different = form_.contrast[i];
        Cell cell;
        // Light parts of the figure are lighter leaves, dark ones darker.
        const double step = std::clamp(0.55 * (own.l - form_.main.l), -0.30, 0.16);
        const bool black = own.l < 0.36 && own.c < 0.08;
        Lch leaf = shift(green_, black ? -0.62 * green_.l : step, black ? 0.55 : 1.0,
                         14.0 * (patches_.sum(x * 0.06, y * 0.06, 2) - 0.5));
        if (form_.main.c > 0.06 && !black) leaf = mix(leaf, tempered(f, own), 0.10);
        const bool white = form_.main.l > 0.90 && form_.main.c < 0.03;
        cell.blooming = smooth_step(0.07, 0.17, different) * (own.c > 0.05 || own.l > 0.75 ? 0.96 : 0.3);
        if (white && own.l > 0.85) cell.blooming = 0.8;  // a white thing is no green one
        if (black) cell.blooming = 0.0;
        cell.blooming *= 1.0 - 1.5 * gloom_of(f);
        Lch bloom = tempered(f, own);
        const double snow =
            f.snow_cover *
            smooth_step(0.22, 0.50, -form_.ny[i] + 0.25 * (patches_.at(x * 0.2, y * 0.2) - 0.5));
        leaf = in_light(leaf, lit, black ? 0.5 : 1.0);
        bloom = in_light(bloom, lit, 0.7);
        if (snow > 0.0) {
            const Lch white = shift(mix({0.97, 0.012, 240}, f.horizon, 0.2), 0.10 * (lit - 0.7));
            leaf = mix(leaf, white, snow);
            bloom = mix(bloom, white, snow);
        }
        cell.leaf = to_rgb(through_air(sight_, leaf, frame_.near));
        cell.bloom = to_rgb(through_air(sight_, bloom, frame_.near));
        cell.fine = std::max(form_.detail[i], 0.7 - 0.7 * smooth_step(2.0, 5.0, form_.depth[i]));
        return cell;
    }

    // 0: in the deepest shade, 1: where the light falls straight.
    double lit_at(std::size_t i) const {
        const double nx = form_.nx[i];
        const double ny = form_.ny[i];
        const double nz = std::sqrt(std::max(0.0, 1.0 - nx * nx - ny * ny));
        const double straight = std::max(0.0, nx * light_.x + ny * light_.y + nz * light_.z);
        const double crease = 0.12 * form_.detail[i];
        return std::clamp(0.15 + 0.95 * straight - crease, 0.0, 1.0);
    }

    Lch in_light(const Lch& colour, double lit, double strength) const {
        const Feeling& f = sight_.feeling;
        const bool lantern = f.layout == Layout::lantern;
        const double l = ((lit - 0.62) * (lantern ? 0.50 : 0.34) - (lantern ? 0.06 : 0.0)) * strength;
        Lch c = shift(colour, l > 0 ? l * 1.1 : l);
        if (lit > 0.62) return mix(c, {c.l, f.light.c, f.light.h}, 0.35 * (lit - 0.62) / 0.38);
        return mix(c, {c.l, f.zenith.c, f.zenith.h}, 0.30 * (0.62 - lit) / 0.62);
    }

    const Sight& sight_;
    const Form& form_;
    const Frame& frame_;
    Direction light_;
    Lch green_;
    Noise patches_;
};

class Grower {
  public:
    Grower(const Sight& sight, cairo_t* cr, const Form& form, const Frame& frame, Random& random,
           const Phase& phase)
        : sight_(sight),
          cr_(cr),
          form_(form),
          frame_(frame),
          random_(random),
          phase_(phase),
          cells_(Shading(sight, form, frame).cells()),
          length_(std::max(1.6, frame.scale * std::max(form.width, form.height) / kLeaves)) {}

    void grow(double flowering) {
        underlay();
        cover(1.0, 0.0, 0.75, 0.0, 0.4);
        cover(0.55, 0.35, 0.9, 0.4, 0.65);
        cover(0.36, 0.7, 1.0, 0.65, 0.8);
        thorns();
        slime();
        flowers(flowering);
        phase_.at(1.0);
    }

  private:
    std::size_t cell_at(double x, double y) const {
        return form_.at(std::clamp(static_cast<int>(x), 0, form_.width - 1),
                        std::clamp(static_cast<int>(y), 0, form_.height - 1));
    }

    // The dark inside of the shrub, so that nothing shines through.
    void underlay() {
        const Surface inside = make_surface(CAIRO_FORMAT_ARGB32, form_.width, form_.height);
        for (int y = 0; y < form_.height; ++y) {
            std::uint32_t* row = row_of(inside, y);
            for (int x = 0; x < form_.width; ++x) {
                const std::size_t i = form_.at(x, y);
                const double alpha = smooth_step(0.45, 0.75, form_.inside[i]);
                const double deep = 0.66 * alpha;
                const Rgb& c = cells_[i].leaf;
                row[x] = (static_cast<std::uint32_t>(alpha * 255.0) << 24U) |
                         pack({c.r * deep, c.g * deep, c.b * deep}, -0.5);
            }
        }
        cairo_surface_mark_dirty(inside.get());
        const Saved saved(cr_);
        cairo_translate(cr_, frame_.x, frame_.y);
        cairo_scale(cr_, frame_.scale, frame_.scale);
        cairo_set_source_surface(cr_, inside.get(), 0, 0);
        cairo_paint(cr_);
    }

    // Leaves and blossoms in rows from below, so that the upper ones hang over the lower, where things are as
    // small as `least`…`most`; the part `from`…`to` of the work.
    void cover(double size, double least, double most, double from, double to) {
        const double step = length_ * size * 0.52;
        const double w = form_.width * frame_.scale;
        const double h = form_.height * frame_.scale;
        const int rows = static_cast<int>(h / step) + 1;
        const int columns = static_cast<int>(w / step) + 1;
        for (int row = 0; row < rows; ++row) {
            phase_.at(from + (to - from) * row / rows);
            for (int column = 0; column < columns; ++column) {
                const double x = (column * step + random_.around(step)) / frame_.scale;
                const double y = (h - row * step + random_.around(step)) / frame_.scale;
                if (x < 0 || y < 0 || x >= form_.width || y >= form_.height) continue;
                const std::size_t i = cell_at(x, y);
                if (form_.inside[i] < 0.45) continue;
                if (cells_[i].fine < least || cells_[i].fine > most) continue;
                plant(i, frame_.x + x * frame_.scale, frame_.y + y * frame_.scale, length_ * size);
            }
        }
    }

    void plant(std::size_t i, double x, double y, double length) {
        const Cell& cell = cells_[i];
        const double light = 1.0 + random_.around(0.24);
        if (random_.chance(cell.blooming)) {
            blossom(x, y, length * random_.range(0.36, 0.56), cell.bloom, light);
            return;
        }
        const Feeling& f = sight_.feeling;
        const double dx = form_.nx[i] + 0.4 * f.lean + random_.around(0.7);
        const double dy = form_.ny[i] + 0.25 + 0.9 * f.droop + random_.around(0.7);
        leaf(x, y, std::atan2(dy, dx), length * random_.range(0.75, 1.25), cell.leaf, light);
    }

    void leaf(double x, double y, double angle, double length, const Rgb& c, double light) {
        const double width = length * (0.30 - 0.13 * sight_.feeling.sharp);
        const double ax = std::cos(angle) * length * 0.5;
        const double ay = std::sin(angle) * length * 0.5;
        const double bx = -std::sin(angle) * width;
        const double by = std::cos(angle) * width;
        set_colour(cr_, Rgb{c.r * light, c.g * light, c.b * light});
        cairo_move_to(cr_, x - ax, y - ay);
        cairo_curve_to(cr_, x - ax * 0.3 + bx, y - ay * 0.3 + by, x + ax * 0.5 + bx, y + ay * 0.5 + by,
                       x + ax, y + ay);
        cairo_curve_to(cr_, x + ax * 0.5 - bx, y + ay * 0.5 - by, x - ax * 0.3 - bx, y - ay * 0.3 - by,
                       x - ax, y - ay);
        cairo_fill(cr_);
    }

    // Anger bristles.
    void thorns() {
        const Feeling& f = sight_.feeling;
        if (f.layout != Layout::storm) return;
        for (int n = 0; n < 900; ++n) {
            const int column = random_.below(form_.width);
            const int row = random_.below(form_.height);
            const std::size_t i = form_.at(column, row);
            if (form_.depth[i] < 0.5 || form_.depth[i] > 3.0) continue;
            const double x = frame_.x + column * frame_.scale;
            const double y = frame_.y + row * frame_.scale;
            const double angle = std::atan2(form_.ny[i], form_.nx[i]) + random_.around(0.5);
            leaf(x + std::cos(angle) * length_ * 0.4, y + std::sin(angle) * length_ * 0.4, angle,
                 length_ * 1.7, to_rgb(shift(f.petals[0], -0.20)), 1.0 + random_.around(0.3));
        }
    }

    // Disgust drips from beneath.
    void slime() {
        const Feeling& f = sight_.feeling;
        if (f.layout != Layout::crowd) return;
        const Lch colour = shift(mix(f.leaf, f.light, 0.45), 0.02, 1.15);
        for (int n = 0; n < 26; ++n) {
            const int column = random_.below(form_.width);
            int row = form_.height - 1;
            while (row > 0 && form_.inside[form_.at(column, row)] < 0.5) --row;
            if (row < form_.height / 5 || row > form_.height * 9 / 10) continue;
            const double x = frame_.x + column * frame_.scale;
            const double y = frame_.y + row * frame_.scale;
            const double wide = length_ * random_.range(0.25, 0.5);
            const double tall = length_ * random_.range(1.5, 5.0);
            cairo_move_to(cr_, x - wide * 2.2, y - wide);
            cairo_curve_to(cr_, x - wide, y, x - wide * 0.5, y + tall * 0.5, x - wide * 0.7, y + tall);
            cairo_arc_negative(cr_, x, y + tall, wide * 0.75, kPi, 0);
            cairo_curve_to(cr_, x + wide * 0.5, y + tall * 0.5, x + wide, y, x + wide * 2.2, y - wide);
            cairo_close_path(cr_);
            set_colour(cr_, shift(colour, random_.around(0.05)), 0.92);
            cairo_fill(cr_);
        }
    }

    // Five petals around a dot.
    void blossom(double x, double y, double radius, const Rgb& c, double light) {
        set_colour(cr_, Rgb{c.r * light, c.g * light, c.b * light});
        const double turn = random_.angle();
        for (int i = 0; i < 5; ++i) {
            const double angle = turn + i * 2.0 * kPi / 5.0;
            cairo_new_sub_path(cr_);
            cairo_arc(cr_, x + std::cos(angle) * radius * 0.55, y + std::sin(angle) * radius * 0.55,
                      radius * 0.5, 0, 2.0 * kPi);
        }
        cairo_fill(cr_);
        if (radius < 1.5) return;
        set_colour(cr_, Rgb{c.r * 0.72, c.g * 0.66, c.b * 0.55}, 0.8);
        cairo_arc(cr_, x, y, radius * 0.26, 0, 2.0 * kPi);
        cairo_fill(cr_);
    }

    // The scene's own flowers, scattered where nothing of the figure is lost.
    void flowers(double flowering) {
        const Feeling& f = sight_.feeling;
        const auto& kinds = sight_.scene.flowers;
        std::vector<std::pair<double, double>> taken;
        const int tries = static_cast<int>(220 * flowering);
        for (int n = 0; n < tries; ++n) {
            phase_.follow.check();
            const double x = random_.range(0, form_.width);
            const double y = random_.range(0, form_.height);
            const double radius = length_ * random_.range(0.75, 1.25);
            const double cells = radius / frame_.scale;
            const std::size_t i = cell_at(x, y);
            const auto kind = static_cast<std::size_t>(random_.below(static_cast<int>(kinds.size())));
            const auto petal = static_cast<std::size_t>(random_.below(static_cast<int>(f.petals.size())));
            const bool free = form_.depth[i] > cells * 1.1 && quiet(x, y, cells * 1.5) &&
                              std::ranges::none_of(taken, [&](const auto& t) {
                                  return std::hypot(t.first - x, t.second - y) < cells * 4.2;
                              });
            if (!free) continue;
            taken.emplace_back(x, y);
            Head head;
            head.kind = kinds[kind].kind;
            head.x = frame_.x + x * frame_.scale;
            head.y = frame_.y + y * frame_.scale;
            head.radius = radius;
            head.turn = random_.around(0.8);
            head.facing = 0.9;
            head.sharp = f.sharp;
            const double shade = 0.16 * std::min(0.0, -form_.ny[i]);
            head.petal =
                through_air(sight_, shift(f.petals[petal], shade, 1.0, random_.around(10)), frame_.near);
            paint_head(cr_, head, random_);
        }
    }

    // Whether all around is one even piece of leaves.
    bool quiet(double x, double y, double reach) const {
        for (int i = 0; i < 8; ++i) {
            const double angle = i * kPi / 4.0;
            const std::size_t there = cell_at(x + std::cos(angle) * reach, y + std::sin(angle) * reach);
            if (form_.detail[there] > 0.3 || cells_[there].blooming > 0.5) return false;
        }
        return true;
    }

    const Sight& sight_;
    cairo_t* cr_;
    const Form& form_;
    const Frame& frame_;
    Random& random_;
    const Phase& phase_;
    const std::vector<Cell> cells_;
    const double length_;  // of a leaf, pixels
};

}  // namespace

void grow(const Sight& sight, cairo_t* cr, const Form& form, const Frame& frame, double flowering,
          Random& random, const Phase& phase) {
    Grower(sight, cr, form, frame, random, phase).grow(flowering);
}

}  // namespace garden::painting::flower
