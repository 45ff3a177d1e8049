#include "prompts/folded.h"

#include <memory>

#include <glib.h>

namespace garden::prompts {
namespace {

struct Free {
    void operator()(char* text) const { g_free(text); }
};
using Text = std::unique_ptr<char, Free>;

const char* next(const char* character) { return g_utf8_next_char(character); }

bool is_invisible(gunichar character) { return g_unichar_type(character) == G_UNICODE_FORMAT; }

bool is_word_character(gunichar character) {
    return g_unichar_isalnum(character) != 0 || g_unichar_ismark(character) != 0;
}

bool is_hangul_character(gunichar character) {
    return g_unichar_get_script(character) == G_UNICODE_SCRIPT_HANGUL;
}

std::string without_invisible(std::string_view text) {
    std::string visible;
    const char* const end = text.data() + text.size();
    for (const char* at = text.data(); at < end; at = next(at)) {
        if (!is_invisible(g_utf8_get_char(at))) visible.append(at, next(at));
    }
    return visible;
}

}  // namespace

std::vector<std::string> folded_words(std::string_view text) {
    const std::string visible = without_invisible(text);
    const Text normal(
        g_utf8_normalize(visible.data(), static_cast<gssize>(visible.size()), G_NORMALIZE_NFKC));
    if (!normal) return {};
    // Folding may take a text out of its normal form.
    const Text caseless(g_utf8_casefold(normal.get(), -1));
    const Text folded(g_utf8_normalize(caseless.get(), -1, G_NORMALIZE_NFKC));
    std::vector<std::string> words;
    bool within = false;
    bool hangul = false;
    for (const char* at = folded.get(); *at != '\0'; at = next(at)) {
        const gunichar character = g_utf8_get_char(at);
        const bool belongs = is_word_character(character);
        const bool other_script =
            belongs && g_unichar_isalpha(character) != 0 && is_hangul_character(character) != hangul;
        if (belongs && (!within || other_script)) {
            words.emplace_back();
            hangul = is_hangul_character(character);
        }
        if (belongs) words.back().append(at, next(at));
        within = belongs;
    }
    return words;
}

bool is_hangul(std::string_view word) {
    return !word.empty() && is_hangul_character(g_utf8_get_char(word.data()));
}

std::size_t length_of(std::string_view word) {
    return static_cast<std::size_t>(g_utf8_strlen(word.data(), static_cast<gssize>(word.size())));
}

}  // namespace garden::prompts
