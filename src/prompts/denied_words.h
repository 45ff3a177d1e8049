#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"

namespace garden::prompts {

inline constexpr std::size_t kMostDenied = 1000;       // words
inline constexpr std::size_t kMostDeniedOctets = 128;  // of one word

// `invalid_argument` unless there are at most kMostDenied, each with a letter or digit in it.
Result<> check_denied(const std::vector<std::string>& words);

// Words, or several in a row, that no prompt may hold. Compared as whole words, whatever their case, their
// width and how their characters are composed; what is invisible is looked through. Hangul, where particles
// and other words are written in one with a word: one of several syllables is found anywhere in a word, one
// of a single syllable alone or with a particle after it. Immutable.
class DeniedWords {
  public:
    explicit DeniedWords(std::vector<std::string> words);

    // The first of the words, as it was given, that `text` (UTF-8) holds; nothing: none.
    std::optional<std::string> find_in(std::string_view text) const;

  private:
    struct Entry {
        std::string word;                 // as given
        std::vector<std::string> pieces;  // folded
    };
    bool stands_at(const Entry& entry, const std::vector<std::string>& pieces, std::size_t at) const;

    std::vector<Entry> entries_;
    // Of the entries that begin with another script than Hangul, by their first piece.
    std::unordered_multimap<std::string, std::size_t> by_first_;
    std::vector<std::size_t> hangul_;  // the others
};

}  // namespace garden::prompts
