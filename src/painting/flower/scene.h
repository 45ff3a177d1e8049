#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "painting/flower/colour.h"
#include "painting/flower/figure.h"

namespace garden::painting::flower {

enum class Emotion { happy, surprised, calm, angry, fear, confused, disgusted, sad };
enum class Season { spring, summer, autumn, winter };
enum class Weather { sunny, cloudy, rainy, snowy };
enum class Time { day, sunset, night, dawn };
enum class Style { digital, watercolor, oil, ink, impressionist, pointillist, van_gogh, mucha, munch, pixel };
enum class Landmark { lake, forest, mountains, path };
enum class Accent { none, birds, cottage, balloons, boat };  // something small in the distance
enum class Kind {
    rose,
    daisy,
    tulip,
    sunflower,
    poppy,
    lavender,
    cherry,
    lotus,
    lily,
    dandelion,
    hydrangea,
    peony,
    iris,
    wisteria,
};
inline constexpr int kEmotions = 8;
inline constexpr int kKinds = 14;

enum class Colour { red, orange, yellow, green, blue, violet, pink, white, black };

// Those that bloom on wood above the garden instead of standing in it.
constexpr bool is_woody(Kind kind) { return kind == Kind::cherry || kind == Kind::wisteria; }

struct Favour {
    Kind kind = Kind::daisy;
    double weight = 1.0;
    std::vector<Colour> colours = {};  // that the prompt asks for; empty: the kind's own
    bool wished = false;               // by the prompt; else it keeps the others company
};

// How the figure of an emoji meets the ground.
enum class Stance {
    standing,  // on its own feet: animals
    placed,    // on a hedge or a stem, as its shape wants: things
    raised,    // on a stem: heads, and what flies
    floating,  // on water where there is some, else as standing
};

// Something that the visitor loves and an emoji shows: a cat, a guitar.
struct Favorite {
    char32_t emoji = 0;
    Stance stance = Stance::standing;
    double weight = 1.0;
};

// What a prompt asks for; nothing where it does not say.
struct Wishes {
    std::optional<Emotion> emotion;
    std::optional<Season> season;
    std::optional<Weather> weather;
    std::optional<Time> time;
    std::optional<Style> style;
    std::vector<Landmark> landmarks;
    std::vector<Favour> flowers;      // each kind once, in the order of the text
    std::vector<Favorite> favorites;  // each emoji once, the heaviest first, at most three
};

// A favorite with the shape that it will grow in.
struct Statue {
    Figure figure;
    Stance stance = Stance::standing;
    double weight = 1.0;
};

// What the picture shows, everything decided. Lengths are fractions: of the width across, of the height down.
struct Scene {
    int width = 0;
    int height = 0;
    std::uint64_t seed = 0;
    Emotion emotion = Emotion::happy;
    Season season = Season::spring;
    Weather weather = Weather::sunny;
    Time time = Time::day;
    Style style = Style::digital;
    bool time_wished = false;  // the prompt says the time, so it outweighs the emotion's own light
    std::vector<Favour> flowers;
    std::vector<Statue> favorites;  // the main one first
    double light_x = 0.5;           // of sun, moon or lantern
    double light_y = 0.2;
    double focus_x = 0.5;  // where the eye shall rest
    bool mirrored = false;
    int palette = 0;     // 0…2: which of the emotion's skies
    double close = 0.0;  // −1: a wide view over many small flowers; 1: near to a few large ones
    int trees = 0;       // in the middle distance
    bool lake = false;   // the prompt asks for one
    bool mountains = false;
    Accent accent = Accent::none;
    bool path = false;    // one leads into the picture
    double path_x = 0.5;  // where it meets the lower edge
};

enum class Flow { level, leaning, radial, spiral, falling };  // how the brush moves
enum class Ridge { round, jagged, flat, wavy };               // outline of the hills
enum class Layout { bounce, burst, level, storm, lantern, spiral, crowd, low };
enum class Particle { none, petals, confetti, fireflies, embers, spores };

// How the scene feels: colours, light, line, density, rhythm. Colours hold for the scene's time, weather and
// season.
struct Feeling {
    Lch zenith, middle, horizon;  // of the sky
    Lch cloud, cloud_shade;
    Lch light;  // of sun, moon or lantern
    Lch hill, ground_far, ground_near;
    Lch leaf;
    std::vector<Lch> petals;
    std::vector<std::vector<Lch>>
        flowers;  // petals of each of the scene's flowers, in their order; none empty
    Flow flow = Flow::level;
    Ridge ridge = Ridge::round;
    Layout layout = Layout::bounce;
    Particle particle = Particle::none;
    double horizon_y = 0.5;    // of the height
    double tilt = 0.0;         // of the horizon, radians
    double hill_height = 0.1;  // of the height
    double clouds = 0.4;       // cover, 0…1
    double water = 0.0;        // depth of the water below the horizon, of the height; 0: none
    double density = 1.0;      // of plants
    double size = 1.0;         // of flower heads
    double lean = 0.0;         // of stems, to the right
    double droop = 0.0;        // of heads, 0…1
    double sharp = 0.0;        // of petals and leaves, 0…1
    double haze = 0.5;         // 0…1
    double vignette = 0.15;    // 0…1
    double rain = 0.0;         // 0…1
    double snow = 0.0;         // falling, 0…1
    double snow_cover = 0.0;   // lying, 0…1
    double stars = 0.0;        // 0…1
    double light_size = 1.0;
};

}  // namespace garden::painting::flower
