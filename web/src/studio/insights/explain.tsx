import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import type { Phrase } from "../../words";
import { type Answer, ask, server } from "../client";
import { number, percent } from "../format";
import { troubleWords } from "../notices";
import { TextField } from "../parts/field";
import { Loading } from "../parts/states";
import { refine, route } from "../route";
import { countNames, insightWords, partNames } from "./words";

interface Explained {
  words: string;
  numbers: Record<string, unknown>;
}

function Numbers({ names, numbers, digits }: {
  names: Record<string, Phrase>;
  numbers: Explained["numbers"];
  digits: number;
}): JSX.Element {
  return (
    <dl class="recipe">
      {Object.entries(names).map(([name, phrase]) => (
        <div key={name}>
          <dt>{say(phrase)}</dt>
          <dd>{number(Number(numbers[name]), digits)}</dd>
        </div>
      ))}
    </dl>
  );
}

// Why the recommender puts the picture `item`, a key or URL, where it does for the visitor `id`; "" is somebody new.
export function Explanation({ item, id }: { item: string; id: string }): JSX.Element {
  const [answer, setAnswer] = useState<Answer<Explained> | null>(null);
  useEffect(() => {
    let current = true;
    setAnswer(null);
    void ask(server.GET("/api/v1/explain", { params: { query: { item, ...(id && { id }) } } })).then((came) => {
      if (current) setAnswer(came);
    });
    return () => {
      current = false;
    };
  }, [item, id]);

  if (!answer) return <Loading />;
  if (!answer.ok) {
    return (
      <p class="trouble" role="alert">
        {troubleWords(answer.trouble)}
      </p>
    );
  }
  const { words, numbers } = answer.value;
  return (
    <div class="explanation" role="status">
      <p class="lead">{say(insightWords.place)(number(Number(numbers.place)), percent(Number(numbers.chance)))}</p>
      <Numbers names={countNames} numbers={numbers} digits={0} />
      <p class="hint">{say(insightWords.partsHint)}</p>
      <Numbers names={partNames} numbers={numbers} digits={2} />
      <p class="hint">{say(insightWords.serverWords)}</p>
      <p lang="en">{words}</p>
    </div>
  );
}

// The picture and the visitor that are asked about are part of the address.
export function Explain(): JSX.Element {
  const asked = { item: route.value.query.get("item") ?? "", id: route.value.query.get("id") ?? "" };
  const [item, setItem] = useState(asked.item);
  const [id, setId] = useState(asked.id);
  const submit = (event: Event): void => {
    event.preventDefault();
    refine({ item, id });
  };
  return (
    <form class="section" aria-label={say(insightWords.why)} onSubmit={submit}>
      <h2>{say(insightWords.why)}</h2>
      <div class="fields explain__fields">
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
      {asked.item && (
        <div class="panel">
          <Explanation item={asked.item} id={asked.id} />
        </div>
      )}
    </form>
  );
}
