#pragma once

#include <span>
#include <string_view>

#include "painting/flower/scene.h"

namespace garden::painting::flower {

struct EmojiName {
    std::string_view name;  // UTF-8, lower case, words with one space between them
    char32_t emoji;
    Stance stance;
};

// Names of emoji in Unicode CLDR that have a shape to grow, sorted by their octets, each once.
// emoji_names.py writes them when this is built.
std::span<const EmojiName> english_names();
std::span<const EmojiName> korean_names();

}  // namespace garden::painting::flower
