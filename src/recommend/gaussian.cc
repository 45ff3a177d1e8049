#include "recommend/gaussian.h"

#include <algorithm>
#include <cmath>

namespace garden::recommend {
namespace {

// Gauss-Hermite quadrature of seven points for the standard normal distribution: exact for polynomials up to
// the 13th degree (Abramowitz and Stegun, table 25.10, scaled by √2 and 1/√π).
struct Node {
    float place, weight;
};
constexpr std::array<Node, 7> kNodes = {{
    {-3.7504397F, 5.4826886e-4F},
    {-2.3667594F, 3.0757124e-2F},
    {-1.1544054F, 0.24012318F},
    {0, 0.45714286F},
    {1.1544054F, 0.24012318F},
    {2.3667594F, 3.0757124e-2F},
    {3.7504397F, 5.4826886e-4F},
}};

// Variances never reach 0, whatever rounding does.
constexpr float kLeastVariance = 1e-6F;

// L with L·Lᵀ = matrix, below its diagonal too; a direction without variance gets none.
Matrix cholesky(const Matrix& matrix) {
    Matrix lower{};
    for (std::size_t j = 0; j < kWidth; ++j) {
        for (std::size_t i = j; i < kWidth; ++i) {
            float sum = matrix[i * kWidth + j];
            for (std::size_t k = 0; k < j; ++k) sum -= lower[i * kWidth + k] * lower[j * kWidth + k];
            if (i == j) {
                lower[j * kWidth + j] = std::sqrt(std::max(sum, 0.0F));
            } else {
                const float pivot = lower[j * kWidth + j];
                lower[i * kWidth + j] = pivot > kLeastVariance ? sum / pivot : 0;
            }
        }
    }
    return lower;
}

// Gauss and Jordan's elimination; a covariance needs no exchange of rows.
Precision inverse(Precision matrix) {
    Precision result{};
    for (std::size_t i = 0; i < kWidth; ++i) result[i * kWidth + i] = 1;
    for (std::size_t c = 0; c < kWidth; ++c) {
        double* pivot_row = &matrix[c * kWidth];
        double* result_row = &result[c * kWidth];
        const double pivot = pivot_row[c];
        for (std::size_t j = 0; j < kWidth; ++j) {
            pivot_row[j] /= pivot;
            result_row[j] /= pivot;
        }
        for (std::size_t i = 0; i < kWidth; ++i) {
            const double factor = matrix[i * kWidth + c];
            if (i == c || factor == 0) continue;
            for (std::size_t j = 0; j < kWidth; ++j) {
                matrix[i * kWidth + j] -= factor * pivot_row[j];
                result[i * kWidth + j] -= factor * result_row[j];
            }
        }
    }
    return result;
}

}  // namespace

float dot(const Vector& a, const Vector& b) {
    // Four sums side by side, which the compiler may not make of one.
    std::array<float, 4> sums{};
    for (std::size_t i = 0; i < kWidth; i += 4) {
        for (std::size_t k = 0; k < 4; ++k) sums[k] += a[i + k] * b[i + k];
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

Vector times(const Matrix& matrix, const Vector& vector) {
    // By columns, which are the rows of a symmetric matrix: sums side by side.
    Vector product{};
    for (std::size_t j = 0; j < kWidth; ++j) {
        const float* row = &matrix[j * kWidth];
        for (std::size_t i = 0; i < kWidth; ++i) product[i] += row[i] * vector[j];
    }
    return product;
}

Gaussian independent(const Vector& variances) {
    Gaussian weights;
    for (std::size_t i = 0; i < kWidth; ++i) weights.covariance[i * kWidth + i] = variances[i];
    return weights;
}

Change change_between(const Belief& before, const Belief& after) {
    return {(after.mean - before.mean) / before.variance,
            (before.variance - after.variance) / before.variance / before.variance};
}

void carry(const Change& change, Gaussian& weights, const Vector& direction) {
    // The root on both sides keeps the matrix symmetric in floating point.
    const float root = std::sqrt(std::abs(change.loss));
    const float sign = change.loss < 0 ? -1.0F : 1.0F;
    Vector scaled;
    for (std::size_t i = 0; i < kWidth; ++i) {
        weights.mean[i] += direction[i] * change.gain;
        scaled[i] = direction[i] * root;
    }
    for (std::size_t i = 0; i < kWidth; ++i) {
        float* row = &weights.covariance[i * kWidth];
        const float factor = sign * scaled[i];
        for (std::size_t j = 0; j < kWidth; ++j) row[j] -= factor * scaled[j];
        row[i] = std::max(row[i], kLeastVariance);
    }
}

void carry(const Change& change, Belief& part, float feature) {
    const float direction = part.variance * feature;
    part.mean += direction * change.gain;
    part.variance = std::max(part.variance - direction * direction * change.loss, kLeastVariance);
}

Precision precision_of(const Matrix& covariance) {
    Precision matrix;
    std::ranges::copy(covariance, matrix.begin());
    return inverse(matrix);
}

void change_prior(Gaussian& weights, const Precision& before, const Precision& after) {
    Precision precision = precision_of(weights.covariance);
    std::array<double, kWidth> information{};
    for (std::size_t i = 0; i < kWidth; ++i) {
        for (std::size_t j = 0; j < kWidth; ++j)
            information[i] += precision[i * kWidth + j] * static_cast<double>(weights.mean[j]);
    }
    for (std::size_t i = 0; i < precision.size(); ++i) precision[i] += after[i] - before[i];
    const Precision covariance = inverse(precision);
    for (std::size_t i = 0; i < kWidth; ++i) {
        double mean = 0;
        for (std::size_t j = 0; j < kWidth; ++j) {
            mean += covariance[i * kWidth + j] * information[j];
            // Symmetric, whatever rounding did.
            weights.covariance[i * kWidth + j] =
                static_cast<float>((covariance[i * kWidth + j] + covariance[j * kWidth + i]) / 2);
        }
        weights.mean[i] = static_cast<float>(mean);
    }
}

void drift(Gaussian& weights, float kept, float most, const Matrix& prior) {
    const float known = std::min(std::abs(kept), most);
    for (std::size_t j = 1; j < kWidth; ++j) weights.mean[j] *= kept;
    for (std::size_t i = 0; i < kWidth; ++i) {
        for (std::size_t j = 0; j < kWidth; ++j) {
            // The first does not turn with the others.
            const bool turns = kept < 0 && (i == 0) != (j == 0);
            float& value = weights.covariance[i * kWidth + j];
            value = (turns ? -known : known) * value + (1 - known) * prior[i * kWidth + j];
        }
    }
}

Vector draw(const Matrix& covariance, float scale, std::mt19937_64& random) {
    const Matrix lower = cholesky(covariance);
    std::normal_distribution<float> normal(0, scale);
    Vector drawn{};
    for (std::size_t j = 0; j < kWidth; ++j) {
        const float number = normal(random);
        for (std::size_t i = j; i < kWidth; ++i) drawn[i] += lower[i * kWidth + j] * number;
    }
    return drawn;
}

Belief after_showing(const Belief& before, float factor, bool liked) {
    const float deviation = std::sqrt(before.variance);
    float total = 0, first = 0, second = 0;
    for (const Node& node : kNodes) {
        const float chance = factor / (1 + std::exp(-(before.mean + deviation * node.place)));
        const float weight = node.weight * (liked ? chance : 1 - chance);
        total += weight;
        first += weight * node.place;
        second += weight * node.place * node.place;
    }
    if (!(total > 0)) return before;  // log-odds so extreme that the chance is 0 in floating point
    const float shift = first / total;
    const float spread = second / total - shift * shift;
    return {before.mean + deviation * shift,
            std::clamp(before.variance * spread, kLeastVariance, before.variance)};
}

}  // namespace garden::recommend
