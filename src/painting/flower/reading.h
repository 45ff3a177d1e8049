#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace garden::painting::flower {

// A prompt in lower case with single spaces for all that separates words, also before the first and after the
// last, and the weight of every octet: 1, or what the brackets around it say.
struct Reading {
    std::string text;
    std::vector<double> weights;
};

// Reads a prompt, UTF-8. Weights are 0…10.
Reading read(std::string_view prompt);

}  // namespace garden::painting::flower
