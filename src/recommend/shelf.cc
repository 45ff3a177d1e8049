#include "recommend/shelf.h"

#include <cmath>

namespace garden::recommend {
namespace {

// Of the deviation of what is believed of a picture itself, the part that is explored.
constexpr float kExplored = 0.3F;

// Noise of mean 0 and deviation 1 for each picture, flat between ±√3: a hash (the finaliser of MurmurHash3,
// A. Appleby) instead of a generator, for the compiler makes vectors of it.
float noise(std::uint32_t seed, std::uint32_t salt) {
    std::uint32_t hash = seed ^ salt;
    hash ^= hash >> 16;
    hash *= 0x85EBCA6BU;
    hash ^= hash >> 13;
    hash *= 0xC2B2AE35U;
    hash ^= hash >> 16;
    constexpr float scale = 3.4641016F / 4294967296.0F;
    return static_cast<float>(static_cast<std::int32_t>(hash)) * scale;
}

template <typename T>
void move_last_to(std::vector<T>& values, std::size_t slot) {
    values[slot] = values.back();
    values.pop_back();
}

}  // namespace

std::size_t Shelf::add(PictureNumber picture, std::uint32_t salt, Timestamp added_at) {
    pictures_.push_back(picture);
    salts_.push_back(salt);
    added_.push_back(added_at);
    features_.push_back({});
    all_.push_back(0);
    for (auto& values : generations_) values.push_back(0);
    for (auto& values : genders_) values.push_back(0);
    deviations_.push_back(0);
    shown_.push_back(0);
    return pictures_.size() - 1;
}

PictureNumber Shelf::remove(std::size_t slot) {
    const PictureNumber moved = pictures_.back();
    move_last_to(pictures_, slot);
    move_last_to(salts_, slot);
    move_last_to(added_, slot);
    move_last_to(features_, slot);
    move_last_to(all_, slot);
    for (auto& values : generations_) move_last_to(values, slot);
    for (auto& values : genders_) move_last_to(values, slot);
    move_last_to(deviations_, slot);
    move_last_to(shown_, slot);
    return moved;
}

void Shelf::set(std::size_t slot, const Vector& features, const Effects& effects, bool is_shown) {
    features_[slot] = whole_features(features, effects);
    all_[slot] = effects.all.mean;
    for (std::size_t i = 0; i < kGenerations; ++i) generations_[i][slot] = effects.generations[i].mean;
    for (std::size_t i = 0; i < kGenders; ++i) genders_[i][slot] = effects.genders[i].mean;
    // The unknown generation and gender stand for what is least known of the picture.
    deviations_[slot] = std::sqrt(effects.all.variance + effects.generations.back().variance +
                                  effects.genders.back().variance);
    shown_[slot] = is_shown ? 1 : 0;
}

std::optional<std::size_t> Shelf::longest_unseen() const {
    std::optional<std::size_t> longest;
    for (std::size_t slot = 0; slot < size(); ++slot) {
        if (shown_[slot] != 0) continue;
        if (!longest || added_[slot] < added_[*longest] ||
            (added_[slot] == added_[*longest] && comes_first(slot, *longest)))
            longest = slot;
    }
    return longest;
}

void Shelf::score(const Mood& mood, const Vector& weights, std::optional<std::uint64_t> seed,
                  std::vector<float>& scores) const {
    const std::size_t count = size();
    scores.resize(count);
    const float* generation = generations_[mood.generation].data();
    const float* gender = genders_[mood.gender].data();
    const auto short_seed = static_cast<std::uint32_t>(seed.value_or(0) ^ (seed.value_or(0) >> 32));
    const float explored = seed ? kExplored : 0;
    for (std::size_t i = 0; i < count; ++i) {
        scores[i] =
            all_[i] + generation[i] + gender[i] + explored * deviations_[i] * noise(short_seed, salts_[i]);
    }
    for (std::size_t i = 0; i < count; ++i) scores[i] += dot(weights, features_[i]);
}

}  // namespace garden::recommend
