#include "recommend/taste.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace garden::recommend {
namespace {

// Variances of what is believed at first, in squared log-odds; a look has thirty numbers of deviation 1.
// Chosen by what simulated visitors liked best (docs/recommendations.md).
constexpr float kBase = -1.9F;  // log-odds of a like of which nothing is known: 13 %
constexpr float kBaseVariance = 1;
constexpr float kEmotionVariance = 0.012F;
constexpr float kGenerationVariance = 0.02F;
constexpr float kGenderVariance = 0.012F;
constexpr float kVisitorVariance = 0.045F;
constexpr float kVisitorBaseVariance = 0.3F;
constexpr Belief kPicture{0, 0.5F};
constexpr Belief kPictureGeneration{0, 0.15F};
constexpr Belief kPictureGender{0, 0.1F};

// Of the deviation of the weights, the part that is explored.
constexpr float kExplored = 0.2F;
// How many visitors the fixed prior of a visitor counts as.
constexpr float kPriorVisitors = 60;

// Until likes tell, each place is looked at a tenth less than the one above, down to half; and each repeat
// halves the chance. Weights are in expected likes.
constexpr float kPlaceWeight = 20;
constexpr float kRepeatWeight = 10;
// Factors stay above this, so that one like too many does not divide by nothing.
constexpr float kLeastFactor = 0.02F;
// Evidence is taken back only as far as a variance stays finite.
constexpr float kMostGrowth = 100;

Gaussian prior(float base, float look) {
    Vector variances;
    variances.fill(look);
    variances[0] = base;
    return independent(variances);
}

float logistic(float log_odds) { return 1 / (1 + std::exp(-log_odds)); }

// E[σ(x)] of a normal x (MacKay, "The evidence framework applied to classification networks", 1992).
float mean_chance(const Belief& log_odds) {
    return logistic(log_odds.mean / std::sqrt(1 + std::numbers::pi_v<float> / 8 * log_odds.variance));
}

}  // namespace

// The log-odds, and covariance · features of each weight vector.
struct Taste::Sum {
    Belief belief;
    std::array<Vector, 4> directions;  // emotion, generation, gender, visitor
};

Taste::Taste() : new_visitor_(prior(kVisitorBaseVariance, kVisitorVariance)) {
    emotions_.fill(prior(kBaseVariance, kEmotionVariance));
    for (Gaussian& emotion : emotions_) emotion.mean[0] = kBase;
    for (auto& emotion : generations_) emotion.fill(prior(kGenerationVariance, kGenerationVariance));
    for (auto& emotion : genders_) emotion.fill(prior(kGenderVariance, kGenderVariance));
    for (std::size_t i = 0; i < kPlaces; ++i) {
        const float looked_at = std::max(0.5F, 1 - 0.1F * static_cast<float>(i));
        places_[i] = {kPlaceWeight * looked_at, kPlaceWeight};
    }
    for (std::size_t i = 0; i < kRepeats; ++i)
        repeats_[i] = {kRepeatWeight * std::pow(0.5F, static_cast<float>(i)), kRepeatWeight};
}

std::array<const Gaussian*, 4> Taste::parts_of(const Mood& mood, const Gaussian& visitor) const {
    return {&emotions_[mood.emotion], &generations_[mood.emotion][mood.generation],
            &genders_[mood.emotion][mood.gender], &visitor};
}

Effects Taste::new_effects() const {
    Effects effects{kPicture, {}, {}};
    effects.generations.fill(kPictureGeneration);
    effects.genders.fill(kPictureGender);
    return effects;
}

Taste::Sum Taste::sum_of(const Mood& mood, const Gaussian& visitor, const Effects& effects,
                         const Vector& features) const {
    Sum sum;
    const auto weights = parts_of(mood, visitor);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum.directions[i] = times(weights[i]->covariance, features);
        sum.belief.mean += dot(weights[i]->mean, features);
        sum.belief.variance += dot(sum.directions[i], features);
    }
    for (const Belief* effect :
         {&effects.all, &effects.generations[mood.generation], &effects.genders[mood.gender]}) {
        sum.belief.mean += effect->mean;
        sum.belief.variance += effect->variance;
    }
    return sum;
}

void Taste::carry_to_all(const Change& change, const Mood& mood, Gaussian& visitor, Effects& effects,
                         const Sum& sum) {
    carry(change, emotions_[mood.emotion], sum.directions[0]);
    carry(change, generations_[mood.emotion][mood.generation], sum.directions[1]);
    carry(change, genders_[mood.emotion][mood.gender], sum.directions[2]);
    carry(change, visitor, sum.directions[3]);
    carry(change, effects.all);
    carry(change, effects.generations[mood.generation]);
    carry(change, effects.genders[mood.gender]);
}

Evidence Taste::learn(const Showing& showing, Gaussian& visitor, Effects& effects, const Vector& features) {
    const Sum sum = sum_of(showing.mood, visitor, effects, features);
    const float place = place_factor(showing.place);
    const float repeat = repeat_factor(showing.repeats);
    const float expected = mean_chance(sum.belief);
    const float liked = showing.liked ? 1 : 0;
    if (showing.place > 0) {
        Ratio& ratio = places_[std::min(showing.place, kPlaces - 1)];
        ratio.likes += liked;
        ratio.expected += expected * repeat;
    }
    if (showing.repeats > 0) {
        Ratio& ratio = repeats_[std::min(showing.repeats, kRepeats - 1)];
        ratio.likes += liked;
        ratio.expected += expected * place;
    }
    const Belief after = after_showing(sum.belief, place * repeat, showing.liked);
    carry_to_all(change_between(sum.belief, after), showing.mood, visitor, effects, sum);
    const float precision = 1 / after.variance - 1 / sum.belief.variance;
    return {precision, after.mean / after.variance - sum.belief.mean / sum.belief.variance};
}

void Taste::learn_late_like(const Showing& showing, const Evidence& evidence, Gaussian& visitor,
                            Effects& effects, const Vector& features) {
    const Sum sum = sum_of(showing.mood, visitor, effects, features);
    const Belief& now = sum.belief;
    const float precision = 1 / now.variance - evidence.precision;
    if (precision * now.variance > 1 / kMostGrowth) {
        const float variance = 1 / precision;
        const Belief without{variance * (now.mean / now.variance - evidence.shift), variance};
        carry_to_all(change_between(now, without), showing.mood, visitor, effects, sum);
    }
    // The expectation was counted when it was shown.
    if (showing.place > 0) ++places_[std::min(showing.place, kPlaces - 1)].likes;
    if (showing.repeats > 0) ++repeats_[std::min(showing.repeats, kRepeats - 1)].likes;
    const Sum again = sum_of(showing.mood, visitor, effects, features);
    const Belief after =
        after_showing(again.belief, place_factor(showing.place) * repeat_factor(showing.repeats), true);
    carry_to_all(change_between(again.belief, after), showing.mood, visitor, effects, again);
}

void Taste::learn_from_visitors(const std::vector<const Gaussian*>& visitors) {
    Matrix sum = prior(kVisitorBaseVariance, kVisitorVariance).covariance;
    for (float& value : sum) value *= kPriorVisitors;
    for (const Gaussian* visitor : visitors) {
        for (std::size_t i = 0; i < kWidth; ++i) {
            const float* row = &visitor->covariance[i * kWidth];
            const float mean = visitor->mean[i];
            float* target = &sum[i * kWidth];
            for (std::size_t j = 0; j < kWidth; ++j) target[j] += row[j] + mean * visitor->mean[j];
        }
    }
    const float count = kPriorVisitors + static_cast<float>(visitors.size());
    for (std::size_t i = 0; i < sum.size(); ++i) new_visitor_.covariance[i] = sum[i] / count;
}

Vector Taste::mean_weights(const Mood& mood, const Gaussian& visitor) const {
    Vector sum{};
    for (const Gaussian* part : parts_of(mood, visitor)) {
        for (std::size_t i = 0; i < kWidth; ++i) sum[i] += part->mean[i];
    }
    return sum;
}

Vector Taste::weights(const Mood& mood, const Gaussian& visitor, std::mt19937_64& random) const {
    Matrix covariance{};
    for (const Gaussian* part : parts_of(mood, visitor)) {
        for (std::size_t i = 0; i < covariance.size(); ++i) covariance[i] += part->covariance[i];
    }
    const Vector drawn = draw(covariance, kExplored, random);
    Vector weights = mean_weights(mood, visitor);
    // How much a visitor likes pictures in general changes nothing of their order.
    for (std::size_t i = 1; i < kWidth; ++i) weights[i] += drawn[i];
    return weights;
}

Parts Taste::parts(const Mood& mood, const Gaussian& visitor, const Effects& effects,
                   const Vector& features) const {
    const float base = emotions_[mood.emotion].mean[0];
    return {.base = base,
            .look = dot(emotions_[mood.emotion].mean, features) - base,
            .generation = dot(generations_[mood.emotion][mood.generation].mean, features),
            .gender = dot(genders_[mood.emotion][mood.gender].mean, features),
            .visitor = dot(visitor.mean, features),
            .picture = effects.all.mean + effects.generations[mood.generation].mean +
                       effects.genders[mood.gender].mean,
            .variance = sum_of(mood, visitor, effects, features).belief.variance};
}

float Taste::place_factor(std::size_t place) const {
    if (place == 0) return 1;
    const Ratio& ratio = places_[std::min(place, kPlaces - 1)];
    return std::clamp(ratio.likes / ratio.expected, kLeastFactor, 1.0F);
}

float Taste::repeat_factor(std::size_t repeats) const {
    if (repeats == 0) return 1;
    const Ratio& ratio = repeats_[std::min(repeats, kRepeats - 1)];
    return std::clamp(ratio.likes / ratio.expected, kLeastFactor, 1.0F);
}

}  // namespace garden::recommend
