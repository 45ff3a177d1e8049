#pragma once

#include <array>
#include <cstddef>
#include <random>

#include "image/look.h"

namespace garden::recommend {

// A one, for what does not depend on the look, and a picture's look.
inline constexpr std::size_t kWidth = 1 + image::kLookSize;
using Vector = std::array<float, kWidth>;
using Matrix = std::array<float, kWidth * kWidth>;  // symmetric, row after row

float dot(const Vector& a, const Vector& b);
Vector times(const Matrix& matrix, const Vector& vector);

// What is believed of a vector of weights: a normal distribution.
struct Gaussian {
    Vector mean{};
    Matrix covariance{};
};

// Weights around 0, independent of each other, of these variances.
Gaussian independent(const Vector& variances);

// What is believed of a number: a normal distribution.
struct Belief {
    float mean = 0;
    float variance = 0;
};

// How a belief of a number changed.
struct Change {
    float gain = 0;  // of its mean, for each unit of its variance before
    float loss = 0;  // of its variance, for each squared unit of its variance before; negative: it grew
};

// One step of a Kalman filter: the change of what is believed of a sum, carried to a part of it: to a number,
// to the product of a number with a feature, and to that of weights with features, where `direction` is
// covariance · features.
void carry(const Change& change, Gaussian& weights, const Vector& direction);
void carry(const Change& change, Belief& part, float feature = 1);
Change change_between(const Belief& before, const Belief& after);

// The inverse of a covariance; in double, for a posterior's differs little from its prior's where little was
// learned.
using Precision = std::array<double, kWidth * kWidth>;
Precision precision_of(const Matrix& covariance);

// What would be believed had the prior been `after` instead of `before`.
void change_prior(Gaussian& weights, const Precision& before, const Precision& after);

// What is believed of weights that drifted: they are `kept`, from -1 (they turned) to 1, times what they
// were, and the less of that is left, and beyond `most` in any case, the more of what was known gives way to
// the prior. The first weight, which belongs to no feature, keeps its size.
void drift(Gaussian& weights, float kept, float most, const Matrix& prior);

// A draw from a normal distribution with mean 0, `scale` standard deviations wide.
Vector draw(const Matrix& covariance, float scale, std::mt19937_64& random);

// What is believed of the log-odds of a like after one picture was shown: the normal distribution with the
// mean and variance of the exact posterior (assumed density filtering: Opper, "A Bayesian approach to on-line
// learning", 1998), by Gauss-Hermite quadrature. A like has the probability factor · σ(log-odds); `factor`,
// in (0, 1], is the chance that the picture is looked at and still new enough to be liked.
// `before` has a variance over 0.
Belief after_showing(const Belief& before, float factor, bool liked);

}  // namespace garden::recommend
