// Tells the operator that this screen is there and what it shows: half a minute apart, and soon after a change.

import type { Address } from "./address";

const everyMs = 30_000;
// Pictures may change every second; what an operator looks at need not.
const shortestMs = 5_000;

export function makeReporter({ zone, screen }: Address): (shows: string) => void {
  let shows = "";
  let timer = 0;
  let last = 0;

  const tell = (): void => {
    last = Date.now();
    plan(everyMs);
    // Nobody waits for the answer: the next report says it again.
    fetch(`/api/v1/displays/${zone}/screens/${screen}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ shows }),
    }).catch(() => undefined);
  };

  const plan = (ms: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(tell, ms);
  };

  plan(0);
  return (now) => {
    shows = now;
    plan(Math.max(0, last + shortestMs - Date.now()));
  };
}
