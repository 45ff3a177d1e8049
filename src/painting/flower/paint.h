#pragma once

#include "painting/flower/canvas.h"
#include "painting/flower/follow.h"
#include "painting/flower/random.h"
#include "painting/flower/scene.h"

// Third stage: the scene as it feels, on a canvas. Every function draws one layer, far ones first, and throws
// Stopped when the caller asks to stop.
namespace garden::painting::flower {

// A piece of the path: its middle and its width in pixels; no width above the ground.
struct PathSpan {
    double x, width;
};

// What every layer needs to know.
struct Sight {
    const Scene& scene;
    const Feeling& feeling;
    Canvas& canvas;

    cairo_t* cr() const { return canvas.cr(); }
    double light_x() const { return scene.light_x * canvas.w(); }
    double light_y() const;
    // Where lines of flow, bursts and spirals have their centre, in pixels.
    double centre_x() const;
    double centre_y() const;
    // The horizon at x, in pixels; it may be tilted.
    double horizon_at(double x) const;
    // Where solid ground begins at x, below the water if there is any.
    double ground_at(double x) const;
    PathSpan path_at(double y) const;
    // Whether (x, y) lies on the path, widened by `margin` times its width.
    bool on_path(double x, double y, double margin) const;
    // The direction of the brush there, radians.
    double flow_at(double x, double y) const;
    // `nth`: of several alike.
    Random random(Stream stream, std::uint64_t nth = 0) const {
        return Random::stream(scene.seed, stream, nth);
    }
};

// Far things take the colour of the air; `near` is 0 at the horizon and 1 at the lower edge.
Lch through_air(const Sight& sight, const Lch& colour, double near);
// Blades of grass around a foot, so that nothing stands on bare ground; lengths in pixels.
void tuft(const Sight& sight, double x, double y, double near, int blades, double tall, Random& random);

void paint_sky(const Sight& sight, const Phase& phase);
void paint_light(const Sight& sight);  // sun, moon, stars
void paint_hills(const Sight& sight, const Phase& phase);
void paint_ground(const Sight& sight, const Phase& phase);
void paint_water(const Sight& sight, const Phase& phase);
// Paint over what there is with brush strokes, in the colours found there.
void paint_sky_strokes(const Sight& sight, const Phase& phase);
void paint_land_strokes(const Sight& sight, const Phase& phase);
void paint_meadow(const Sight& sight, const Phase& phase);    // flowers too far to tell apart
void paint_plants(const Sight& sight, const Phase& phase);    // grasses and flowers, far to near
void paint_trees(const Sight& sight, const Follow& follow);   // crowns in the season's colour
void paint_accent(const Sight& sight);                        // something small in the distance
void paint_mountains(const Sight& sight);                     // beyond the hills
void paint_bushes(const Sight& sight, const Phase& phase);    // in the middle distance
void paint_mist(const Sight& sight, const Follow& follow);    // lying over the land
void paint_shafts(const Sight& sight, const Follow& follow);  // of light, from the sun
void paint_boughs(const Sight& sight, const Phase& phase);    // cherry and wisteria that reach in from a side
void paint_bare_trees(const Sight& sight);                    // black, at both sides
void paint_lightning(const Sight& sight);
void paint_drips(const Sight& sight);  // slime from the upper edge
void paint_rainbow(const Sight& sight);
void paint_butterflies(const Sight& sight);
void paint_mushroom(const Sight& sight, double x, double y, double size, Random& random);
void paint_puddles(const Sight& sight);
void paint_weather(const Sight& sight, const Phase& phase);  // rain, snow, petals, fireflies
// Darkens the corners, or all that a lantern does not reach.
void paint_vignette(const Sight& sight, const Phase& phase);
// The grain of canvas or paper; the picture's final bytes.
image::Picture finish(const Sight& sight, const Phase& phase);

// All layers.
image::Picture paint(const Scene& scene, const Feeling& feeling, Follow& follow);

}  // namespace garden::painting::flower
