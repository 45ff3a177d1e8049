// What the operator decided about this page. Asked for at the start of each visit; what was known before holds where there is
// no answer.

import { signal } from "@preact/signals";

import { askKiosk, type Kiosk } from "./api";

export const kiosk = signal<Kiosk>({
  idleSeconds: 90,
  faceDetails: true,
  consent: { en: "", ko: "" },
  favorites: {},
});

// The page is at a machine that visitors share: /?kiosk. It then has the whole screen and no menus.
export const unattended = new URLSearchParams(location.search).has("kiosk");

export async function refreshKiosk(): Promise<void> {
  const now = await askKiosk();
  if (now) kiosk.value = now;
}

export function standUnattended(): void {
  if (!unattended) return;
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  document.addEventListener("dragstart", (event) => event.preventDefault());
}

// Browsers give the whole screen only as the answer to a touch.
export function takeTheScreen(): void {
  if (!unattended || document.fullscreenElement) return;
  // Refused where the browser has no full screen: then the page fills its window, as before.
  document.documentElement.requestFullscreen?.().catch(() => undefined);
}
