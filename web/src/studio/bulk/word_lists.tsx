import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { tell } from "../notices";
import { Field } from "../parts/field";
import { words } from "../words";
import { saveWords, templates } from "./templates";
import { bulkWords } from "./words";

function split(text: string): string[] {
  return text.split(/[,\n]/).map((word) => word.trim()).filter(Boolean);
}

function WordList({ list, saved }: { list: string; saved: string[] }): JSX.Element {
  const written = saved.join(", ");
  const [text, setText] = useState(written);
  useEffect(() => setText(written), [written]);

  const save = async (): Promise<void> => {
    const wanted = split(text);
    if (wanted.join() === saved.join()) return;
    if (await saveWords(list, wanted)) tell(say(words.saved), () => void saveWords(list, saved));
    else setText(written);
  };
  return (
    <Field label={`[${list.toUpperCase()}]`}>
      {(ids) => (
        <textarea
          {...ids}
          rows={2}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onChange={() => void save()}
        />
      )}
    </Field>
  );
}

// The words of each place; they are saved when one leaves their field.
export function WordLists({ places }: { places: string[] }): JSX.Element {
  const known = templates.value?.words ?? {};
  return (
    <fieldset class="segments word-lists">
      <legend class="legend">{say(bulkWords.wordLists)}</legend>
      <p class="hint">{say(places.length === 0 ? bulkWords.noPlaces : bulkWords.wordsHint)}</p>
      {places.map((list) => (
        <WordList key={list} list={list} saved={known[list] ?? []} />
      ))}
    </fieldset>
  );
}
