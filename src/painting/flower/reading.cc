#include "painting/flower/reading.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace garden::painting::flower {
namespace {

constexpr double kEmphasis = 1.1;  // of one pair of parentheses, as the common image generators count it
constexpr double kMostWeight = 10.0;

bool separates(char c) {
    return static_cast<unsigned char>(c) < 0x80 &&
           std::string_view("abcdefghijklmnopqrstuvwxyz0123456789:.").find(c) == std::string_view::npos;
}

// Takes ": 2.0" off the end of what was read since `start`; without it the factor of the bracket alone.
double factor_of(Reading& reading, std::size_t start, double otherwise) {
    const std::size_t colon = reading.text.rfind(':');
    if (colon == std::string::npos || colon < start) return otherwise;
    const std::string_view number = trim(std::string_view(reading.text).substr(colon + 1));
    double value = 0.0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (error != std::errc() || end != number.data() + number.size() || !std::isfinite(value))
        return otherwise;
    reading.text.resize(colon);
    reading.weights.resize(colon);
    return std::clamp(value, 0.0, kMostWeight);
}

void append(Reading& reading, char c) {
    reading.text.push_back(c);
    reading.weights.push_back(1.0);
}

// Colons and points separate words too, once no number is read any more.
Reading with_single_spaces(const Reading& loose) {
    Reading reading;
    for (std::size_t i = 0; i < loose.text.size(); ++i) {
        const char c = loose.text[i] == ':' || loose.text[i] == '.' ? ' ' : loose.text[i];
        if (c == ' ' && reading.text.ends_with(' ')) continue;
        reading.text.push_back(c);
        reading.weights.push_back(loose.weights[i]);
    }
    return reading;
}

}  // namespace

Reading read(std::string_view prompt) {
    Reading reading;
    std::vector<std::size_t> open;
    append(reading, ' ');
    for (const char c : to_lower(prompt)) {
        if (c == '(' || c == '[') open.push_back(reading.text.size());
        if ((c == ')' || c == ']') && !open.empty()) {
            const std::size_t start = open.back();
            open.pop_back();
            const double factor = factor_of(reading, start, c == ')' ? kEmphasis : 1.0 / kEmphasis);
            for (std::size_t i = start; i < reading.weights.size(); ++i) {
                reading.weights[i] = std::min(reading.weights[i] * factor, kMostWeight);
            }
        }
        append(reading, separates(c) ? ' ' : c);
    }
    append(reading, ' ');
    return with_single_spaces(reading);
}

}  // namespace garden::painting::flower
