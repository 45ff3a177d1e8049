// The first garden's progress, asked for every three seconds while it grows and not at all afterwards.

import { signal } from "@preact/signals";

import { type FirstGarden, firstGarden } from "./api";

const pollMs = 3_000;

export const growth = signal<FirstGarden | null>(null);

export async function watchGrowth(): Promise<void> {
  const before = growth.value;
  const now = await firstGarden();
  growth.value = now ?? before;
  if (growth.value?.state === "growing") setTimeout(() => void watchGrowth(), pollMs);
}
