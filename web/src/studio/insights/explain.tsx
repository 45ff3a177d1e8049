import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { say } from "../../language";
import { ask, server } from "../client";
import { number } from "../format";
import { tellTrouble } from "../notices";
import { TextField } from "../parts/field";
import { insightWords } from "./words";

interface Explanation {
  words: string;
  numbers: Record<string, unknown>;
}

// Why the recommender puts a picture where it does, in its own words.
export function Explain(): JSX.Element {
  const [item, setItem] = useState("");
  const [id, setId] = useState("");
  const [explanation, setExplanation] = useState<Explanation | null>(null);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const answer = await ask(server.GET("/api/v1/explain", { params: { query: { item, ...(id && { id }) } } }));
    setExplanation(answer.ok ? answer.value : null);
    if (!answer.ok) tellTrouble(answer.trouble);
  };
  return (
    <form class="section" aria-label={say(insightWords.why)} onSubmit={(event) => void submit(event)}>
      <h2>{say(insightWords.why)}</h2>
      <div class="fields">
        <TextField label={say(insightWords.picture)} required maxLength={4_096} value={item} write={setItem} />
        <TextField
          label={say(insightWords.visitor)}
          hint={say(insightWords.visitorHint)}
          maxLength={256}
          value={id}
          write={setId}
        />
      </div>
      <div class="row">
        <button type="submit" class="button">
          {say(insightWords.explain)}
        </button>
      </div>
      {explanation && (
        <div class="panel" role="status">
          <p class="hint">{say(insightWords.serverWords)}</p>
          <p lang="en">{explanation.words}</p>
          <dl class="recipe">
            {Object.entries(explanation.numbers).map(([name, value]) => (
              <div key={name}>
                <dt lang="en">{name}</dt>
                <dd>{typeof value === "number" ? number(value, 3) : String(value)}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </form>
  );
}
