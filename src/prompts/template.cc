#include "prompts/template.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "gallery/key.h"

namespace garden::prompts {
namespace {

constexpr std::size_t kMostName = 64;
// What stands there in the addresses of the API.
constexpr std::array<std::string_view, 4> kReserved = {"export", "import", "preview", "order"};
constexpr std::size_t kMostListName = 32;
constexpr std::string_view kEmotionList = "emotion";
constexpr std::array<std::string_view, 3> kScene = {"season", "weather", "time"};

// A template taken apart: text, a place, text, a place, … and text.
struct Parts {
    std::vector<std::string> texts;
    std::vector<std::string> places;  // one less; names of lists
};

bool is_place_character(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// The place that begins at `text`, a bracket, with both brackets; empty: it is none.
std::string_view place_at(std::string_view text) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || end < 2 || end - 1 > kMostListName) return {};
    const std::string_view name = text.substr(1, end - 1);
    if (name.front() < 'A' || !std::ranges::all_of(name, is_place_character) || name.front() == '_')
        return {};
    return text.substr(0, end + 1);
}

Parts take_apart(std::string_view text) {
    Parts parts;
    parts.texts.emplace_back();
    while (!text.empty()) {
        const std::string_view place = text.front() == '[' ? place_at(text) : std::string_view{};
        if (place.empty()) {
            parts.texts.back() += text.front();
            text.remove_prefix(1);
            continue;
        }
        parts.places.push_back(to_lower(place.substr(1, place.size() - 2)));
        parts.texts.emplace_back();
        text.remove_prefix(place.size());
    }
    return parts;
}

using Choice = std::map<std::string, std::string, std::less<>>;  // list → word

std::string favorite_of(const std::vector<std::string>& places, const Choice& choice) {
    std::vector<std::string> words;
    for (const std::string_view list : kScene) {
        if (const auto found = choice.find(list); found != choice.end()) words.push_back(found->second);
    }
    if (words.empty()) {
        for (const std::string& list : places) {
            if (list != kEmotionList) words.push_back(choice.find(list)->second);
        }
    }
    return to_lower(fmt::format("{}", fmt::join(words, ",")));
}

std::string prompt_of(const Parts& parts, const Choice& choice) {
    std::string prompt = parts.texts.front();
    for (std::size_t i = 0; i < parts.places.size(); ++i) {
        std::string word = choice.find(parts.places[i])->second;
        std::ranges::replace(word, '-', ' ');
        prompt += word + parts.texts[i + 1];
    }
    return prompt;
}

// The lists to choose from, emotions first.
Result<std::vector<std::pair<std::string, std::vector<std::string>>>> choices(
    const std::vector<std::string>& places, const WordLists& lists, std::string_view emotion) {
    std::vector<std::pair<std::string, std::vector<std::string>>> chosen;
    if (!emotion.empty()) {
        if (!gallery::is_emotion(emotion)) {
            return fail(ErrorCode::invalid_argument, fmt::format("\"{}\" is no emotion; they are {}", emotion,
                                                                 fmt::join(gallery::kEmotions, ", ")));
        }
        chosen.push_back({std::string(kEmotionList), {std::string(emotion)}});
    } else if (std::ranges::find(places, kEmotionList) == places.end()) {
        return fail(ErrorCode::invalid_argument,
                    "the template has no [EMOTION]: say with \"emotion\" for which one its pictures are");
    }
    for (const std::string& place : places) {
        if (place == kEmotionList && !emotion.empty()) continue;
        const auto found = lists.find(place);
        if (found == lists.end()) {
            return fail(
                ErrorCode::invalid_argument,
                fmt::format("there is no list of words \"{0}\": make it with PUT /api/v1/words/{0}", place));
        }
        chosen.insert(place == kEmotionList ? chosen.begin() : chosen.end(), *found);
    }
    return chosen;
}

}  // namespace

Result<> check_template_name(std::string_view name) {
    if (!name.empty() && name.size() <= kMostName && is_utf8(name) && is_printable(name) &&
        name.find('/') == std::string_view::npos && trim(name) == name &&
        std::ranges::find(kReserved, name) == kReserved.end()) {
        return {};
    }
    return fail(ErrorCode::invalid_argument,
                fmt::format("the name of a template is 1 to {} octets of text without slashes, and not {}",
                            kMostName, fmt::join(kReserved, ", ")));
}

Result<> check_list_name(std::string_view name) {
    const bool fits = !name.empty() && name.size() <= kMostListName && name.front() >= 'a' &&
                      name.front() <= 'z' && std::ranges::all_of(name, [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
                      });
    if (fits) return {};
    return fail(ErrorCode::invalid_argument,
                fmt::format("the name of a list of words is 1 to {} of a-z 0-9 _ and begins with a letter",
                            kMostListName));
}

Result<> check_words(std::string_view list, const std::vector<std::string>& words) {
    if (words.empty() || words.size() > kMostWords) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("the list \"{}\" must have 1 to {} words; it has {}", list, kMostWords,
                                words.size()));
    }
    std::set<std::string> seen;
    for (const std::string& word : words) {
        const bool fits = !word.empty() && word.size() <= kMostWord && is_utf8(word) && is_printable(word) &&
                          trim(word) == word && word.find_first_of("/\\,[]") == std::string::npos &&
                          word != "." && word != "..";
        if (!fits) {
            return fail(ErrorCode::invalid_argument,
                        fmt::format("the list \"{}\" cannot hold \"{}\": a word is 1 to {} octets without "
                                    "/ \\ , [ ] and control characters",
                                    list, word.substr(0, kMostWord), kMostWord));
        }
        if (list == kEmotionList && !gallery::is_emotion(word)) {
            return fail(ErrorCode::invalid_argument,
                        fmt::format("the list \"emotion\" cannot hold \"{}\"; emotions are {}", word,
                                    fmt::join(gallery::kEmotions, ", ")));
        }
        if (!seen.insert(to_lower(word)).second) {
            return fail(ErrorCode::invalid_argument,
                        fmt::format("the list \"{}\" holds \"{}\" twice", list, word));
        }
    }
    return {};
}

Result<std::vector<std::string>> places_of(std::string_view text) {
    if (trim(text).empty()) return fail(ErrorCode::invalid_argument, "the template has no text");
    if (text.size() > kMostTemplateText) {
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("a template may have at most {} octets; it has {}", kMostTemplateText, text.size()));
    }
    std::vector<std::string> places;
    for (std::string& place : take_apart(text).places) {
        if (std::ranges::find(places, place) == places.end()) places.push_back(std::move(place));
    }
    if (places.size() > kMostPlaces) {
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("a template may name at most {} lists; it names {}", kMostPlaces, places.size()));
    }
    return places;
}

Result<std::vector<Row>> expand(std::string_view text, const WordLists& lists, std::string_view emotion) {
    const auto places = places_of(text);
    if (!places) return std::unexpected(places.error());
    const auto chosen = choices(*places, lists, emotion);
    if (!chosen) return std::unexpected(chosen.error());
    std::size_t count = 1;
    for (const auto& [list, words] : *chosen) {
        if (words.empty()) return std::vector<Row>{};
        if (count > kMostRows / words.size()) {
            return fail(ErrorCode::invalid_argument,
                        fmt::format("the template becomes more than {} rows; use fewer places or shorter "
                                    "lists, or one \"emotion\" at a time",
                                    kMostRows));
        }
        count *= words.size();
    }
    const Parts parts = take_apart(text);
    std::vector<Row> rows;
    rows.reserve(count);
    for (std::size_t number = 0; number < count; ++number) {
        Choice choice;
        std::size_t rest = number;
        for (auto list = chosen->rbegin(); list != chosen->rend(); ++list) {
            choice[list->first] = list->second[rest % list->second.size()];
            rest /= list->second.size();
        }
        rows.push_back(
            {choice.find(kEmotionList)->second, favorite_of(*places, choice), prompt_of(parts, choice)});
    }
    return rows;
}

}  // namespace garden::prompts
