#pragma once

#include <string_view>

namespace garden {

// "0.1.0": of the whole program, from CMakeLists.txt.
std::string_view version();

}  // namespace garden
