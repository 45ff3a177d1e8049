"""Writes emoji_names.cc: which name, English or Korean, means which figure of an emoji font.

    emoji_names.py ANNOTATIONS OUT    ANNOTATIONS: the folder common/annotations of Unicode CLDR

CLDR gives each emoji a name (type "tts") and keywords. A name outranks a keyword. A keyword leads to the figure whose name
ends with it, then to one that has it as a word, then to the first that has it at all, and to none where more than two
share it: then it says what kind of thing is meant, not which ("pet", "fruit").
"""

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

# In CLDR's order of emoji, animals, food, places, vehicles, games, clothes and tools lie between these two.
FIRST, AFTER = "🐵", "🏧"
# What stands before or after them and has a shape worth growing.
MORE = "👻👽🤖❤"
# The garden, its sky and its weather are painted as themselves; of signs, clocks and framed views no shrub can be cut;
# and some are no present for a visitor.
SKY = "🌑🌒🌓🌔🌕🌖🌗🌘🌙🌚🌛🌜🌡☀🌝🌞🪐⭐🌟🌠🌌☁⛅⛈🌤🌥🌦🌧🌨🌩🌪🌫🌬🌀🌈⚡❄☄🔥💧🌊"
PLANTS = "💐🌸💮🏵🌹🥀🌺🌻🌼🌷🌱🪴🌾🌿🍂🍃"
VIEWS = "🌍🌎🌏🌐🗺🗾🏔⛰🌋🗻🏕🏖🏜🏝🏞🌁🌃🏙🌄🌅🌆🌇🌉♨🛣🛤🎑🎆🎇✨🎊"
SIGNS = "🚥🚦🛑🚧🚏♠♥♦♣🃏🀄🎴🔇🔈🔉🔊🔕🎼🎵🎶📲💹📶💱💲🔓🔏🔐📥📤📧📨📩📳📴⌛⏳⏲🪧🏷🎫🎟"
ART = "🖼🎨🖌🖍🎭"
GRIM = "🚬⚰🪦⚱💉🩸🔫💣🗡⚔🔪🦠🪳🧻🚽🪠💩🩲🩱👙🚾🚮"
UNWANTED = set(SKY + PLANTS + VIEWS + SIGNS + ART + GRIM + "🐾🪶🕸🕛🕧🕐🕜🕑🕝🕒🕞🕓🕟🕔🕠🕕🕡🕖🕢🕗🕣🕘🕤🕙🕥🕚🕦")

# How the font draws them decides how they stand.
HEADS = set("🐵🐶🐺🦊🦝🐱🦁🐯🐴🦄🐮🐷🐽🐗🐭🐹🐰🐻🐨🐼🐔🐲🐸👻👽🤖❤")
FLYING = set("🦋🐝🪰🦟🪲🐞🦅🕊🦇✈🛩🛫🛬🚁🚀🛸🛰🎈🪁🪂")
SWIMMING = set("🐳🐋🐬🦭🐟🐠🐡🦈🐙🦆🦢⛵🛶🚤🛳⛴🛥🚢")
LAST_ANIMAL = "🦂"


def annotations(path):
    """Emoji of one code point → (name, keywords), in CLDR's order."""
    found = {}
    for element in ElementTree.parse(path).iter("annotation"):
        emoji, text = element.get("cp"), (element.text or "").lower()
        if len(emoji) != 1:
            continue
        name, keywords = found.get(emoji, ("", []))
        if element.get("type") == "tts":
            name = words_of(text)
        else:
            keywords = [words_of(word) for word in text.split("|")]
        found[emoji] = (name, keywords)
    return found


def words_of(text):
    """The words as the prompt's reader leaves them: all that is no letter or digit is one space."""
    return " ".join(re.findall(r"[^\W_]+", text))


def figures(found):
    order = list(found)
    between = order[order.index(FIRST) : order.index(AFTER)]
    return [emoji for emoji in [*between, *MORE] if emoji not in UNWANTED and emoji in found]


def stance(emoji, order):
    if emoji in SWIMMING:
        return "floating"
    if emoji in HEADS or emoji in FLYING:
        return "raised"
    return "standing" if order.index(emoji) <= order.index(LAST_ANIMAL) else "placed"


def rank(word, name):
    if word == name:
        return 0
    if name.split()[-1] == word:
        return 1
    return 2 if word in name.split() else 3


def table(found):
    wanted = figures(found)
    order = list(found)
    shared = {}
    for emoji in wanted:
        for word in found[emoji][1]:
            shared.setdefault(word, set()).add(emoji)
    best = {}
    for place, emoji in enumerate(wanted):
        name, keywords = found[emoji]
        for word in {name, *keywords} - {""}:
            key = (rank(word, name), place)
            if key[0] == 3 and len(shared[word]) > 2:
                continue
            if word not in best or key < best[word][0]:
                best[word] = (key, emoji)
    return sorted((word.encode(), ord(emoji), stance(emoji, order)) for word, (_, emoji) in best.items())


def write(out, tables):
    out.write('#include "painting/flower/emoji_names.h"\n\n')
    out.write("namespace garden::painting::flower {\nnamespace {\n\n")
    for language, rows in tables.items():
        out.write(f"constexpr EmojiName k_{language}[] = {{\n")
        for word, point, how in rows:
            out.write(f'    {{"{word.decode()}", U\'\\U{point:08x}\', Stance::{how}}},\n')
        out.write("};\n\n")
    out.write("}  // namespace\n\n")
    for language in tables:
        out.write(f"std::span<const EmojiName> {language}_names() {{ return k_{language}; }}\n")
    out.write("\n}  // namespace garden::painting::flower\n")


def main():
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    tables = {
        "english": table(annotations(folder / "en.xml")),
        "korean": table(annotations(folder / "ko.xml")),
    }
    with out.open("w", encoding="utf-8") as file:
        write(file, tables)


if __name__ == "__main__":
    main()
