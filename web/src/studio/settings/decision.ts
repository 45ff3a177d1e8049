// What an operator decides in a form: a draft, saved with one click, and undone with another.

import { useState } from "preact/hooks";

import { say } from "../../language";
import type { Answer } from "../client";
import { tell, tellTrouble } from "../notices";
import { words } from "../words";

export interface Decision<Value> {
  draft: Value;
  change: (draft: Value) => void;
  isChanged: boolean;
  save: (event: Event) => void;
}

// `given` is what holds when the form is first drawn; `put` answers what holds from then on.
export function useDecision<Value>(given: Value, put: (value: Value) => Promise<Answer<Value>>): Decision<Value> {
  const [saved, setSaved] = useState(given);
  const [draft, change] = useState(given);
  const write = async (wanted: Value, before: Value | null): Promise<void> => {
    const answer = await put(wanted);
    if (!answer.ok) {
      tellTrouble(answer.trouble);
      return;
    }
    setSaved(() => answer.value);
    change(() => answer.value);
    tell(say(words.saved), before === null ? undefined : () => void write(before, null));
  };
  return {
    draft,
    change: (next) => change(() => next),
    isChanged: JSON.stringify(draft) !== JSON.stringify(saved),
    save: (event) => {
      event.preventDefault();
      void write(draft, saved);
    },
  };
}
