#include <algorithm>
#include <cmath>

#include "painting/flower/compose.h"
#include "painting/flower/moods.h"
#include "painting/flower/natural.h"
#include "painting/flower/noise.h"
#include "painting/flower/random.h"

namespace garden::painting::flower {
namespace {

// A near view: a low horizon, large heads; a wide one: many small.
void apply_view(Feeling& f, const Scene& scene) {
    if (scene.palette > 0) {
        const Sky sky = other_sky(scene.emotion, scene.palette);
        f.zenith = sky.zenith;
        f.middle = sky.middle;
        f.horizon = sky.horizon;
    }
    f.size *= std::pow(1.28, scene.close);
    f.density *= std::pow(0.72, scene.close);
    if (f.layout != Layout::crowd && f.layout != Layout::burst && f.water <= 0.0)
        f.horizon_y += 0.07 * scene.close;
}

struct Daylight {
    Lch zenith, middle, horizon, light;
    double weight;      // against the emotion's own sky
    double brightness;  // of all that the light falls on
    Lch tint;           // of it
    double tinting;
    double stars;
};

Daylight daylight(Time time) {
    switch (time) {
        case Time::day:
            return {{0.74, 0.11, 240},
                    {0.85, 0.07, 225},
                    {0.93, 0.04, 200},
                    {0.97, 0.08, 95},
                    0.45,
                    1.0,
                    {1, 0, 0},
                    0.0,
                    0.0};
        case Time::sunset:
            return {{0.46, 0.11, 295},
                    {0.68, 0.14, 20},
                    {0.85, 0.14, 68},
                    {0.92, 0.14, 75},
                    0.62,
                    0.86,
                    {0.75, 0.14, 45},
                    0.16,
                    0.1};
        case Time::night:
            return {{0.17, 0.06, 275},
                    {0.25, 0.08, 270},
                    {0.38, 0.08, 255},
                    {0.95, 0.04, 95},
                    0.82,
                    0.50,
                    {0.30, 0.08, 268},
                    0.32,
                    1.0};
        case Time::dawn:
            return {{0.60, 0.07, 265},
                    {0.80, 0.07, 340},
                    {0.92, 0.07, 60},
                    {0.97, 0.07, 70},
                    0.55,
                    0.90,
                    {0.82, 0.06, 330},
                    0.14,
                    0.15};
    }
    return {};
}

void each_lit_colour(Feeling& f, const auto& change) {
    for (Lch* colour : {&f.hill, &f.ground_far, &f.ground_near, &f.leaf}) change(*colour, 1.0);
    for (Lch& colour : f.petals) change(colour, 0.75);
    for (std::vector<Lch>& flower : f.flowers)
        for (Lch& colour : flower) change(colour, 0.75);
}

void apply_time(Feeling& f, const Scene& scene) {
    const Daylight d = daylight(scene.time);
    const bool dark_already = f.middle.l < 0.35;
    f.stars = std::max(f.stars, d.stars);
    if (!scene.time_wished) return;
    f.zenith = mix(f.zenith, d.zenith, d.weight);
    f.middle = mix(f.middle, d.middle, d.weight);
    f.horizon = mix(f.horizon, d.horizon, d.weight);
    f.cloud = mix(f.cloud, shift(d.horizon, 0.03), d.weight);
    f.cloud_shade = mix(f.cloud_shade, d.middle, d.weight);
    f.light = mix(f.light, d.light, 0.6);
    if (dark_already) return;
    each_lit_colour(f, [&](Lch& colour, double share) {
        colour.l *= 1.0 - (1.0 - d.brightness) * share;
        colour = mix(colour, d.tint, d.tinting * share);
    });
    if (scene.time == Time::night && f.particle != Particle::embers) f.particle = Particle::fireflies;
}

// A closed sky: its colours come together, the light behind it is pale.
void overcast(Feeling& f, double share) {
    for (Lch* colour : {&f.zenith, &f.middle, &f.horizon})
        *colour = mix(*colour, {colour->l * 0.94, 0.02, 250}, share);
    for (Lch* colour : {&f.cloud, &f.cloud_shade})
        *colour = mix(*colour, {colour->l * 0.97, 0.015, 250}, share);
    f.light = mix(f.light, f.horizon, 0.35);
}

void apply_weather(Feeling& f, const Scene& scene) {
    switch (scene.weather) {
        case Weather::sunny:
            break;
        case Weather::cloudy:
            f.clouds = std::max(f.clouds, 0.85);
            f.stars *= 0.4;
            overcast(f, 0.35);
            break;
        case Weather::rainy: {
            f.clouds = std::max(f.clouds, 0.8);
            f.rain = std::max(f.rain, 0.8);
            f.stars = 0.0;
            for (Lch* colour : {&f.zenith, &f.middle, &f.horizon, &f.cloud, &f.cloud_shade})
                *colour = mix(*colour, {colour->l * 0.82, 0.03, 250}, 0.45);
            each_lit_colour(f, [](Lch& colour, double share) {
                colour = shift(colour, -0.05 * share, 1.0 - 0.15 * share);
            });
            break;
        }
        case Weather::snowy:
            f.clouds = std::max(f.clouds, 0.6);
            f.snow = 0.8;
            overcast(f, 0.30);
            f.stars *= 0.4;
            break;
    }
}

void apply_season(Feeling& f, const Scene& scene) {
    if (scene.weather == Weather::snowy) f.snow_cover = std::max(f.snow_cover, 0.75);
    switch (scene.season) {
        case Season::spring:
            break;
        case Season::summer:
            f.leaf = shift(f.leaf, -0.04, 1.1, 4);
            f.ground_near = shift(f.ground_near, -0.02, 1.05, 4);
            break;
        case Season::autumn: {
            if (scene.emotion == Emotion::fear || scene.emotion == Emotion::angry ||
                scene.emotion == Emotion::sad)
                break;
            for (Lch* colour : {&f.hill, &f.ground_far, &f.ground_near})
                *colour = mix(*colour, {std::min(0.9, colour->l + 0.03), 0.13, 76}, 0.55);
            f.leaf = mix(f.leaf, {f.leaf.l, 0.12, 75}, 0.4);
            break;
        }
        case Season::winter:
            f.snow_cover = std::max(f.snow_cover, 0.85);
            break;
    }
    if (f.snow_cover <= 0.0) return;
    // Snow takes the colour of the sky that lights it.
    const Lch snow = mix({std::min(0.97, f.horizon.l + 0.12), 0.02, 240}, f.middle, 0.25);
    for (Lch* colour : {&f.hill, &f.ground_far, &f.ground_near})
        *colour = mix(*colour, shift(snow, colour == &f.ground_near ? -0.06 : 0.0), f.snow_cover);
    f.leaf = mix(f.leaf, {f.leaf.l * 0.8, 0.04, 170}, 0.4);
}

// Every seed has its own hour: all hues turn a little together, and the sky a little on its own.
void vary(Feeling& f, Random& random) {
    const double turn = random.around(9.0);
    const double lift = random.around(0.025);
    for (Lch* colour : {&f.zenith, &f.middle, &f.horizon, &f.cloud_shade})
        *colour = shift(*colour, lift, random.range(0.85, 1.15), turn + random.around(7.0));
    for (Lch* colour : {&f.hill, &f.ground_far, &f.ground_near, &f.leaf})
        *colour = shift(*colour, lift, random.range(0.88, 1.12), turn + random.around(6.0));
    for (Lch& colour : f.petals)
        colour = shift(colour, random.around(0.04), random.range(0.85, 1.15), random.around(14.0));
    std::ranges::rotate(f.petals, f.petals.begin() + random.below(static_cast<int>(f.petals.size())));
    f.hill_height *= random.range(0.75, 1.3);
    f.clouds = std::clamp(f.clouds * random.range(0.75, 1.2), 0.0, 1.0);
    f.size *= random.range(0.88, 1.15);
}

// Shapes far from the usual 8:5 would be mostly sky, or all slope.
void fit_shape(Feeling& f, const Scene& scene) {
    const double wide = static_cast<double>(scene.width) / scene.height;
    const double tall = 1.0 / wide;
    // A tall picture shows more ground, and less of the lake before it.
    constexpr double kTowerHorizon = 0.4;
    if (tall > 1.0 && f.horizon_y > kTowerHorizon) {
        const double share = 0.28 + 0.72 * smooth_step(1.4, 4.0, tall);
        f.horizon_y += (kTowerHorizon - f.horizon_y) * share;
    }
    f.water *= 1.0 - 0.4 * smooth_step(1.2, 4.0, tall);
    f.hill_height = std::min(f.hill_height, 0.55 * wide);
    // A long one would lose its flowers at the lower edge, and tilt out of the frame.
    constexpr double kPanoramaHorizon = 0.47;
    if (f.horizon_y > kPanoramaHorizon)
        f.horizon_y += (kPanoramaHorizon - f.horizon_y) * smooth_step(2.0, 4.5, wide);
    const double steepest = std::atan(0.31 * tall);
    f.tilt = std::clamp(f.tilt, -steepest, steepest);
}

// Who wishes for lotus gets a pond for it, where the ground is level enough to hold one.
void flood(Feeling& f, const Scene& scene) {
    const bool wished = std::ranges::any_of(
        scene.flowers, [](const Favour& flower) { return flower.kind == Kind::lotus && flower.wished; });
    if (!wished) return;
    if (f.layout == Layout::bounce) f.horizon_y = std::min(f.horizon_y, 0.46);
    if (f.layout == Layout::bounce || f.layout == Layout::level || f.layout == Layout::low) f.water = 0.27;
}

// What was wished for comes nearer where flowers are small otherwise. Where that is trees in bloom or
// lotus and nothing else, the rest is small beside them.
void give_way(Feeling& f, const Scene& scene) {
    const auto wished = [](const Favour& flower) { return flower.wished; };
    const auto stands = [](const Favour& flower) {
        return flower.wished && !is_woody(flower.kind) && flower.kind != Kind::lotus;
    };
    if (std::ranges::none_of(scene.flowers, wished)) return;
    if (std::ranges::any_of(scene.flowers, stands)) {
        if (f.layout == Layout::level) f.size *= 1.35;
        return;
    }
    f.size *= 0.58;
    f.density *= 1.15;
    if (f.layout == Layout::bounce) f.particle = Particle::petals;
}

}  // namespace

Feeling feel(const Scene& scene) {
    Random random = Random::stream(scene.seed, Stream::feeling);
    Feeling f = feeling_of(scene.emotion, random);
    apply_view(f, scene);
    vary(f, random);
    for (const Favour& flower : scene.flowers)
        f.flowers.push_back(petals_of(flower, scene.emotion, f.petals));
    flood(f, scene);
    give_way(f, scene);
    apply_season(f, scene);
    apply_time(f, scene);
    apply_weather(f, scene);
    if (scene.mirrored) f.lean = -f.lean;
    if (scene.lake && f.flow == Flow::level && f.water <= 0.0) f.water = 0.24;
    fit_shape(f, scene);
    return f;
}

}  // namespace garden::painting::flower
