#include "recommend/words.h"

#include <algorithm>
#include <array>

#include "recommend/taste.h"

namespace garden::recommend {
namespace {

constexpr std::array<std::string_view, kGenerations> kGenerationNames = {
    "toddler", "child", "teenager", "young-adult", "adult", "middle-age", "elder", ""};
constexpr std::array<std::string_view, kGenders> kGenderNames = {"Male", "Female", ""};

template <std::size_t N>
std::size_t number_of(const std::array<std::string_view, N>& names, std::string_view name) {
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? N - 1 : static_cast<std::size_t>(found - names.begin());
}

}  // namespace

std::size_t generation_number(std::string_view name) { return number_of(kGenerationNames, name); }
std::size_t gender_number(std::string_view name) { return number_of(kGenderNames, name); }
std::string_view generation_name(std::size_t number) { return kGenerationNames.at(number); }
std::string_view gender_name(std::size_t number) { return kGenderNames.at(number); }

}  // namespace garden::recommend
