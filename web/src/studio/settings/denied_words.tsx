import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { type Trouble, ask, server } from "../client";
import { tell, tellTrouble } from "../notices";
import { Field } from "../parts/field";
import { Failed } from "../parts/states";
import { words } from "../words";
import { settingsWords } from "./words";

function split(text: string): string[] {
  return text.split("\n").map((word) => word.trim()).filter(Boolean);
}

export function DeniedWords(): JSX.Element {
  const [saved, setSaved] = useState<string[] | null>(null);
  const [text, setText] = useState("");
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  const show = (listed: string[]): void => {
    setSaved(listed);
    setText(listed.join("\n"));
  };
  const load = async (): Promise<void> => {
    const answer = await ask(server.GET("/api/v1/denied-words"));
    setTrouble(answer.ok ? null : answer.trouble);
    if (answer.ok) show(answer.value.words);
  };
  useEffect(() => void load(), []);

  const put = async (wanted: string[], before: string[] | null): Promise<void> => {
    const answer = await ask(server.PUT("/api/v1/denied-words", { body: { words: wanted } }));
    if (!answer.ok) {
      tellTrouble(answer.trouble);
      return;
    }
    show(answer.value.words);
    tell(say(words.saved), before ? () => void put(before, null) : undefined);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    void put(split(text), saved);
  };

  return (
    <form class="section" aria-label={say(settingsWords.denied)} onSubmit={submit}>
      <h2>{say(settingsWords.denied)}</h2>
      {trouble ? (
        <Failed trouble={trouble} again={() => void load()} />
      ) : (
        <>
          <Field label={say(settingsWords.deniedList)} hint={say(settingsWords.deniedHint)}>
            {(ids) => (
              <textarea {...ids} rows={5} value={text} onInput={(event) => setText(event.currentTarget.value)} />
            )}
          </Field>
          <div class="row">
            <button type="submit" class="button" disabled={saved === null || split(text).join("\n") === saved.join("\n")}>
              {say(words.save)}
            </button>
          </div>
        </>
      )}
    </form>
  );
}
