// Whoever walked away is forgotten, after a question that any touch answers.

import { signal } from "@preact/signals";

import { startOver, step } from "./journey";
import { kiosk } from "./kiosk";
import { forgetLanguage } from "./language";

// WCAG 2.2.1: who needs more time is told 20 seconds before it is over.
const askSeconds = 20;
const lookMs = 250;

// Seconds until the visitor is forgotten, while the question stands.
export const leavingIn = signal<number | null>(null);
// How long the question stands.
export const askFor = (): number => Math.min(askSeconds, kiosk.value.idleSeconds / 2);

let touched = 0;

export function stillHere(): void {
  touched = performance.now();
  leavingIn.value = null;
}

function look(): void {
  const { idleSeconds } = kiosk.value;
  if (step.value === "attract" || idleSeconds === 0) {
    stillHere();
    return;
  }
  const left = idleSeconds - (performance.now() - touched) / 1000;
  leavingIn.value = left <= askFor() ? Math.max(0, left) : null;
  if (left > 0) return;
  startOver();
  forgetLanguage();
}

export function watchIdle(): void {
  for (const kind of ["click", "keydown", "wheel", "input", "touchmove"]) {
    addEventListener(kind, stillHere, { capture: true, passive: true });
  }
  // The question stays under a mouse that is on its way to the answer, and until the press is a click: what lies below the
  // question would be clicked otherwise.
  for (const kind of ["pointerdown", "pointermove"]) {
    addEventListener(kind, () => leavingIn.value === null && stillHere(), { passive: true });
  }
  setInterval(look, lookMs);
}
