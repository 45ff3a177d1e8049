#include "gallery/fold.h"

#include <memory>

#include <glib.h>

namespace garden::gallery {
namespace {

using Text = std::unique_ptr<char, decltype(&g_free)>;

Text composed(const char* text, std::size_t length) {
    return {g_utf8_normalize(text, static_cast<gssize>(length), G_NORMALIZE_NFC), g_free};
}

}  // namespace

std::string fold(std::string_view text) {
    const Text whole = composed(text.data(), text.size());
    if (!whole) return {};  // no UTF-8
    const Text folded(g_utf8_casefold(whole.get(), -1), g_free);
    // Folding may take a character apart.
    const std::string_view apart = folded.get();
    return composed(apart.data(), apart.size()).get();
}

}  // namespace garden::gallery
