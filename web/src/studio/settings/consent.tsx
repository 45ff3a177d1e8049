import type { JSX } from "preact";

import { say } from "../../language";
import { languageNames, languages } from "../../words";
import { type Settings, ask, server } from "../client";
import { Field } from "../parts/field";
import { words } from "../words";
import { useDecision } from "./decision";
import { settingsWords } from "./words";

// Letters of Korean take three octets of the 4,000 that the server keeps.
const mostLetters = 1_300;

export function ConsentText({ settings }: { settings: Settings }): JSX.Element {
  const { draft, change, isChanged, save } = useDecision(settings.consent, (body) =>
    ask(server.PUT("/api/v1/settings/consent", { body })),
  );
  return (
    <form class="section" aria-label={say(settingsWords.consent)} onSubmit={save}>
      <h2>{say(settingsWords.consent)}</h2>
      <p class="hint">{say(settingsWords.consentHint)}</p>
      <div class="fields settings__looks">
        {languages.map((language) => (
          <Field key={language} label={languageNames[language]}>
            {(ids) => (
              <textarea
                {...ids}
                lang={language}
                rows={5}
                maxLength={mostLetters}
                value={draft[language]}
                onInput={(event) => change({ ...draft, [language]: event.currentTarget.value })}
              />
            )}
          </Field>
        ))}
      </div>
      <div class="row">
        <button type="submit" class="button" disabled={!isChanged}>
          {say(words.save)}
        </button>
      </div>
    </form>
  );
}
