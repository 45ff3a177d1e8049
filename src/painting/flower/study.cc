#include "painting/flower/study.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace garden::painting::flower {
namespace {

Plane like(const Plane& other) {
    return {other.width, other.height, other.scale, std::vector<float>(other.values.size())};
}

// One box of `reach` cells to each side over a line of `count` cells that lie `step` apart.
void box(const float* from, float* to, int count, std::ptrdiff_t step, int reach) {
    const auto clamped = [&](int i) { return from[step * std::clamp(i, 0, count - 1)]; };
    double sum = 0.0;
    for (int i = -reach; i <= reach; ++i) sum += clamped(i);
    const double share = 1.0 / (2 * reach + 1);
    for (int i = 0; i < count; ++i) {
        to[step * i] = static_cast<float>(sum * share);
        sum += clamped(i + reach + 1) - clamped(i - reach);
    }
}

// The half widths of three boxes whose variances add up to the Gaussian's.
int reach_of(double sigma, int pass) {
    const double ideal = std::sqrt(4.0 * sigma * sigma + 1.0);
    int narrow = static_cast<int>(ideal);
    if (narrow % 2 == 0) --narrow;
    const double narrower =
        (12.0 * sigma * sigma - 3.0 * narrow * narrow - 12.0 * narrow - 9.0) / (-4.0 * narrow - 4.0);
    const int width = pass < static_cast<int>(std::lround(narrower)) ? narrow : narrow + 2;
    return (width - 1) / 2;
}

}  // namespace

double Plane::at(double x, double y) const {
    const double gx = std::clamp((x + 0.5) / scale - 0.5, 0.0, width - 1.0);
    const double gy = std::clamp((y + 0.5) / scale - 0.5, 0.0, height - 1.0);
    const int x0 = static_cast<int>(gx);
    const int y0 = static_cast<int>(gy);
    const int x1 = std::min(x0 + 1, width - 1);
    const int y1 = std::min(y0 + 1, height - 1);
    const double u = gx - x0;
    const double v = gy - y0;
    return (cell(x0, y0) * (1 - u) + cell(x1, y0) * u) * (1 - v) +
           (cell(x0, y1) * (1 - u) + cell(x1, y1) * u) * v;
}

void soften(Plane& plane, double sigma, const Follow& follow) {
    if (sigma < 0.3) return;
    Plane other = like(plane);
    for (int pass = 0; pass < 3; ++pass) {
        follow.check();
        const int reach = reach_of(sigma, pass);
        for (int y = 0; y < plane.height; ++y)
            box(&plane.cell(0, y), &other.cell(0, y), plane.width, 1, reach);
        // Columns side by side, a few at a time, would be no quicker here: a plane has a million cells at
        // most.
        for (int x = 0; x < plane.width; ++x)
            box(&other.cell(x, 0), &plane.cell(x, 0), plane.height, plane.width, reach);
    }
}

void soften(Study& study, double sigma, const Follow& follow) {
    for (Plane* plane : {&study.r, &study.g, &study.b}) soften(*plane, sigma, follow);
}

Study study_of(const Canvas& canvas, const Follow& follow, double pixels) {
    const double scale = std::max(1.0, std::sqrt(canvas.w() * canvas.h() / pixels));
    Plane empty{std::max(1, static_cast<int>(canvas.w() / scale)),
                std::max(1, static_cast<int>(canvas.h() / scale)),
                scale,
                {}};
    empty.values.resize(static_cast<std::size_t>(empty.width) * static_cast<std::size_t>(empty.height));
    Study study{empty, empty, std::move(empty)};
    canvas.ready();
    for (int y = 0; y < study.r.height; ++y) {
        follow.check();
        const int top = static_cast<int>(y * scale);
        const int bottom = std::max(top + 1, std::min(static_cast<int>((y + 1) * scale), canvas.height()));
        for (int x = 0; x < study.r.width; ++x) {
            const int left = static_cast<int>(x * scale);
            const int right = std::max(left + 1, std::min(static_cast<int>((x + 1) * scale), canvas.width()));
            Rgb sum;
            for (int j = top; j < bottom; ++j) {
                const std::uint32_t* row = canvas.row(j);
                for (int i = left; i < right; ++i) {
                    const Rgb pixel = unpack(row[i]);
                    sum = {sum.r + pixel.r, sum.g + pixel.g, sum.b + pixel.b};
                }
            }
            const double share = 1.0 / ((bottom - top) * (right - left));
            study.r.cell(x, y) = static_cast<float>(sum.r * share);
            study.g.cell(x, y) = static_cast<float>(sum.g * share);
            study.b.cell(x, y) = static_cast<float>(sum.b * share);
        }
    }
    return study;
}

Plane luma_of(const Study& study) {
    Plane plane = like(study.r);
    for (std::size_t i = 0; i < plane.values.size(); ++i) {
        plane.values[i] = static_cast<float>(luma({study.r.values[i], study.g.values[i], study.b.values[i]}));
    }
    return plane;
}

double mean_of(const Plane& plane) {
    return std::accumulate(plane.values.begin(), plane.values.end(), 0.0) /
           static_cast<double>(plane.values.size());
}

Grain grain_of(const Canvas& canvas, double reach, const Follow& follow) {
    const Plane luma = luma_of(study_of(canvas, follow, 2.5e5));
    Grain grain{like(luma), like(luma), like(luma)};
    for (int y = 0; y < luma.height; ++y) {
        const int above = std::max(0, y - 1);
        const int below = std::min(luma.height - 1, y + 1);
        for (int x = 0; x < luma.width; ++x) {
            const int left = std::max(0, x - 1);
            const int right = std::min(luma.width - 1, x + 1);
            const float dx = luma.cell(right, y) - luma.cell(left, y);
            const float dy = luma.cell(x, below) - luma.cell(x, above);
            grain.xx.cell(x, y) = dx * dx;
            grain.xy.cell(x, y) = dx * dy;
            grain.yy.cell(x, y) = dy * dy;
        }
    }
    for (Plane* plane : {&grain.xx, &grain.xy, &grain.yy})
        soften(*plane, reach * canvas.unit() / luma.scale, follow);
    return grain;
}

Grain::Direction Grain::at(int x, int y) const {
    const double across = xx.cell(x, y) - yy.cell(x, y);
    const double both = 2.0 * xy.cell(x, y);
    const double energy = xx.cell(x, y) + yy.cell(x, y);
    // A step of a hundredth of the range already guides the brush.
    constexpr double kFaint = 1e-4;
    return {0.5 * std::atan2(both, across) + std::numbers::pi / 2.0,
            std::hypot(across, both) / (energy + kFaint)};
}

}  // namespace garden::painting::flower
