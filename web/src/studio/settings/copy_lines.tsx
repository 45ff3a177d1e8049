import type { JSX } from "preact";

import { say } from "../../language";
import type { Phrase } from "../../words";
import { tell } from "../notices";
import { words } from "../words";
import { settingsWords } from "./words";

// The clipboard is there on localhost and over HTTPS only; elsewhere the line is selected to be copied by hand.
async function copy(line: string, shown: Element | null): Promise<void> {
  try {
    await navigator.clipboard.writeText(line);
    tell(say(words.copied));
  } catch {
    if (shown) getSelection()?.selectAllChildren(shown);
  }
}

// Lines of text with what each is for, to be copied with one click.
export function CopyLines({ lines }: { lines: readonly (readonly [Phrase, string])[] }): JSX.Element {
  return (
    <dl class="lines">
      {lines.map(([what, line]) => (
        <div key={what.en}>
          <dt>{say(what)}</dt>
          <dd>
            <code>{line}</code>
            <button
              type="button"
              class="button"
              aria-label={say(settingsWords.copyLine)(line)}
              onClick={(event) => void copy(line, event.currentTarget.previousElementSibling)}
            >
              {say(words.copy)}
            </button>
          </dd>
        </div>
      ))}
    </dl>
  );
}
