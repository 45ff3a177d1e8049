#include <array>

#include "painting/flower/strokes.h"

namespace garden::painting::flower {

void paint_sky_strokes(const Sight& sight, const Phase& phase) {
    constexpr std::array<Brush, 2> kBrushes{Brush{.radius = 7.5,
                                                  .spacing = 1.6,
                                                  .least = 2,
                                                  .most = 5,
                                                  .opacity = 0.6,
                                                  .light = 0.035,
                                                  .hue = 6,
                                                  .edge = 0.5},
                                            Brush{.radius = 2.8,
                                                  .spacing = 2.6,
                                                  .least = 3,
                                                  .most = 7,
                                                  .opacity = 0.5,
                                                  .light = 0.05,
                                                  .hue = 8,
                                                  .edge = 0.5}};
    const Study model = study_of(sight.canvas, phase.follow);
    const Guide guide = guide_of(sight, 8.0, 0.0, usual_flow, phase.follow);
    Random random = sight.random(Stream::sky_strokes);
    paint_strokes(sight, model, guide, kBrushes[0], Region::sky, random, part(phase, 0.0, 0.4));
    paint_strokes(sight, model, guide, kBrushes[1], Region::sky, random, part(phase, 0.4, 1.0));
}

void paint_land_strokes(const Sight& sight, const Phase& phase) {
    constexpr Brush kBrush{.radius = 2.3,
                           .spacing = 2.6,
                           .least = 2,
                           .most = 5,
                           .opacity = 0.55,
                           .light = 0.06,
                           .hue = 8,
                           .edge = 0.5};
    Random random = sight.random(Stream::land_strokes);
    paint_strokes(sight, study_of(sight.canvas, phase.follow),
                  guide_of(sight, 6.0, 0.8, usual_flow, phase.follow), kBrush, Region::land, random, phase);
}

}  // namespace garden::painting::flower
