
#include "painting/flower/moods.h"

#include "painting/flower/random.h"

// What each emotion does to colour, line and composition. Colours after Jonauskaite et al., "Universal
// patterns in color-emotion associations are further shaped by linguistic and geographic proximity"
// (Psychological Science 31, 2020: joy with yellow and orange, anger and fear with red and black, sadness
// with grey and dark blue, disgust with brown and green), and after Valdez and Mehrabian, "Effects of color
// on emotions" (Journal of Experimental Psychology: General 123, 1994: light pleases, chroma arouses). Lines
// after Poffenberger and Barrows, "The feeling value of lines" (Journal of Applied Psychology 8, 1924: slow
// falling curves are sad, level ones quiet, sharp angles furious, rising curves merry).
namespace garden::painting::flower {
namespace {

Feeling happy(Random& random) {
    Feeling f;
    f.zenith = {0.78, 0.115, 232};
    f.middle = {0.90, 0.055, 215};
    f.horizon = {0.945, 0.065, 72};
    f.cloud = {0.985, 0.022, 85};
    f.cloud_shade = {0.90, 0.050, 40};
    f.light = {0.965, 0.115, 98};
    f.hill = {0.74, 0.150, 135};
    f.ground_far = {0.86, 0.145, 118};
    f.ground_near = {0.60, 0.145, 128};
    f.leaf = {0.66, 0.165, 130};
    f.petals = {
        {0.86, 0.170, 92}, {0.76, 0.170, 55}, {0.72, 0.180, 20}, {0.80, 0.130, 355}, {0.96, 0.035, 95}};
    f.flow = Flow::level;
    f.ridge = Ridge::round;
    f.layout = Layout::bounce;
    f.particle = Particle::petals;
    f.horizon_y = random.range(0.44, 0.52);
    f.hill_height = 0.15;
    f.clouds = 0.2;
    f.density = 1.15;
    f.size = 1.1;
    f.haze = 0.35;
    f.vignette = 0.06;
    f.light_size = 1.25;
    return f;
}

Feeling surprised(Random& random) {
    Feeling f;
    f.zenith = {0.66, 0.170, 345};
    f.middle = {0.80, 0.140, 10};
    f.horizon = {0.95, 0.110, 98};
    f.cloud = {0.86, 0.110, 200};
    f.cloud_shade = {0.72, 0.160, 320};
    f.light = {0.985, 0.080, 100};
    f.hill = {0.62, 0.140, 300};
    f.ground_far = {0.74, 0.140, 190};
    f.ground_near = {0.46, 0.110, 210};
    f.leaf = {0.62, 0.140, 165};
    f.petals = {{0.90, 0.170, 100}, {0.68, 0.230, 350}, {0.80, 0.130, 205},
                {0.73, 0.190, 45},  {0.62, 0.210, 310}, {0.97, 0.02, 90}};
    f.flow = Flow::radial;
    f.ridge = Ridge::round;
    f.layout = Layout::burst;
    f.particle = Particle::confetti;
    f.horizon_y = random.range(0.66, 0.72);
    f.hill_height = 0.07;
    f.clouds = 0.55;
    f.density = 1.2;
    f.size = 1.15;
    f.haze = 0.2;
    f.vignette = 0.10;
    f.light_size = 0.8;
    return f;
}

Feeling calm(Random& random) {
    Feeling f;
    f.zenith = {0.83, 0.045, 222};
    f.middle = {0.90, 0.030, 250};
    f.horizon = {0.945, 0.040, 50};
    f.cloud = {0.965, 0.015, 50};
    f.cloud_shade = {0.87, 0.030, 290};
    f.light = {0.975, 0.045, 75};
    f.hill = {0.62, 0.055, 215};
    f.ground_far = {0.84, 0.045, 175};
    f.ground_near = {0.62, 0.065, 170};
    f.leaf = {0.66, 0.070, 160};
    f.petals = {{0.84, 0.075, 300}, {0.88, 0.060, 345}, {0.80, 0.080, 275}, {0.96, 0.020, 40}};
    f.flow = Flow::level;
    f.ridge = Ridge::flat;
    f.layout = Layout::level;
    f.particle = Particle::none;
    f.horizon_y = random.range(0.40, 0.47);
    f.hill_height = 0.11;
    f.clouds = 0.45;
    f.water = random.range(0.27, 0.33);
    f.density = 0.7;
    f.size = 0.85;
    f.haze = 0.6;
    f.vignette = 0.04;
    f.light_size = 0.8;
    return f;
}

Feeling angry(Random& random) {
    Feeling f;
    f.zenith = {0.19, 0.060, 18};
    f.middle = {0.36, 0.140, 25};
    f.horizon = {0.70, 0.190, 48};
    f.cloud = {0.46, 0.170, 28};
    f.cloud_shade = {0.15, 0.040, 10};
    f.light = {0.74, 0.190, 50};
    f.hill = {0.17, 0.055, 20};
    f.ground_far = {0.36, 0.120, 28};
    f.ground_near = {0.15, 0.045, 20};
    f.leaf = {0.26, 0.055, 35};
    f.petals = {{0.54, 0.215, 28}, {0.62, 0.215, 36}, {0.44, 0.180, 22}, {0.72, 0.180, 58}};
    f.flow = Flow::leaning;
    f.ridge = Ridge::jagged;
    f.layout = Layout::storm;
    f.particle = Particle::embers;
    f.horizon_y = random.range(0.58, 0.66);
    f.hill_height = 0.34;
    f.clouds = 0.85;
    f.density = 1.0;
    f.size = 1.0;
    f.lean = 0.75;
    f.sharp = 1.0;
    f.haze = 0.15;
    f.vignette = 0.35;
    return f;
}

Feeling fear(Random& random) {
    Feeling f;
    f.zenith = {0.13, 0.045, 275};
    f.middle = {0.23, 0.060, 262};
    f.horizon = {0.38, 0.065, 225};
    f.cloud = {0.30, 0.045, 250};
    f.cloud_shade = {0.08, 0.020, 280};
    f.light = {0.90, 0.100, 95};
    f.hill = {0.15, 0.040, 245};
    f.ground_far = {0.25, 0.050, 215};
    f.ground_near = {0.08, 0.020, 250};
    f.leaf = {0.30, 0.060, 185};
    f.petals = {{0.62, 0.070, 320}, {0.72, 0.050, 95}, {0.52, 0.120, 15}};
    f.flow = Flow::level;
    f.ridge = Ridge::wavy;
    f.layout = Layout::lantern;
    f.particle = Particle::fireflies;
    f.horizon_y = random.range(0.60, 0.66);
    f.hill_height = 0.14;
    f.clouds = 0.6;
    f.density = 0.8;
    f.size = 0.8;
    f.droop = 0.35;
    f.sharp = 0.5;
    f.haze = 0.5;
    f.vignette = 0.55;
    f.light_size = 0.9;
    return f;
}

Feeling confused(Random& random) {
    Feeling f;
    f.zenith = {0.48, 0.130, 300};
    f.middle = {0.68, 0.100, 195};
    f.horizon = {0.82, 0.100, 70};
    f.cloud = {0.84, 0.090, 180};
    f.cloud_shade = {0.52, 0.150, 320};
    f.light = {0.93, 0.090, 90};
    f.hill = {0.58, 0.110, 285};
    f.ground_far = {0.66, 0.090, 200};
    f.ground_near = {0.42, 0.090, 250};
    f.leaf = {0.58, 0.095, 185};
    f.petals = {
        {0.66, 0.170, 305}, {0.90, 0.070, 150}, {0.78, 0.150, 65}, {0.72, 0.150, 5}, {0.84, 0.140, 110}};
    f.flow = Flow::spiral;
    f.ridge = Ridge::wavy;
    f.layout = Layout::spiral;
    f.horizon_y = random.range(0.58, 0.66);
    f.tilt = (random.chance(0.5) ? 1.0 : -1.0) * random.range(0.12, 0.19);
    f.hill_height = 0.13;
    f.clouds = 0.7;
    f.size = 1.0;
    f.haze = 0.25;
    f.vignette = 0.12;
    f.light_size = 0.7;
    return f;
}

Feeling disgusted(Random& random) {
    Feeling f;
    f.zenith = {0.52, 0.090, 122};
    f.middle = {0.64, 0.110, 114};
    f.horizon = {0.75, 0.125, 108};
    f.cloud = {0.70, 0.100, 106};
    f.cloud_shade = {0.42, 0.080, 128};
    f.light = {0.84, 0.130, 108};
    f.hill = {0.46, 0.090, 124};
    f.ground_far = {0.47, 0.095, 116};
    f.ground_near = {0.24, 0.055, 122};
    f.leaf = {0.44, 0.105, 124};
    f.petals = {{0.66, 0.130, 112}, {0.46, 0.100, 335}, {0.54, 0.090, 80}, {0.60, 0.110, 130}};
    f.flow = Flow::falling;
    f.ridge = Ridge::wavy;
    f.layout = Layout::crowd;
    f.particle = Particle::spores;
    f.horizon_y = random.range(0.24, 0.30);
    f.hill_height = 0.10;
    f.clouds = 0.6;
    f.density = 2.0;
    f.size = 1.05;
    f.droop = 0.3;
    f.haze = 0.4;
    f.vignette = 0.28;
    f.light_size = 0.7;
    return f;
}

Feeling sad(Random& random) {
    Feeling f;
    f.zenith = {0.42, 0.050, 258};
    f.middle = {0.54, 0.050, 250};
    f.horizon = {0.68, 0.040, 240};
    f.cloud = {0.64, 0.030, 248};
    f.cloud_shade = {0.38, 0.045, 262};
    f.light = {0.80, 0.030, 240};
    f.hill = {0.44, 0.050, 248};
    f.ground_far = {0.50, 0.045, 225};
    f.ground_near = {0.30, 0.045, 235};
    f.leaf = {0.40, 0.050, 200};
    f.petals = {{0.58, 0.110, 265}, {0.66, 0.080, 290}, {0.72, 0.045, 250}, {0.52, 0.100, 310}};
    f.flow = Flow::falling;
    f.ridge = Ridge::flat;
    f.layout = Layout::low;
    f.horizon_y = random.range(0.60, 0.68);
    f.hill_height = 0.09;
    f.clouds = 0.85;
    f.water = random.range(0.12, 0.16);
    f.density = 0.55;
    f.size = 0.85;
    f.droop = 1.0;
    f.haze = 0.75;
    f.vignette = 0.25;
    f.rain = 0.7;
    f.light_size = 0.6;
    return f;
}

}  // namespace

Feeling feeling_of(Emotion emotion, Random& random) {
    switch (emotion) {
        case Emotion::happy:
            return happy(random);
        case Emotion::surprised:
            return surprised(random);
        case Emotion::calm:
            return calm(random);
        case Emotion::angry:
            return angry(random);
        case Emotion::fear:
            return fear(random);
        case Emotion::confused:
            return confused(random);
        case Emotion::disgusted:
            return disgusted(random);
        case Emotion::sad:
            return sad(random);
    }
    return {};
}

Sky other_sky(Emotion emotion, int palette) {
    const bool second = palette == 1;
    switch (emotion) {
        case Emotion::happy:
            return second ? Sky{{0.80, 0.090, 250}, {0.90, 0.065, 40}, {0.94, 0.090, 75}}
                          : Sky{{0.76, 0.100, 205}, {0.90, 0.055, 185}, {0.955, 0.050, 100}};
        case Emotion::surprised:
            return second ? Sky{{0.68, 0.180, 42}, {0.82, 0.140, 70}, {0.965, 0.100, 105}}
                          : Sky{{0.56, 0.180, 295}, {0.74, 0.140, 330}, {0.95, 0.080, 90}};
        case Emotion::calm:
            return second ? Sky{{0.80, 0.060, 285}, {0.89, 0.050, 340}, {0.95, 0.055, 60}}
                          : Sky{{0.83, 0.055, 195}, {0.91, 0.040, 180}, {0.955, 0.035, 100}};
        case Emotion::angry:
            return second ? Sky{{0.16, 0.050, 350}, {0.32, 0.120, 12}, {0.64, 0.200, 36}}
                          : Sky{{0.22, 0.050, 30}, {0.42, 0.150, 35}, {0.76, 0.170, 60}};
        case Emotion::fear:
            return second ? Sky{{0.13, 0.050, 300}, {0.23, 0.075, 295}, {0.37, 0.085, 280}}
                          : Sky{{0.12, 0.030, 190}, {0.22, 0.050, 195}, {0.37, 0.065, 175}};
        case Emotion::confused:
            return second ? Sky{{0.50, 0.130, 262}, {0.70, 0.120, 330}, {0.84, 0.110, 90}}
                          : Sky{{0.46, 0.130, 325}, {0.66, 0.110, 255}, {0.80, 0.100, 140}};
        case Emotion::disgusted:
            return second ? Sky{{0.50, 0.080, 100}, {0.62, 0.100, 98}, {0.74, 0.120, 95}}
                          : Sky{{0.50, 0.080, 142}, {0.62, 0.100, 130}, {0.75, 0.120, 115}};
        case Emotion::sad:
            return second ? Sky{{0.38, 0.060, 280}, {0.50, 0.055, 270}, {0.66, 0.050, 290}}
                          : Sky{{0.45, 0.035, 235}, {0.57, 0.035, 235}, {0.72, 0.030, 220}};
    }
    return {};
}

}  // namespace garden::painting::flower
