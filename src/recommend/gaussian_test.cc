#include "recommend/gaussian.h"

#include <cmath>

#include <gtest/gtest.h>

namespace garden::recommend {
namespace {

// The same by a sum over a fine grid.
Belief by_grid(const Belief& before, double factor, bool liked) {
    double total = 0, first = 0, second = 0;
    for (int i = -8000; i <= 8000; ++i) {
        const double z = i / 1000.0;
        const double x = before.mean + std::sqrt(static_cast<double>(before.variance)) * z;
        const double chance = factor / (1 + std::exp(-x));
        const double weight = std::exp(-z * z / 2) * (liked ? chance : 1 - chance);
        total += weight;
        first += weight * x;
        second += weight * x * x;
    }
    const double mean = first / total;
    return {static_cast<float>(mean), static_cast<float>(second / total - mean * mean)};
}

TEST(AfterShowing, IsTheExactPosteriorsMeanAndVariance) {
    for (const Belief& before : {Belief{-1.9F, 1}, Belief{0.5F, 0.1F}, Belief{-3, 2}}) {
        for (const float factor : {1.0F, 0.7F, 0.1F}) {
            for (const bool liked : {true, false}) {
                const Belief exact = by_grid(before, static_cast<double>(factor), liked);
                const Belief after = after_showing(before, factor, liked);
                EXPECT_NEAR(after.mean, exact.mean, 0.01) << before.mean << " " << factor << " " << liked;
                EXPECT_NEAR(after.variance, exact.variance, 0.02 * exact.variance);
            }
        }
    }
}

TEST(AfterShowing, APictureThatWasHardlyLookedAtTellsLittleWhereItIsNotLiked) {
    const Belief before{-1, 1};
    EXPECT_LT(before.mean - after_showing(before, 0.1F, false).mean,
              (before.mean - after_showing(before, 1, false).mean) / 5);
}

TEST(Carry, ChangesANumberByItsPartInAProduct) {
    Belief weight{0.5F, 2};
    const float feature = 3;
    const Belief before{weight.mean * feature, weight.variance * feature * feature}, after{2, 12};
    carry(change_between(before, after), weight, feature);
    EXPECT_NEAR(weight.mean * feature, after.mean, 1e-5);
    EXPECT_NEAR(weight.variance * feature * feature, after.variance, 1e-4);
}

TEST(Carry, ChangesASumByWhatItsPartsChange) {
    Vector ones;
    ones.fill(1);
    Vector variances;
    variances.fill(0.5F);
    Gaussian weights = independent(variances);
    Belief own{0, 2};
    const Vector direction = times(weights.covariance, ones);
    const Belief before{dot(weights.mean, ones) + own.mean, dot(direction, ones) + own.variance};
    const Belief after{1.5F, 7};
    const Change change = change_between(before, after);
    carry(change, weights, direction);
    carry(change, own);
    EXPECT_NEAR(dot(weights.mean, ones) + own.mean, after.mean, 1e-5);
    EXPECT_LT(own.variance, 2);
    // The parts alone vary more than the sum: what one takes the other gives.
    const float apart = dot(times(weights.covariance, ones), ones) + own.variance;
    EXPECT_GT(apart, after.variance);
    EXPECT_LT(apart, before.variance);
}

// A measurement `value` of weights · features, of variance 1.
void measure(Gaussian& weights, const Vector& features, float value) {
    const Vector direction = times(weights.covariance, features);
    const Belief before{dot(weights.mean, features), dot(direction, features)};
    const float after = before.variance / (before.variance + 1);
    carry(change_between(before, {before.mean + after * (value - before.mean), after}), weights, direction);
}

TEST(ChangePrior, GivesWhatWouldBeBelievedHadItBeenThePriorFromTheStart) {
    Vector narrow, wide, features;
    for (std::size_t i = 0; i < kWidth; ++i) {
        narrow[i] = 0.1F;
        wide[i] = 0.1F + 0.1F * static_cast<float>(i % 3);
        features[i] = static_cast<float>(i % 5) - 2;
    }
    Gaussian changed = independent(narrow), expected = independent(wide);
    for (Gaussian* weights : {&changed, &expected}) {
        measure(*weights, features, 3);
        features[1] += 1;
        measure(*weights, features, -1);
        features[1] -= 1;
    }
    change_prior(changed, precision_of(independent(narrow).covariance),
                 precision_of(independent(wide).covariance));
    for (std::size_t i = 0; i < kWidth; ++i) {
        EXPECT_NEAR(changed.mean[i], expected.mean[i], 1e-4);
        EXPECT_NEAR(changed.covariance[i * kWidth + 1], expected.covariance[i * kWidth + 1], 1e-4);
    }
}

TEST(Drift, TurnsAndMakesRoomForAnotherOpinion) {
    Vector features{1};
    features[1] = 1;
    Vector variances;
    variances.fill(0.1F);
    const Matrix prior = independent(variances).covariance;
    Gaussian before = independent(variances);
    before.mean[0] = -2;
    for (int i = 0; i < 200; ++i) measure(before, features, 2);
    Gaussian turned = before;
    drift(turned, -1, 0.8F, prior);
    EXPECT_EQ(turned.mean[0], before.mean[0]) << "how much is liked in general does not turn";
    EXPECT_EQ(turned.mean[1], -before.mean[1]);
    EXPECT_NEAR(turned.covariance[kWidth + 1], 0.8F * before.covariance[kWidth + 1] + 0.02F, 1e-6);
    EXPECT_NEAR(turned.covariance[1], -0.8F * before.covariance[1], 1e-6);
    Gaussian forgotten = before;
    drift(forgotten, 0, 0.8F, prior);
    EXPECT_EQ(forgotten.mean[1], 0);
    EXPECT_NEAR(forgotten.covariance[kWidth + 1], 0.1F, 1e-6);
    Gaussian unknown = independent(variances);
    drift(unknown, 0.5F, 0.8F, prior);
    EXPECT_NEAR(unknown.covariance[kWidth + 1], 0.1F, 1e-6) << "of which nothing was known";
}

TEST(Draw, HasTheCovarianceThatItIsDrawnFrom) {
    Vector variances;
    variances.fill(1);
    Gaussian weights = independent(variances);
    Vector tilted{};
    tilted[1] = tilted[2] = 1;
    // The sum of the first two of the look's numbers is nearly known.
    carry({0, 0.49F}, weights, times(weights.covariance, tilted));
    std::mt19937_64 random(1);
    double sums = 0, differences = 0;
    constexpr int kDraws = 4000;
    for (int i = 0; i < kDraws; ++i) {
        const Vector drawn = draw(weights.covariance, 1, random);
        sums += std::pow(drawn[1] + drawn[2], 2);
        differences += std::pow(drawn[1] - drawn[2], 2);
    }
    EXPECT_NEAR(sums / kDraws, 2 - 0.49 * 4, 0.02);
    EXPECT_NEAR(differences / kDraws, 2, 0.2);
}

}  // namespace
}  // namespace garden::recommend
