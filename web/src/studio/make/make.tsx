import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { say } from "../../language";
import { tell, tellTrouble } from "../notices";
import { Field, Select, TextField } from "../parts/field";
import { PageHead } from "../parts/page_head";
import { Segments } from "../parts/segments";
import { usePainters } from "../queue/painters";
import { emotionNames, emotions, words } from "../words";
import { type Order, change, mostPictures, order, send, sizes } from "./order";
import { PromptField } from "./prompt_field";
import { Results, showJob } from "./results";
import { makeWords } from "./words";

function Destination({ now }: { now: Order }): JSX.Element {
  return (
    <>
      <Segments
        label={say(makeWords.place)}
        value={now.place}
        options={[
          ["pool", say(words.pool)],
          ["garden", say(words.garden)],
          ["", say(makeWords.root)],
        ]}
        choose={(place) => change({ place })}
      />
      {now.place && (
        <div class="fields">
          <Select
            label={say(words.emotion)}
            value={now.emotion}
            options={emotions.map((emotion) => [emotion, say(emotionNames[emotion])] as const)}
            choose={(emotion) => change({ emotion })}
          />
          <TextField
            label={say(words.favorite)}
            maxLength={200}
            value={now.favorite}
            write={(favorite) => change({ favorite })}
          />
        </div>
      )}
    </>
  );
}

function MoreSettings({ now }: { now: Order }): JSX.Element {
  const painters = usePainters() ?? [];
  return (
    <details class="make__more">
      <summary>{say(makeWords.more)}</summary>
      <Field label={say(makeWords.negative)}>
        {(ids) => (
          <textarea
            {...ids}
            rows={2}
            maxLength={8192}
            value={now.negative}
            onInput={(event) => change({ negative: event.currentTarget.value })}
          />
        )}
      </Field>
      <Select
        label={say(makeWords.painter)}
        value={now.painter}
        options={[["", say(makeWords.anyPainter)], ...painters.map(({ name }) => [name, name] as const)]}
        choose={(painter) => change({ painter })}
      />
      <TextField
        label={say(makeWords.seed)}
        hint={say(makeWords.seedHint)}
        type="number"
        min={0}
        max={Number.MAX_SAFE_INTEGER}
        value={now.seed}
        write={(seed) => change({ seed })}
      />
    </details>
  );
}

export function Make(): JSX.Element {
  const now = order.value;
  const [sending, setSending] = useState(false);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (sending) return;
    setSending(true);
    const answer = await send(now, showJob);
    setSending(false);
    if (answer.ok) tell(say(makeWords.ordered)(answer.value));
    else tellTrouble(answer.trouble);
  };

  return (
    <>
      <PageHead title={say(words.make)} hint={say(makeWords.hint)} />
      <div class="make">
        <form class="panel make__form" onSubmit={(event) => void submit(event)}>
          <PromptField value={now.prompt} write={(prompt) => change({ prompt })} />
          <Segments
            label={say(makeWords.size)}
            value={now.size}
            options={sizes.map((size) => [size.name, size.name, `${size.long} × ${size.short}`] as const)}
            choose={(size) => change({ size })}
          />
          <Segments
            label={say(words.orientation)}
            value={now.portrait ? "portrait" : "landscape"}
            options={[
              ["landscape", say(words.landscape)],
              ["portrait", say(words.portrait)],
            ]}
            choose={(orientation) => change({ portrait: orientation === "portrait" })}
          />
          <Destination now={now} />
          <MoreSettings now={now} />
          <div class="make__order">
            <TextField
              label={say(makeWords.count)}
              type="number"
              required
              min={1}
              max={mostPictures}
              value={String(now.count)}
              write={(count) => change({ count: Number(count) })}
            />
            <button type="submit" class="button button--main" aria-busy={sending}>
              {say(sending ? makeWords.ordering : makeWords.order)}
            </button>
          </div>
        </form>
        <Results />
      </div>
    </>
  );
}
