#pragma once

#include <string>
#include <string_view>

namespace garden::gallery {

// `text`, which must be UTF-8, without the differences that a search does not mind: case, of every alphabet,
// and whether a character is composed (Korean from some systems comes as single jamo).
std::string fold(std::string_view text);

}  // namespace garden::gallery
