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
constexpr Belief kNearness{1, 4};

// Hidden features: their variance, and the deviation of the chance that they begin with.
constexpr float kHiddenVariance = 1;
constexpr float kHiddenChance = 0.15F;

// Of the deviation of the weights, the part that is explored.
constexpr float kExplored = 0.2F;

// How many visitors, and generations or genders, the fixed prior counts as.
constexpr float kPriorVisitors = 60;
constexpr float kPriorGroups = 30;

// Tastes have drifted where likes are five deviations below what is expected, over a mean that forgets of so
// many showings; none is looked for in twice as many after.
constexpr float kSurprise = 5;
constexpr float kSurpriseMemory = 400;
constexpr int kCalm = 800;
// Then the next showings tell how much of the tastes is left: nothing is expected, and they may have turned.
constexpr int kTurning = 400;
constexpr Belief kTurn{0, 1};
// A drift leaves something open, though all seems to be left: of what was known of weights so much is kept at
// most. And so much of a picture's first variance is added to its effects, up to that.
constexpr float kMostKept = 0.9F;
constexpr float kDriftPicture = 0.3F;
constexpr float kEmotionBaseDrift = 0.1F;

// VisitorTaste::prior of one that no prior explains any longer.
constexpr std::uint32_t kNoPrior = ~std::uint32_t{0};

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

// The covariance that vectors of which this is believed seem to be drawn from, `first` counting as `weight`
// of them.
Matrix learned_prior(const Matrix& first, float weight, const std::vector<const Gaussian*>& all) {
    Matrix sum = first;
    for (float& value : sum) value *= weight;
    for (const Gaussian* one : all) {
        for (std::size_t i = 0; i < kWidth; ++i) {
            const float* row = &one->covariance[i * kWidth];
            float* target = &sum[i * kWidth];
            for (std::size_t j = 0; j < kWidth; ++j) target[j] += row[j] + one->mean[i] * one->mean[j];
        }
    }
    const float count = weight + static_cast<float>(all.size());
    for (float& value : sum) value /= count;
    return sum;
}

// Learns their prior, and what would be believed of each had it been the prior from the start.
void bring_to_prior(const std::vector<Gaussian*>& all, const Matrix& first, Matrix& prior) {
    const Precision before = precision_of(prior);
    prior = learned_prior(first, kPriorGroups, {all.begin(), all.end()});
    const Precision after = precision_of(prior);
    for (Gaussian* one : all) change_prior(*one, before, after);
}

// E[σ(x)] of a normal x (MacKay, "The evidence framework applied to classification networks", 1992).
float mean_chance(const Belief& log_odds) {
    return logistic(log_odds.mean / std::sqrt(1 + std::numbers::pi_v<float> / 8 * log_odds.variance));
}

}  // namespace

// The log-odds, and covariance · features of each weight vector.
struct Taste::Sum {
    Belief belief;
    std::array<Vector, 4> directions;  // emotion, generation, gender, visitor
    Vector weights{};                  // of the features: what hidden ones are multiplied with
    float tastes = 0;                  // their part of the log-odds, before it turns
};

Vector whole_features(const Vector& features, const Effects& effects) {
    Vector whole;
    for (std::size_t i = 0; i < kWidth; ++i) whole[i] = features[i] + effects.hidden[i];
    return whole;
}

Taste::Taste()
    : nearness_(kNearness),
      generation_prior_(prior(kGenerationVariance, kGenerationVariance).covariance),
      gender_prior_(prior(kGenderVariance, kGenderVariance).covariance),
      visitor_prior_(prior(kVisitorBaseVariance, kVisitorVariance).covariance),
      visitor_precisions_{precision_of(visitor_prior_)} {
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

std::array<const Gaussian*, 4> Taste::parts_of(const Mood& mood, const VisitorTaste& visitor) const {
    return {&emotions_[mood.emotion], &generations_[mood.emotion][mood.generation],
            &genders_[mood.emotion][mood.gender], &visitor.weights};
}

Effects Taste::new_effects(std::uint64_t seed) {
    Effects effects{kPicture, {}, {}, {}, {}};
    effects.generations.fill(kPictureGeneration);
    effects.genders.fill(kPictureGender);
    std::mt19937_64 random(seed);
    std::normal_distribution<float> chance(0, kHiddenChance);
    for (std::size_t i = 1; i < kWidth; ++i) {
        effects.hidden[i] = chance(random);
        effects.hidden_variances[i] = kHiddenVariance;
    }
    return effects;
}

VisitorTaste Taste::new_visitor() const {
    return {{{}, visitor_prior_}, static_cast<std::uint32_t>(visitor_precisions_.size() - 1), drifts()};
}

Taste::Sum Taste::sum_of(const Mood& mood, const VisitorTaste& visitor, const Effects& effects,
                         const Vector& features, float nearness) const {
    Sum sum;
    const Vector whole = whole_features(features, effects);
    const auto weights = parts_of(mood, visitor);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        sum.directions[i] = times(weights[i]->covariance, whole);
        sum.belief.mean += dot(weights[i]->mean, whole);
        sum.belief.variance += dot(sum.directions[i], whole);
        for (std::size_t j = 1; j < kWidth; ++j) sum.weights[j] += weights[i]->mean[j];
    }
    for (std::size_t j = 1; j < kWidth; ++j) sum.tastes += sum.weights[j] * whole[j];
    sum.belief.mean += (turn_.mean - 1) * sum.tastes + nearness_.mean * nearness;
    sum.belief.variance += turn_.variance * sum.tastes * sum.tastes;
    sum.belief.variance += nearness_.variance * nearness * nearness;
    for (std::size_t j = 1; j < kWidth; ++j)
        sum.belief.variance += effects.hidden_variances[j] * sum.weights[j] * sum.weights[j];
    for (const Belief* effect :
         {&effects.all, &effects.generations[mood.generation], &effects.genders[mood.gender]}) {
        sum.belief.mean += effect->mean;
        sum.belief.variance += effect->variance;
    }
    return sum;
}

void Taste::carry_to_all(const Change& change, const Showing& showing, VisitorTaste& visitor,
                         Effects& effects, const Sum& sum) {
    carry(change, effects.all);
    if (is_turning()) {
        carry(change, turn_, sum.tastes);
        return;
    }
    const Mood& mood = showing.mood;
    carry(change, emotions_[mood.emotion], sum.directions[0]);
    carry(change, generations_[mood.emotion][mood.generation], sum.directions[1]);
    carry(change, genders_[mood.emotion][mood.gender], sum.directions[2]);
    carry(change, visitor.weights, sum.directions[3]);
    carry(change, nearness_, showing.nearness);
    carry(change, effects.generations[mood.generation]);
    carry(change, effects.genders[mood.gender]);
    for (std::size_t j = 1; j < kWidth; ++j) {
        const float direction = effects.hidden_variances[j] * sum.weights[j];
        effects.hidden[j] += direction * change.gain;
        effects.hidden_variances[j] = std::clamp(
            effects.hidden_variances[j] - direction * direction * change.loss, 0.0F, kHiddenVariance);
    }
}

Evidence Taste::learn(const Showing& showing, VisitorTaste& visitor, Effects& effects,
                      const Vector& features) {
    const Sum sum = sum_of(showing.mood, visitor, effects, features, showing.nearness);
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
    carry_to_all(change_between(sum.belief, after), showing, visitor, effects, sum);
    const float precision = 1 / after.variance - 1 / sum.belief.variance;
    const Evidence evidence = {precision, after.mean / after.variance - sum.belief.mean / sum.belief.variance,
                               is_turning()};
    if (turning_ > 0) --turning_;
    // Last: of a drift that is noticed now, this showing tells nothing yet.
    note_surprise(expected * place * repeat, showing.liked);
    return evidence;
}

void Taste::learn_late_like(const Showing& showing, const Evidence& evidence, VisitorTaste& visitor,
                            Effects& effects, const Vector& features) {
    const Sum sum = sum_of(showing.mood, visitor, effects, features, showing.nearness);
    const Belief& now = sum.belief;
    const float precision = 1 / now.variance - evidence.precision;
    // It is taken back only from what learned it.
    if (evidence.is_of_turn == is_turning() && precision * now.variance > 1 / kMostGrowth) {
        const float variance = 1 / precision;
        const Belief without{variance * (now.mean / now.variance - evidence.shift), variance};
        carry_to_all(change_between(now, without), showing, visitor, effects, sum);
    }
    // The expectation was counted when it was shown.
    ++surprise_;
    if (showing.place > 0) ++places_[std::min(showing.place, kPlaces - 1)].likes;
    if (showing.repeats > 0) ++repeats_[std::min(showing.repeats, kRepeats - 1)].likes;
    const Sum again = sum_of(showing.mood, visitor, effects, features, showing.nearness);
    const Belief after =
        after_showing(again.belief, place_factor(showing.place) * repeat_factor(showing.repeats), true);
    carry_to_all(change_between(again.belief, after), showing, visitor, effects, again);
}

void Taste::learn_priors(const std::vector<VisitorTaste>& visitors) {
    std::vector<const Gaussian*> known;
    known.reserve(visitors.size());
    for (const VisitorTaste& visitor : visitors) known.push_back(&visitor.weights);
    visitor_prior_ =
        learned_prior(prior(kVisitorBaseVariance, kVisitorVariance).covariance, kPriorVisitors, known);
    visitor_precisions_.push_back(precision_of(visitor_prior_));
    // A drift has put into what is believed what no prior explains.
    if (drifts() > 0) return;
    std::vector<Gaussian*> generations, genders;
    for (std::size_t emotion = 0; emotion < kEmotions; ++emotion) {
        // The last are those of which it is not known.
        for (std::size_t i = 0; i + 1 < kGenerations; ++i) generations.push_back(&generations_[emotion][i]);
        for (std::size_t i = 0; i + 1 < kGenders; ++i) genders.push_back(&genders_[emotion][i]);
    }
    bring_to_prior(generations, prior(kGenerationVariance, kGenerationVariance).covariance,
                   generation_prior_);
    bring_to_prior(genders, prior(kGenderVariance, kGenderVariance).covariance, gender_prior_);
}

void Taste::update(VisitorTaste& visitor) const {
    for (; visitor.drifts < drifts(); ++visitor.drifts) {
        drift(visitor.weights, turns_[visitor.drifts], kMostKept, visitor_prior_);
        visitor.prior = kNoPrior;
    }
    const auto latest = static_cast<std::uint32_t>(visitor_precisions_.size() - 1);
    if (visitor.prior == kNoPrior || visitor.prior == latest) return;
    change_prior(visitor.weights, visitor_precisions_[visitor.prior], visitor_precisions_[latest]);
    visitor.prior = latest;
}

void Taste::loosen_effects(Effects& effects) {
    const auto widen = [](Belief& belief, const Belief& first) {
        belief.variance = std::min(first.variance, belief.variance + kDriftPicture * first.variance);
    };
    widen(effects.all, kPicture);
    for (Belief& belief : effects.generations) widen(belief, kPictureGeneration);
    for (Belief& belief : effects.genders) widen(belief, kPictureGender);
}

void Taste::note_surprise(float expected, bool liked) {
    constexpr float kept = 1 - 1 / kSurpriseMemory;
    surprise_ = kept * surprise_ + (liked ? 1.0F : 0.0F) - expected;
    surprise_variance_ = kept * kept * surprise_variance_ + expected * (1 - expected);
    if (calm_ > 0) {
        --calm_;
    } else if (surprise_ < -kSurprise * std::sqrt(surprise_variance_)) {
        calm_ = kCalm;
        surprise_ = surprise_variance_ = 0;
        turning_ = kTurning;
        turn_ = kTurn;
    }
}

bool Taste::settle() {
    if (!is_turning() || turning_ > 0) return false;
    const float kept = std::clamp(turn_.mean, -1.0F, 1.0F);
    turns_.push_back(kept);
    turn_ = {1, 0};
    nearness_.variance = kNearness.variance;
    const Matrix emotion_prior = prior(kEmotionBaseDrift, kEmotionVariance).covariance;
    for (std::size_t emotion = 0; emotion < kEmotions; ++emotion) {
        drift(emotions_[emotion], kept, kMostKept, emotion_prior);
        for (Gaussian& one : generations_[emotion]) drift(one, kept, kMostKept, generation_prior_);
        for (Gaussian& one : genders_[emotion]) drift(one, kept, kMostKept, gender_prior_);
    }
    return true;
}

Vector Taste::mean_weights(const Mood& mood, const VisitorTaste& visitor) const {
    Vector sum{};
    for (const Gaussian* part : parts_of(mood, visitor)) {
        for (std::size_t i = 0; i < kWidth; ++i) sum[i] += part->mean[i];
    }
    for (std::size_t i = 1; i < kWidth; ++i) sum[i] *= turn_.mean;
    return sum;
}

Vector Taste::weights(const Mood& mood, const VisitorTaste& visitor, std::mt19937_64& random) const {
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

Parts Taste::parts(const Mood& mood, const VisitorTaste& visitor, const Effects& effects,
                   const Vector& features, float nearness) const {
    const Vector whole = whole_features(features, effects);
    const float base = emotions_[mood.emotion].mean[0];
    const auto said_by = [&](const Gaussian& weights) {
        const float own = weights.mean[0] * whole[0];
        return own + turn_.mean * (dot(weights.mean, whole) - own);
    };
    return {.base = base,
            .look = said_by(emotions_[mood.emotion]) - base,
            .generation = said_by(generations_[mood.emotion][mood.generation]),
            .gender = said_by(genders_[mood.emotion][mood.gender]),
            .visitor = said_by(visitor.weights),
            .picture = effects.all.mean + effects.generations[mood.generation].mean +
                       effects.genders[mood.gender].mean,
            .also_liked = nearness_.mean * nearness,
            .variance = sum_of(mood, visitor, effects, features, nearness).belief.variance};
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
