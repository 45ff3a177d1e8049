import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { type Answer, ask, server } from "../client";
import { Field } from "../parts/field";
import { Failed } from "../parts/states";
import { words } from "../words";
import { useDecision } from "./decision";
import { settingsWords } from "./words";

function split(text: string): string[] {
  return text.split("\n").map((word) => word.trim()).filter(Boolean);
}

function textOf(answer: Answer<{ words: string[] }>): Answer<string> {
  return answer.ok ? { ok: true, value: answer.value.words.join("\n") } : answer;
}

async function put(text: string): Promise<Answer<string>> {
  return textOf(await ask(server.PUT("/api/v1/denied-words", { body: { words: split(text) } })));
}

function Words({ given }: { given: string }): JSX.Element {
  const { draft, change, isChanged, save } = useDecision(given, put);
  return (
    <form class="section" aria-label={say(settingsWords.denied)} onSubmit={save}>
      <h2>{say(settingsWords.denied)}</h2>
      <Field label={say(settingsWords.deniedList)} hint={say(settingsWords.deniedHint)}>
        {(ids) => <textarea {...ids} rows={5} value={draft} onInput={(event) => change(event.currentTarget.value)} />}
      </Field>
      <div class="row">
        <button type="submit" class="button" disabled={!isChanged}>
          {say(words.save)}
        </button>
      </div>
    </form>
  );
}

export function DeniedWords(): JSX.Element | null {
  const [answer, setAnswer] = useState<Answer<string> | null>(null);
  const load = (): void => void ask(server.GET("/api/v1/denied-words")).then((came) => setAnswer(textOf(came)));
  useEffect(load, []);
  if (!answer) return null;
  return answer.ok ? <Words given={answer.value} /> : <Failed trouble={answer.trouble} again={load} />;
}
