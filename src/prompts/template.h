#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// Prompt templates: texts with places such as [SEASON], each of which stands for the words of a list. Pure
// functions.
namespace garden::prompts {

inline constexpr std::size_t kMostTemplateText = 4096;  // octets
inline constexpr std::size_t kMostPlaces = 16;          // lists that one template may name
inline constexpr std::size_t kMostWords = 1000;         // of one list
inline constexpr std::size_t kMostWord = 128;           // octets of one word
inline constexpr std::size_t kMostRows = 4096;          // that one template may become

struct Template {
    std::string name;
    std::string text;
};

// The words of each list, by its name in lower case: "season" for [SEASON].
using WordLists = std::map<std::string, std::vector<std::string>, std::less<>>;

// What a template becomes for one choice of words.
struct Row {
    std::string emotion;   // one of gallery::kEmotions
    std::string favorite;  // in lower case; may be empty
    std::string prompt;
    bool operator==(const Row&) const = default;
};

// `invalid_argument` unless it is 1 to 64 octets of UTF-8 without control characters and slashes, begins and
// ends with something else than a space, and is none of export, import, preview and order.
Result<> check_template_name(std::string_view name);
// `invalid_argument` unless it is 1 to 32 of a-z 0-9 _ and begins with a letter.
Result<> check_list_name(std::string_view name);
// `invalid_argument` unless there are 1 to kMostWords, none twice, and each may be a part of a picture's key.
// The words of the list "emotion" must be emotions.
Result<> check_words(std::string_view list, const std::vector<std::string>& words);

// The names of the lists that `text` has places for, in their order, each once. A place is a name in capital
// letters between brackets; other brackets, which painters read as weights, are text.
// `invalid_argument`: no text, too long a text, or too many places.
Result<std::vector<std::string>> places_of(std::string_view text);

// Every choice of words for the places of `text`: the emotions first, the last place changing quickest. In
// prompts the hyphens of words are spaces. The favorite is `season,weather,time`, as far as the template has
// these places; else the words of its other places, joined by commas. With `emotion`, which may be empty, of
// the emotions only this one; a template without [EMOTION] needs it.
// `invalid_argument`: what places_of() says, a place without a list, no emotion, or more rows than kMostRows.
Result<std::vector<Row>> expand(std::string_view text, const WordLists& lists, std::string_view emotion);

}  // namespace garden::prompts
