#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Names of the numbers of Mood (taste.h).
namespace garden::recommend {

// kGenerations - 1 and kGenders - 1 for what is unknown.
std::size_t generation_number(std::string_view name);
std::size_t gender_number(std::string_view name);
// Empty for what is unknown.
std::string_view generation_name(std::size_t number);
std::string_view gender_name(std::size_t number);

}  // namespace garden::recommend
