#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace garden::prompts {

// The words of `text` (UTF-8) in a form in which equal words have equal octets: NFKC, without case, without
// invisible characters. Hangul and other scripts that touch are two words.
std::vector<std::string> folded_words(std::string_view text);

// Whether a folded word is Hangul.
bool is_hangul(std::string_view word);

// The number of characters.
std::size_t length_of(std::string_view word);

}  // namespace garden::prompts
