#include "prompts/denied_words.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "prompts/folded.h"

namespace garden::prompts {
namespace {

// What may follow a Korean noun in the same word; the plural may stand before a particle.
constexpr std::string_view kPlural = "들";
constexpr std::array<std::string_view, 44> kParticles = {
    "은",   "는",     "이",     "가",   "을",   "를",   "의",   "에",   "에서", "에게", "에는",
    "에도", "에서는", "에게서", "와",   "과",   "도",   "로",   "으로", "로서", "로써", "으로서",
    "만",   "까지",   "부터",   "처럼", "보다", "마다", "조차", "마저", "밖에", "이나", "나",
    "이다", "하고",   "이랑",   "랑",   "께",   "께서", "한테", "라",   "이라", "인",   "같은"};

bool is_particle(std::string_view rest) { return std::ranges::find(kParticles, rest) != kParticles.end(); }

bool is_ending(std::string_view rest) {
    if (rest.empty() || is_particle(rest)) return true;
    if (!rest.starts_with(kPlural)) return false;
    rest.remove_prefix(kPlural.size());
    return rest.empty() || is_particle(rest);
}

bool matches(std::string_view denied, std::string_view word) {
    if (!is_hangul(denied)) return denied == word;
    if (length_of(denied) > 1) return word.find(denied) != std::string_view::npos;
    return word.starts_with(denied) && is_ending(word.substr(denied.size()));
}

}  // namespace

Result<> check_denied(const std::vector<std::string>& words) {
    if (words.size() > kMostDenied) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("at most {} words can be denied; these are {}", kMostDenied, words.size()));
    }
    for (const std::string& word : words) {
        if (word.size() <= kMostDeniedOctets && is_utf8(word) && !folded_words(word).empty()) continue;
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("\"{}\" cannot be denied: a word has a letter or digit, and at most {} octets",
                        word.substr(0, kMostDeniedOctets), kMostDeniedOctets));
    }
    return {};
}

DeniedWords::DeniedWords(std::vector<std::string> words) {
    for (std::string& word : words) {
        std::vector<std::string> pieces = folded_words(word);
        if (pieces.empty()) continue;
        if (is_hangul(pieces.front())) {
            hangul_.push_back(entries_.size());
        } else {
            by_first_.emplace(pieces.front(), entries_.size());
        }
        entries_.push_back({std::move(word), std::move(pieces)});
    }
}

bool DeniedWords::stands_at(const Entry& entry, const std::vector<std::string>& pieces,
                            std::size_t at) const {
    if (entry.pieces.size() > pieces.size() - at) return false;
    for (std::size_t i = 0; i < entry.pieces.size(); ++i) {
        if (!matches(entry.pieces[i], pieces[at + i])) return false;
    }
    return true;
}

std::optional<std::string> DeniedWords::find_in(std::string_view text) const {
    if (entries_.empty()) return std::nullopt;
    const std::vector<std::string> pieces = folded_words(text);
    for (std::size_t at = 0; at < pieces.size(); ++at) {
        if (is_hangul(pieces[at])) {
            for (const std::size_t entry : hangul_) {
                if (stands_at(entries_[entry], pieces, at)) return entries_[entry].word;
            }
            continue;
        }
        const auto [first, last] = by_first_.equal_range(pieces[at]);
        for (auto found = first; found != last; ++found) {
            if (stands_at(entries_[found->second], pieces, at)) return entries_[found->second].word;
        }
    }
    return std::nullopt;
}

}  // namespace garden::prompts
