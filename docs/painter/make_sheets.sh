#!/usr/bin/env bash
# Paints the contact sheets of docs/painter.md anew: docs/painter/make_sheets.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
GARDEN=../../build/release/emotion-garden

sheet() { "$GARDEN" paint - --sheet prompts --size "${3:-768x480}" --seed "$2" -o "$1.jpeg"; }

"$GARDEN" paint "flowers, fantasy, concept art, highly detailed, digital art" --sheet emotions --count 3 \
    --size 400x250 --seed 11 -o emotions.jpeg

printf 'happy, %s\n' rose daisy tulip lily sunflower poppy lavender "cherry blossom" lotus hydrangea iris dandelion \
    peony wisteria | sheet flowers 5

for season in spring summer autumn winter; do
    printf "$season, %s, meadow\n" sunny cloudy rainy snowy
done | sheet scenes 21

printf 'calm, %s\n' day sunset the-middle-of-the-night the-early-dawn | sheet times 8

printf 'happy, %s\n' cat 강아지 guitar whale rabbit bicycle coffee elephant piano 나비 airplane owl | sheet favorites 4

printf 'happy, tulips, %s\n' "digital art" watercolor "oil painting" "ink wash" impressionist pointillism "van gogh" \
    mucha munch "pixel art" | sheet styles 17

printf '%s, cat, flowers\n' happy surprised calm angry fear confused disgusted sad | sheet portrait 9 480x768
