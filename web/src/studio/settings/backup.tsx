import type { JSX } from "preact";

import { say } from "../../language";
import type { Phrase } from "../../words";
import { tell } from "../notices";
import { words } from "../words";
import { settingsWords } from "./words";

// The usual names of bucket and listener (docs/s3.md); the API does not tell what others an operator has set.
const endpoint = "--endpoint-url http://127.0.0.1:9000";
const bucket = "s3://demo-emotion-garden";

const lines: [Phrase, string][] = [
  [settingsWords.keys, "emotion-garden keys list --data data"],
  [settingsWords.savePictures, `aws s3 cp ${bucket}/emotions/ emotions/ --recursive ${endpoint}`],
  [settingsWords.restorePictures, `aws s3 cp emotions/ ${bucket}/emotions/ --recursive ${endpoint}`],
  [settingsWords.deployPages, `aws s3 cp html/ ${bucket}/html --recursive ${endpoint}`],
];

// The clipboard is there on localhost and over HTTPS only; elsewhere the line is selected to be copied by hand.
async function copy(line: string, shown: Element | null): Promise<void> {
  try {
    await navigator.clipboard.writeText(line);
    tell(say(words.copied));
  } catch {
    if (shown) getSelection()?.selectAllChildren(shown);
  }
}

export function Backup(): JSX.Element {
  return (
    <section class="section" aria-label={say(settingsWords.backup)}>
      <h2>{say(settingsWords.backup)}</h2>
      <p class="hint">{say(settingsWords.backupHint)}</p>
      <dl class="lines">
        {lines.map(([what, line]) => (
          <div key={line}>
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
    </section>
  );
}
