#include "painting/flower/compose.h"

#include <algorithm>
#include <array>

#include "painting/flower/random.h"

namespace garden::painting::flower {
namespace {

// What an emotion brings along where the prompt leaves it open. Lists are drawn from evenly, so a value may
// repeat.
struct Habit {
    std::vector<Kind> flowers;
    std::vector<Season> seasons;
    std::vector<Weather> weathers;
    std::vector<Time> times;
};

Habit habit_of(Emotion emotion) {
    using enum Kind;
    using enum Season;
    using enum Weather;
    using enum Time;
    switch (emotion) {
        case Emotion::happy:
            return {{daisy, sunflower, tulip, poppy, peony, cherry, rose},
                    {spring, spring, summer},
                    {sunny},
                    {day}};
        case Emotion::surprised:
            return {{lily, daisy, peony, dandelion, sunflower, hydrangea, tulip, iris},
                    {spring, summer},
                    {sunny},
                    {day}};
        case Emotion::calm:
            return {{lotus, lavender, hydrangea, lily, peony, cherry, iris, wisteria},
                    {spring, summer},
                    {cloudy, sunny},
                    {dawn}};
        case Emotion::angry:
            return {{poppy, rose, lily, tulip, sunflower}, {summer, autumn}, {cloudy}, {sunset}};
        case Emotion::fear:
            return {{rose, lily, poppy, dandelion, tulip}, {autumn}, {cloudy}, {night}};
        case Emotion::confused:
            return {{dandelion, hydrangea, poppy, lily, peony, daisy},
                    {spring, summer, autumn},
                    {cloudy},
                    {sunset}};
        case Emotion::disgusted:
            return {{lily, hydrangea, poppy, peony, dandelion, lotus}, {summer}, {cloudy}, {day}};
        case Emotion::sad:
            return {{hydrangea, lavender, rose, tulip, lily, iris}, {spring, autumn}, {rainy}, {day}};
    }
    return {};
}

template <typename T>
T draw(const std::vector<T>& values, Random& random) {
    return values[static_cast<std::size_t>(random.below(static_cast<int>(values.size())))];
}

void add_companions(Scene& scene, const std::vector<Kind>& usual, std::size_t count, double weight,
                    Random& random) {
    for (int tries = 0; scene.flowers.size() < count && tries < 50; ++tries) {
        const Kind kind = draw(usual, random);
        // Wood over the garden is for a wish, or for a garden that was left to itself; and then in spring.
        if (is_woody(kind) && (weight < 1.0 || scene.season != Season::spring)) continue;
        const bool there =
            std::ranges::any_of(scene.flowers, [&](const Favour& f) { return f.kind == kind; });
        if (!there) scene.flowers.push_back({kind, weight * random.range(0.5, 1.0)});
    }
}

bool has_herb(const Scene& scene) {
    return std::ranges::any_of(scene.flowers,
                               [](const Favour& f) { return !is_woody(f.kind) && f.kind != Kind::lotus; });
}

// How likely a tree, a path and mountains are.
struct Likely {
    double tree, path, mountains;
};

Likely likely(Emotion emotion) {
    switch (emotion) {
        case Emotion::happy:
            return {0.55, 0.45, 0.35};
        case Emotion::calm:
            return {0.6, 0.0, 0.5};
        case Emotion::sad:
            return {0.5, 0.3, 0.3};
        case Emotion::confused:
            return {0.0, 0.4, 0.0};
        case Emotion::fear:
            return {0.0, 0.6, 0.3};
        default:
            return {0.0, 0.0, 0.0};
    }
}

bool wished(const Wishes& wishes, Landmark landmark) {
    return std::ranges::find(wishes.landmarks, landmark) != wishes.landmarks.end();
}

// What lives in the distance of a feeling; drawn from evenly, so a value may repeat.
std::vector<Accent> accents_of(Emotion emotion) {
    using enum Accent;
    switch (emotion) {
        case Emotion::happy:
            return {birds, cottage, balloons, none};
        case Emotion::surprised:
            return {balloons, none};
        case Emotion::calm:
            return {boat, birds, boat, cottage};
        case Emotion::sad:
            return {cottage, boat, none};
        case Emotion::fear:
            return {birds, cottage, none};
        case Emotion::angry:
            return {birds, none};
        default:
            return {none};
    }
}

void arrange_view(Scene& scene, const Wishes& wishes, Random& random) {
    const Likely chances = likely(scene.emotion);
    scene.palette = random.below(3);
    scene.close = random.range(-1.0, 1.0);
    scene.trees = random.chance(chances.tree) ? 1 : 0;
    scene.path = random.chance(chances.path) || wished(wishes, Landmark::path);
    const bool blooms =
        std::ranges::any_of(scene.flowers, [](const Favour& f) { return is_woody(f.kind) && f.wished; });
    if (blooms && chances.tree > 0.0) scene.trees = 1;
    scene.path_x = random.range(0.3, 0.7);
    if (wished(wishes, Landmark::forest)) scene.trees = 6 + random.below(3);
    scene.lake = wished(wishes, Landmark::lake);
    scene.mountains = random.chance(chances.mountains) || wished(wishes, Landmark::mountains);
    scene.accent = draw(accents_of(scene.emotion), random);
}

}  // namespace

Scene compose(const Wishes& wishes, int width, int height, std::uint64_t seed) {
    Random random = Random::stream(seed, Stream::composition);
    Scene scene;
    scene.width = width;
    scene.height = height;
    scene.seed = seed;
    // Without a feeling in the prompt the garden is a friendly one.
    constexpr std::array kFriendly{Emotion::happy, Emotion::calm, Emotion::happy};
    const Emotion friendly = kFriendly[static_cast<std::size_t>(random.below(kFriendly.size()))];
    scene.emotion = wishes.emotion.value_or(friendly);
    const Habit habit = habit_of(scene.emotion);
    scene.season = wishes.season.value_or(draw(habit.seasons, random));
    scene.weather = wishes.weather.value_or(draw(habit.weathers, random));
    if (wishes.weather == Weather::snowy && !wishes.season) scene.season = Season::winter;
    scene.time = wishes.time.value_or(draw(habit.times, random));
    scene.time_wished = wishes.time.has_value();
    scene.style = wishes.style.value_or(Style::digital);
    scene.flowers = wishes.flowers;
    if (scene.flowers.empty()) {
        add_companions(scene, habit.flowers, 3U + static_cast<std::size_t>(random.below(2)), 1.0, random);
    } else {
        if (has_herb(scene)) add_companions(scene, habit.flowers, scene.flowers.size() + 1, 0.25, random);
    }
    // Something must stand in the ground; under trees it is small.
    static const std::vector<Kind> kUnderTrees{Kind::daisy, Kind::iris, Kind::lavender, Kind::daisy};
    while (!has_herb(scene)) add_companions(scene, kUnderTrees, scene.flowers.size() + 1, 0.25, random);
    scene.mirrored = random.chance(0.5);
    // A light that everything gathers around stands nearer to the middle.
    const double side = scene.emotion == Emotion::fear ? random.range(0.30, 0.44) : random.range(0.18, 0.40);
    scene.light_x = scene.mirrored ? 1.0 - side : side;
    scene.light_y = random.range(0.10, 0.22);
    scene.focus_x = 1.0 - scene.light_x + random.around(0.08);
    arrange_view(scene, wishes, random);
    return scene;
}

}  // namespace garden::painting::flower
