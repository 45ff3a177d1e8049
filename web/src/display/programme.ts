// What a screen shows one after the other, made of what its zone shows. Pure.

import { ownPath } from "../api";
import type { components } from "../schema";
import type { Item, Programme } from "../show/player";

export type Display = components["schemas"]["Display"];

const slotName = /^[1-9][hv]$/;
const slotSeconds = 10;

function itemOf(url: string, etag: string, key: string, seconds: number): Item {
  const path = ownPath(url);
  return { id: `${path}?${etag}`, url: `${path}?${etag}`, key, seconds };
}

// A playlist goes before slots. Without one, a screen that is named as a slot shows that slot, and any other walks through
// all slots of its own shape; of the other shape, where it has none.
export function programmeOf(display: Display, screen: string, upright: boolean): Programme {
  const { slots, playlist } = display;
  const { transition } = playlist;
  if (playlist.pictures.length > 0) {
    const items = playlist.pictures.map(({ url, etag, key, seconds }) => itemOf(url, etag, key, seconds));
    return { transition, items };
  }
  const letter = upright ? "v" : "h";
  const own = slots.filter(({ slot }) => slot.endsWith(letter));
  const shown = slotName.test(screen)
    ? slots.filter(({ slot }) => slot === screen)
    : own.length > 0
      ? own
      : slots;
  return { transition, items: shown.map(({ url, etag, source }) => itemOf(url, etag, source, slotSeconds)) };
}
