#include "painting/flower/form.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace garden::painting::flower {
namespace {

constexpr double kRound = 0.16;  // how far in from its outline a body curves, of its smaller side

double distance(const Lch& first, const Lch& second) {
    const Lab a = to_lab(first);
    const Lab b = to_lab(second);
    return std::hypot(a.l - b.l, a.a - b.a, a.b - b.b);
}

// Chamfer distances with steps of 1 and √2 (Borgefors, "Distance transformations in digital images", 1986).
std::vector<double> depth_of(const Form& form) {
    std::vector<double> depth(form.inside.size());
    const auto value = [&](int x, int y) {
        return x < 0 || y < 0 || x >= form.width || y >= form.height ? 0.0 : depth[form.at(x, y)];
    };
    for (std::size_t i = 0; i < depth.size(); ++i) depth[i] = form.inside[i] < 0.5 ? 0.0 : 1e6;
    const auto sweep = [&](int x, int y, int back) {
        double& d = depth[form.at(x, y)];
        d = std::min({d, value(x - back, y) + 1.0, value(x, y - back) + 1.0,
                      value(x - back, y - back) + std::numbers::sqrt2,
                      value(x + back, y - back) + std::numbers::sqrt2});
    };
    for (int y = 0; y < form.height; ++y)
        for (int x = 0; x < form.width; ++x) sweep(x, y, 1);
    for (int y = form.height - 1; y >= 0; --y)
        for (int x = form.width - 1; x >= 0; --x) sweep(x, y, -1);
    return depth;
}

// The mean of each cell and those within `reach` of it, along rows and then along columns.
std::vector<double> blur(const Form& form, const std::vector<double>& values, int reach) {
    std::vector<double> from = values;
    std::vector<double> to(values.size());
    for (const bool across : {true, false}) {
        for (int y = 0; y < form.height; ++y) {
            for (int x = 0; x < form.width; ++x) {
                double total = 0.0;
                for (int i = -reach; i <= reach; ++i) {
                    const int sx = across ? std::clamp(x + i, 0, form.width - 1) : x;
                    const int sy = across ? y : std::clamp(y + i, 0, form.height - 1);
                    total += from[form.at(sx, sy)];
                }
                to[form.at(x, y)] = total / (2 * reach + 1);
            }
        }
        std::swap(from, to);
    }
    return from;
}

void find_normals(Form& form) {
    const double radius = std::max(2.0, kRound * std::min(form.width, form.height));
    std::vector<double> rise(form.depth.size());
    for (std::size_t i = 0; i < rise.size(); ++i) {
        const double out = 1.0 - std::min(form.depth[i], radius) / radius;
        rise[i] = radius * std::sqrt(1.0 - out * out);
    }
    rise = blur(form, blur(form, rise, 2), 2);
    for (int y = 0; y < form.height; ++y) {
        for (int x = 0; x < form.width; ++x) {
            const auto z = [&](int dx, int dy) {
                return rise[form.at(std::clamp(x + dx, 0, form.width - 1),
                                    std::clamp(y + dy, 0, form.height - 1))];
            };
            const double dx = (z(-1, 0) - z(1, 0)) / 2.0;
            const double dy = (z(0, -1) - z(0, 1)) / 2.0;
            const double length = std::hypot(dx, dy, 1.0);
            form.nx[form.at(x, y)] = dx / length;
            form.ny[form.at(x, y)] = dy / length;
        }
    }
}

// The mean of the fullest of 8×8×8 boxes of OKLab.
Lch main_colour(const Form& form) {
    struct Box {
        Lab sum;
        int cells = 0;
    };
    std::vector<Box> boxes(512);
    const auto part = [](double v) { return static_cast<std::size_t>(std::clamp(v * 8.0, 0.0, 7.0)); };
    for (std::size_t i = 0; i < form.tint.size(); ++i) {
        if (form.inside[i] < 0.5) continue;
        const Lab c = to_lab(form.tint[i]);
        Box& box = boxes[part(c.l) * 64 + part(c.a / 0.8 + 0.5) * 8 + part(c.b / 0.8 + 0.5)];
        box = {{box.sum.l + c.l, box.sum.a + c.a, box.sum.b + c.b}, box.cells + 1};
    }
    const Box& most = *std::ranges::max_element(boxes, {}, &Box::cells);
    const double n = std::max(1, most.cells);
    return to_lch(Lab{most.sum.l / n, most.sum.a / n, most.sum.b / n});
}

void find_details(Form& form) {
    for (int y = 0; y < form.height; ++y) {
        for (int x = 0; x < form.width; ++x) {
            const std::size_t here = form.at(x, y);
            for (const auto& [dx, dy] : {std::pair{2, 0}, {0, 2}, {-2, 0}, {0, -2}}) {
                const int sx = std::clamp(x + dx, 0, form.width - 1);
                const int sy = std::clamp(y + dy, 0, form.height - 1);
                const std::size_t there = form.at(sx, sy);
                if (form.inside[here] < 0.5 || form.inside[there] < 0.5) continue;
                form.detail[here] =
                    std::clamp(distance(form.tint[here], form.tint[there]) * 4.0, form.detail[here], 1.0);
            }
        }
    }
}

}  // namespace

Form form_of(const Figure& figure) {
    Form form;
    form.width = figure.width;
    form.height = figure.height;
    const std::size_t cells = figure.mask.size();
    form.inside.reserve(cells);
    form.tint.reserve(cells);
    for (std::size_t i = 0; i < cells; ++i) {
        form.inside.push_back(figure.mask[i] / 255.0);
        form.tint.push_back(to_lch(figure.colours[i]));
    }
    form.nx.resize(cells);
    form.ny.resize(cells);
    form.detail.resize(cells);
    form.depth = depth_of(form);
    find_normals(form);
    find_details(form);
    form.main = main_colour(form);
    for (const Lch& tint : form.tint) form.contrast.push_back(distance(tint, form.main));
    return form;
}

}  // namespace garden::painting::flower
