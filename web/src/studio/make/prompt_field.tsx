import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { say } from "../../language";
import { Field } from "../parts/field";
import { type Edit, reweigh } from "./weights";
import { makeWords } from "./words";

const step = 0.1;

export function PromptField({ value, write }: { value: string; write: (value: string) => void }): JSX.Element {
  const area = useRef<HTMLTextAreaElement>(null);
  const selection = useRef<Edit | null>(null);

  useLayoutEffect(() => {
    if (!selection.current || !area.current) return;
    area.current.focus();
    area.current.setSelectionRange(selection.current.start, selection.current.end);
    selection.current = null;
  }, [value]);

  const weigh = (by: number): void => {
    if (!area.current) return;
    const edit = reweigh(value, area.current.selectionStart, area.current.selectionEnd, by);
    selection.current = edit;
    write(edit.text);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      weigh(event.key === "ArrowUp" ? step : -step);
    }
    if (event.ctrlKey && event.key === "Enter") area.current?.form?.requestSubmit();
  };

  return (
    <div class="prompt">
      <Field label={say(makeWords.prompt)} hint={say(makeWords.promptHint)}>
        {(ids) => (
          <textarea
            {...ids}
            ref={area}
            rows={5}
            required
            maxLength={8192}
            placeholder={say(makeWords.promptExample)}
            value={value}
            onInput={(event) => write(event.currentTarget.value)}
            onKeyDown={press}
          />
        )}
      </Field>
      <div class="prompt__weights">
        <button
          type="button"
          class="button button--icon"
          aria-label={say(makeWords.heavier)}
          title={say(makeWords.heavier)}
          onClick={() => weigh(step)}
        >
          +
        </button>
        <button
          type="button"
          class="button button--icon"
          aria-label={say(makeWords.lighter)}
          title={say(makeWords.lighter)}
          onClick={() => weigh(-step)}
        >
          −
        </button>
      </div>
    </div>
  );
}
