#include "painting/flower/petal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "painting/flower/noise.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr int kMostAlong = 9;
constexpr int kMostAcross = 7;

// The middle of a petal in the plane of the axis: distance, height and steepness along its length.
class Rib {
  public:
    explicit Rib(const Petal& p) {
        double r = p.root;
        double z = p.base;
        for (int i = 0; i <= kSteps; ++i) {
            const double s = static_cast<double>(i) / kSteps;
            const double bent = smooth_step(0.62, 1.0, s);
            const double rise = p.rise + (p.rise_tip - p.rise) * s - p.roll * bent;
            knots_[static_cast<std::size_t>(i)] = {r, z, rise};
            r += std::cos(rise) * p.length / kSteps;
            z += std::sin(rise) * p.length / kSteps;
        }
    }

    struct Knot {
        double r, z, rise;
    };

    Knot at(double s) const {
        const double place = std::clamp(s, 0.0, 1.0) * kSteps;
        const int i = std::min(kSteps - 1, static_cast<int>(place));
        const double t = place - i;
        const Knot& a = knots_[static_cast<std::size_t>(i)];
        const Knot& b = knots_[static_cast<std::size_t>(i) + 1];
        return {a.r + (b.r - a.r) * t, a.z + (b.z - a.z) * t, a.rise + (b.rise - a.rise) * t};
    }

  private:
    static constexpr int kSteps = 12;
    std::array<Knot, kSteps + 1> knots_{};
};

double half_width(const Petal& p, double u) {
    if (u < p.belly) return p.width * (p.claw + (1.0 - p.claw) * std::sin(kPi / 2.0 * u / p.belly));
    const double beyond = (u - p.belly) / (1.0 - p.belly);
    return p.width * (p.tip + (1.0 - p.tip) * std::cos(kPi / 2.0 * beyond));
}

// Where on the flower the sheet is: u along it, 0…1, v across it, −1…1.
Point on_sheet(const Petal& p, const Rib& rib, double u, double v) {
    const double side = std::abs(v);
    const double s = u * (1.0 - p.arc * v * v - p.notch * (1.0 - side) * (1.0 - side));
    const Rib::Knot knot = rib.at(s);
    const double width = half_width(p, u);
    const double across = width * v;
    double far = knot.r;
    double aside = across;
    if (p.wrap > 0.0) {
        const double turn = std::clamp(across / std::max(knot.r, 0.1), -2.6, 2.6);
        far += p.wrap * (knot.r * std::cos(turn) - knot.r);
        aside += p.wrap * (std::max(knot.r, 0.1) * std::sin(turn) - across);
    }
    const double waves =
        p.ruffle * u * u *
        (side * std::sin(v * 6.0 + p.wave) + 0.5 * std::sin(v * 11.0 + 2.3 * p.wave + 5.0 * u));
    const double inwards = p.cup * width * v * v * 1.6 + waves + p.twist * u * across;
    far -= inwards * std::sin(knot.rise);
    const double c = std::cos(p.angle);
    const double d = std::sin(p.angle);
    return {far * c - aside * d, far * d + aside * c, knot.z + inwards * std::cos(knot.rise)};
}

// A petal as it is seen: its sheet in rows along it and columns across it.
struct Sheet {
    int along = 0;
    int across = 0;
    std::array<std::array<Point, kMostAcross + 1>, kMostAlong + 1> points{};

    const Point& at(int i, int j) const {
        return points[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    }
};

// Light on a piece of the sheet, about 0 in even light, and whether its inner side is seen.
struct Lit {
    double light;
    bool inner;
};

Lit lit(const Sheet& sheet, int i, int j, double side) {
    const int i0 = std::max(0, i - 1);
    const int i1 = std::min(sheet.along, i + 1);
    const Point& a = sheet.at(i0, j);
    const Point& b = sheet.at(i1, j + 1);
    const Point& c = sheet.at(i0, j + 1);
    const Point& d = sheet.at(i1, j);
    const double ux = b.x - a.x + d.x - c.x;
    const double uy = b.y - a.y + d.y - c.y;
    const double uz = b.z - a.z + d.z - c.z;
    const double vx = b.x - d.x + c.x - a.x;
    const double vy = b.y - d.y + c.y - a.y;
    const double vz = b.z - d.z + c.z - a.z;
    double nx = uy * vz - uz * vy;
    double ny = uz * vx - ux * vz;
    double nz = ux * vy - uy * vx;
    const bool inner = nz < 0.0;
    const double size = (inner ? -1.0 : 1.0) * std::max(1e-9, std::sqrt(nx * nx + ny * ny + nz * nz));
    nx /= size;
    ny /= size;
    nz /= size;
    return {nx * 0.52 * side - ny * 0.56 + nz * 0.62, inner};
}

class SheetPainter {
  public:
    // `smooth`: with gradients, for petals so large that flat pieces would show.
    SheetPainter(cairo_t* cr, const Petal& petal, const Silk& silk, const Sheet& sheet, double side,
                 bool smooth)
        : cr_(cr), petal_(petal), silk_(silk), sheet_(sheet), side_(side), smooth_(smooth) {}

    Rgb colour(int i, int j) const {
        const double u = static_cast<double>(i) / sheet_.along;
        const double v = std::abs((2.0 * j + 1.0) / sheet_.across - 1.0);
        const Lit l = lit(sheet_, i, j, side_);
        Rgb colour = u < 0.5 ? blend(silk_.throat, silk_.body, smooth_step(0.0, 0.5, u))
                             : blend(silk_.body, silk_.rim, smooth_step(0.45, 1.0, u));
        if (!l.inner) colour = blend(colour, silk_.back, 0.75);
        if (silk_.striped > 0.0) {
            const double streak = std::max(0.0, 1.0 - v * 1.9) * (1.0 - smooth_step(0.55, 1.0, u));
            colour = blend(colour, silk_.stripe, silk_.striped * streak);
        }
        // Light from behind shines through where the petal is thin.
        const double through = silk_.thin * u * 0.5 * std::max(0.0, 0.45 - l.light);
        const double light =
            (l.light - 0.60) * 1.05 + through + petal_.lift - silk_.shade * 0.75 * (1.0 - u) * (1.0 - u);
        return light < 0.0 ? blend(colour, silk_.deep, std::min(0.9, -light * 0.95))
                           : blend(colour, silk_.glow, std::min(0.85, light * 1.5));
    }

    void outline() const {
        cairo_move_to(cr_, sheet_.at(0, 0).x, sheet_.at(0, 0).y);
        for (int i = 1; i <= sheet_.along; ++i) to(i, 0);
        for (int j = 1; j <= sheet_.across; ++j) to(sheet_.along, j);
        for (int i = sheet_.along - 1; i >= 0; --i) to(i, sheet_.across);
        cairo_close_path(cr_);
    }

    void all_strips() const {
        const int bend = farthest();
        const bool folded = bend > 0 && bend < sheet_.along;
        if (!folded) return strips(0, sheet_.along);
        const int middle = sheet_.across / 2;
        const bool tip_in_front = sheet_.at(sheet_.along, middle).z > sheet_.at(bend - 1, middle).z;
        strips(tip_in_front ? 0 : bend, tip_in_front ? bend : sheet_.along);
        strips(tip_in_front ? bend : 0, tip_in_front ? sheet_.along : bend);
    }

    void veins(int count) const {
        for (int k = 0; k < count; ++k) {
            const double v = (k + 1.0) / (count + 1.0) * sheet_.across;
            const int j = std::min(sheet_.across - 1, static_cast<int>(v));
            const double t = v - j;
            for (int i = 1; i < sheet_.along; ++i) {
                const Point& a = sheet_.at(i, j);
                const Point& b = sheet_.at(i, j + 1);
                const double x = a.x + (b.x - a.x) * t;
                const double y = a.y + (b.y - a.y) * t;
                if (i == 1) {
                    cairo_move_to(cr_, x, y);
                } else {
                    cairo_line_to(cr_, x, y);
                }
            }
        }
    }

  private:
    void to(int i, int j) const { cairo_line_to(cr_, sheet_.at(i, j).x, sheet_.at(i, j).y); }

    // The row that is farthest from the root as it is seen: there the petal turns back.
    int farthest() const {
        const Point& root = sheet_.at(0, sheet_.across / 2);
        int best = sheet_.along;
        double most = 0.0;
        for (int i = 1; i <= sheet_.along; ++i) {
            const Point& p = sheet_.at(i, sheet_.across / 2);
            const double d = std::hypot(p.x - root.x, p.y - root.y);
            if (d > most * 1.002) {
                most = d;
                best = i;
            }
        }
        return best;
    }

    // Strokes from row `first` to row `last`, side by side, each under the edge of the next. Where they are
    // small, in flat pieces: for Cairo those are three times as quick as a gradient.
    void strips(int first, int last) const {
        for (int j = 0; j < sheet_.across; ++j) {
            if (smooth_) {
                piece(first, last, j);
                colour_strip(first, last, j);
                cairo_fill(cr_);
                continue;
            }
            for (int i = first; i < last; ++i) {
                piece(i, i + 1, j);
                set(blend(colour(i, j), colour(i + 1, j), 0.5));
                cairo_fill(cr_);
            }
        }
    }

    // The path around rows `first` to `last` of column `j`, and a little of what comes next.
    void piece(int first, int last, int j) const {
        const auto edge = [&](int i, int column, double under) {
            const Point& p = sheet_.at(i, column);
            const Point& next = sheet_.at(i, std::min(column + 1, sheet_.across));
            cairo_line_to(cr_, p.x + (next.x - p.x) * under, p.y + (next.y - p.y) * under);
        };
        const auto beyond = [&](int column, double under) {
            const int row = std::min(last + 1, sheet_.along);
            const Point& p = sheet_.at(last, column);
            const Point& q = sheet_.at(row, column);
            const Point& next = sheet_.at(last, std::min(column + 1, sheet_.across));
            cairo_line_to(cr_, p.x + (q.x - p.x) * 0.16 + (next.x - p.x) * under,
                          p.y + (q.y - p.y) * 0.16 + (next.y - p.y) * under);
        };
        for (int i = first; i < last; ++i) edge(i, j, 0.0);
        beyond(j, 0.0);
        beyond(j + 1, 0.16);
        for (int i = last - 1; i >= first; --i) edge(i, j + 1, 0.16);
        cairo_close_path(cr_);
    }

    Point between(int i, int j) const {
        const Point& a = sheet_.at(i, j);
        const Point& b = sheet_.at(i, j + 1);
        return {(a.x + b.x) / 2, (a.y + b.y) / 2, 0};
    }

    void colour_strip(int first, int last, int j) const {
        const Point from = between(first, j);
        const Point way{between(last, j).x - from.x, between(last, j).y - from.y, 0};
        const double length = way.x * way.x + way.y * way.y;
        if (length < 1e-4) {
            set(colour((first + last) / 2, j));
            return;
        }
        cairo_pattern_t* pattern =
            cairo_pattern_create_linear(from.x, from.y, from.x + way.x, from.y + way.y);
        double at = 0.0;
        for (int i = first; i <= last; ++i) {
            const Point p = between(i, j);
            at = std::clamp(((p.x - from.x) * way.x + (p.y - from.y) * way.y) / length, at, 1.0);
            const Rgb c = colour(i, j);
            cairo_pattern_add_color_stop_rgb(pattern, at, c.r, c.g, c.b);
        }
        cairo_set_source(cr_, pattern);
        cairo_pattern_destroy(pattern);
    }

    void set(const Rgb& c) const { cairo_set_source_rgb(cr_, c.r, c.g, c.b); }

    cairo_t* cr_;
    const Petal& petal_;
    const Silk& silk_;
    const Sheet& sheet_;
    double side_;
    bool smooth_;
};

}  // namespace

Point Pen::place(const Petal& petal, double along, double across) const {
    const Petal p = sharpened(petal);
    return view(on_sheet(p, Rib(p), along, across));
}

Petal Pen::sharpened(Petal petal) const {
    petal.width *= 1.0 - 0.40 * sharp_;
    petal.tip *= 1.0 - 0.9 * sharp_;
    petal.length *= 1.0 + 0.18 * sharp_;
    return petal;
}

void Pen::petal(const Petal& wanted, const Silk& silk) const {
    if (follow_ != nullptr) follow_->check();
    const Petal p = sharpened(wanted);
    const Rib rib(p);
    const bool smooth = radius_ > 46.0;
    Sheet sheet;
    sheet.along = fine() ? std::clamp(static_cast<int>(radius_ * p.length / 7.0), 3, kMostAlong) : 3;
    sheet.across = std::clamp(static_cast<int>(radius_ * p.width / (smooth ? 8.5 : 4.5) + 1.5),
                              fine() ? 2 : 1, kMostAcross);
    for (int i = 0; i <= sheet.along; ++i) {
        for (int j = 0; j <= sheet.across; ++j) {
            sheet.points[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] =
                view(on_sheet(p, rib, static_cast<double>(i) / sheet.along, 2.0 * j / sheet.across - 1.0));
        }
    }
    const SheetPainter painter(cr_, p, silk, sheet, light_, smooth);
    const Saved saved(cr_);
    cairo_set_antialias(cr_, CAIRO_ANTIALIAS_FAST);
    if (!fine()) {
        painter.outline();
        const Rgb c = painter.colour(2, sheet.across / 2);
        cairo_set_source_rgb(cr_, c.r, c.g, c.b);
        cairo_fill(cr_);
        return;
    }
    if (radius_ > 16.0) {  // its shadow on those behind it
        const Saved saved(cr_);
        cairo_translate(cr_, -0.03 * light_, 0.035);
        painter.outline();
        cairo_set_source_rgba(cr_, silk.deep.r, silk.deep.g, silk.deep.b, 0.26);
        cairo_fill(cr_);
    }
    painter.all_strips();
    if (radius_ < 26.0) return;
    if (silk.veins > 0.0 && radius_ > 36.0) {  // finer than half a pixel below
        painter.veins(p.width > 0.25 ? 7 : 3);
        cairo_set_source_rgba(cr_, silk.deep.r, silk.deep.g, silk.deep.b, 0.32 * silk.veins);
        cairo_set_line_width(cr_, 0.012);
        cairo_stroke(cr_);
    }
    painter.outline();
    cairo_set_source_rgba(cr_, silk.deep.r, silk.deep.g, silk.deep.b, 0.30);
    cairo_set_line_width(cr_, 0.014);
    cairo_stroke(cr_);
}

void ring(std::vector<Piece>& pieces, const Pen& pen, int count, const Petal& petal, const Silk& silk,
          double start, double uneven) {
    Random& random = pen.random();
    for (int i = 0; i < count; ++i) {
        Petal p = petal;
        p.angle = start + 2.0 * kPi * i / count + random.around(uneven * 1.6);
        p.length *= 1.0 + random.around(uneven * 1.3);
        p.rise_tip += random.around(uneven * 3.0);
        p.rise += random.around(uneven);
        p.twist += random.around(uneven * 4.0);
        p.wave = random.angle();
        p.lift += random.around(0.09);
        pieces.push_back({p, &silk});
    }
}

}  // namespace garden::painting::flower
