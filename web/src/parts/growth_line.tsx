import type { JSX } from "preact";

import { growth } from "../growth";
import { say } from "../language";
import { words } from "../words";

export function GrowthLine(): JSX.Element | null {
  const now = growth.value;
  if (now?.state !== "growing") return null;
  const sentence = say(words.growing)(now.painted, now.total);
  return (
    <footer class="growth">
      <p>{sentence}</p>
      <progress max={now.total} value={now.painted} aria-label={sentence} />
    </footer>
  );
}
