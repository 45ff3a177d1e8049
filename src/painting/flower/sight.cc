#include <algorithm>
#include <cmath>
#include <numbers>

#include "painting/flower/paint.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

}  // namespace

double Sight::light_y() const {
    const double y = scene.light_y * canvas.h();
    return std::min(y, feeling.horizon_y * canvas.h() * 0.62);
}

double Sight::centre_x() const {
    if (feeling.flow == Flow::radial) return canvas.w() * (0.5 + 0.25 * (scene.focus_x - 0.5));
    return canvas.w() * (0.5 + 0.45 * (scene.focus_x - 0.5));
}

double Sight::centre_y() const {
    if (feeling.flow == Flow::radial) return canvas.h() * 0.46;
    return canvas.h() * 0.36;
}

double Sight::horizon_at(double x) const {
    return feeling.horizon_y * canvas.h() + std::tan(feeling.tilt) * (x - canvas.w() / 2.0);
}

double Sight::ground_at(double x) const {
    if (feeling.water <= 0.0) return horizon_at(x);
    const double wave = std::sin(x / canvas.w() * 5.0 + scene.light_x * 20.0) +
                        0.5 * std::sin(x / canvas.w() * 11.0 + scene.light_y * 50.0);
    return horizon_at(x) + canvas.h() * feeling.water + std::min(canvas.h(), 1.6 * canvas.w()) * 0.018 * wave;
}

PathSpan Sight::path_at(double y) const {
    const double far_x = canvas.w() * scene.focus_x;
    const double top = ground_at(far_x);
    const double near = (y - top) / (canvas.h() - top);
    if (near <= 0.0) return {far_x, 0.0};
    const double swing =
        std::sin(std::pow(near, 0.6) * 8.5 + scene.light_x * 20.0) * 0.12 * (1.0 - 0.5 * near);
    const double width = std::min(canvas.w(), 1.6 * canvas.h());  // a panorama's path leads in, not along
    const double x =
        far_x + (scene.path_x - scene.focus_x) * width * near + swing * width * std::min(1.0, near * 2.5);
    return {x, canvas.unit() * (5.0 + 165.0 * std::pow(near, 1.2))};
}

bool Sight::on_path(double x, double y, double margin) const {
    if (!scene.path) return false;
    const PathSpan span = path_at(y);
    return span.width > 0.0 && std::abs(x - span.x) < span.width * (0.5 + margin);
}

double Sight::flow_at(double x, double y) const {
    const double wave = std::sin(x / canvas.w() * 7.0 + scene.light_x * 9.0) * 0.16 +
                        std::sin(y / canvas.h() * 9.0 + x / canvas.w() * 3.0) * 0.12;
    const double angle = std::atan2(y - centre_y(), x - centre_x());
    switch (feeling.flow) {
        case Flow::level:
            return wave;
        case Flow::leaning:
            return (feeling.lean >= 0.0 ? -0.55 : 0.55) + wave;
        case Flow::radial:
            return angle;
        case Flow::spiral:
            return angle + kPi / 2.0 + 0.35;
        case Flow::falling:
            return kPi / 2.0 + wave;
    }
    return wave;
}

}  // namespace garden::painting::flower
