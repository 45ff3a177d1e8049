// A zone as it is now, what is held to be hung in it, and how it is hung.

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { type Display, ask, server } from "../client";
import { tell, tellTrouble } from "../notices";
import { displayWords } from "./words";

export type Slot = Display["slots"][number];
export const slotNumbers = [1, 2, 3, 4, 5, 6, 7, 8] as const;

// A picture that was taken up: from the shelf, or from a slot of the zone.
export interface Held {
  key: string;
  url: string;
  thumbnail: string;
  slot?: string;
}

export const held = signal<Held | null>(null);

// Follows a zone; null until it is known.
export function useZone(zone: string): Display | null {
  const [display, setDisplay] = useState<Display | null>(null);
  useEffect(() => {
    setDisplay(null);
    const events = new EventSource(`/api/v1/displays/${zone}/events`);
    events.addEventListener("display", (event: MessageEvent<string>) => setDisplay(JSON.parse(event.data) as Display));
    return () => events.close();
  }, [zone]);
  return display;
}

// Slots such as 3h to keys; the others stay as they are.
async function fill(zone: string, keys: Record<string, string>): Promise<boolean> {
  const row = (letter: string): (string | null)[] => slotNumbers.map((number) => keys[`${number}${letter}`] ?? null);
  const body = { zone, landscape: row("h"), portrait: row("v") };
  const answer = await ask(server.POST("/updateDisplay", { body, parseAs: "text" }));
  if (!answer.ok) tellTrouble(answer.trouble);
  return answer.ok;
}

function keyOfSlot(zone: string, slot: string): string {
  return `display/${zone}/img${slot}.jpeg`;
}

// Hangs what is held. A picture of another slot that has one changes places with it.
export async function hang(zone: string, to: Slot | undefined, slot: string): Promise<void> {
  const taken = held.value;
  held.value = null;
  if (!taken || taken.slot === slot) return;
  if (taken.slot && to) {
    const from = taken.slot;
    const swap = { [slot]: keyOfSlot(zone, from), [from]: keyOfSlot(zone, slot) };
    const swapped = (): void => tell(say(displayWords.swapped)(from, slot), undo);
    const undo = (): void => void fill(zone, swap);
    if (await fill(zone, swap)) swapped();
    return;
  }
  if (!(await fill(zone, { [slot]: taken.key }))) return;
  // A slot that was filled from another one does not know which picture that had.
  const before = to?.source.startsWith("display/") ? undefined : to?.source;
  tell(say(displayWords.hung)(slot), before ? () => void fill(zone, { [slot]: before }) : undefined);
}
