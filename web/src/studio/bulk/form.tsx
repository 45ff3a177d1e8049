import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { say } from "../../language";
import type { Emotion } from "../../words";
import { type Answer, ask, server } from "../client";
import { number } from "../format";
import { tell, tellTrouble } from "../notices";
import { Field, Select, TextField } from "../parts/field";
import { PageHead } from "../parts/page_head";
import { hrefOf } from "../route";
import { emotionNames, emotions, words } from "../words";
import { Cost, usePreview } from "./cost";
import { BulkTabs } from "./tabs";
import { bulkWords } from "./words";

interface BulkOrder {
  count: number;
  emotion: Emotion;
  emotionText: string;
  favorite: string;
  others: string;
}

const mostRepeats = 1_000;
const picturesEach = 2;

// The form of the original, with its defaults (protocol.md).
const form = signal<BulkOrder>({
  count: 10,
  emotion: "happy",
  emotionText: "",
  favorite: "",
  others:
    "flowers, fantasy, concept art, trending on artstation, highly detailed, intricate, sharp focus, digital art",
});

function change(part: Partial<BulkOrder>): void {
  form.value = { ...form.value, ...part };
}

function promptOf(order: BulkOrder): string {
  return [order.emotionText || order.emotion, order.favorite, order.others].filter(Boolean).join(", ");
}

// imgPool/<emotion>[/<favorite>]/img_<YYYYmmdd-HHMMSS>, as the original's page names them.
function nameOf(order: BulkOrder, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  const favorite = order.favorite.trim().toLowerCase();
  return ["imgPool", order.emotion, ...(favorite ? [favorite] : []), `img_${day}-${time}`].join("/");
}

async function send(order: BulkOrder, sent: (count: number) => void): Promise<Answer<number>> {
  const prompt = JSON.stringify({
    emotion: order.emotion,
    emotionText: order.emotionText || order.emotion,
    favorite: order.favorite,
    others: order.others,
  });
  const fname = nameOf(order, new Date());
  for (let index = 0; index < order.count; index += 1) {
    sent(index + 1);
    const answer = await ask(server.POST("/bulk", { body: { index, prompt, fname } }));
    if (!answer.ok) return answer;
  }
  return { ok: true, value: order.count };
}

export function BulkForm(): JSX.Element {
  const now = form.value;
  const [sent, setSent] = useState(0);
  const [ordered, setOrdered] = useState(false);
  const prompt = promptOf(now);
  const preview = usePreview(now.count > 0 ? { text: prompt, emotion: now.emotion, count: now.count } : null);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (sent > 0) return;
    const answer = await send(now, setSent);
    setSent(0);
    if (!answer.ok) {
      tellTrouble(answer.trouble);
      return;
    }
    setOrdered(true);
    tell(say(bulkWords.ordered)(number(answer.value * picturesEach)));
  };

  return (
    <>
      <PageHead title={say(words.bulk)} hint={say(bulkWords.formHint)} />
      <BulkTabs />
      <form class="bulk" onSubmit={(event) => void submit(event)}>
        <div class="panel">
          <div class="fields">
            <TextField
              label={say(bulkWords.count)}
              type="number"
              required
              min={1}
              max={mostRepeats}
              value={String(now.count)}
              write={(count) => change({ count: Number(count) })}
            />
            <Select
              label={say(words.emotion)}
              value={now.emotion}
              options={emotions.map((emotion) => [emotion, say(emotionNames[emotion])] as const)}
              choose={(emotion) => change({ emotion })}
            />
          </div>
          <div class="fields">
            <TextField
              label={say(bulkWords.emotionText)}
              hint={say(bulkWords.emotionTextHint)}
              maxLength={1_000}
              placeholder={now.emotion}
              value={now.emotionText}
              write={(emotionText) => change({ emotionText })}
            />
            <TextField
              label={say(words.favorite)}
              hint={say(bulkWords.favoriteHint)}
              maxLength={200}
              value={now.favorite}
              write={(favorite) => change({ favorite })}
            />
          </div>
          <Field label={say(bulkWords.others)}>
            {(ids) => (
              <textarea
                {...ids}
                rows={3}
                maxLength={4_000}
                value={now.others}
                onInput={(event) => change({ others: event.currentTarget.value })}
              />
            )}
          </Field>
        </div>
        <div class="panel bulk__order">
          <h2>{say(bulkWords.whole)}</h2>
          <p class="bulk__prompt">{prompt}</p>
          <Cost preview={preview} />
          <button type="submit" class="button button--main" aria-busy={sent > 0}>
            {sent > 0 ? say(bulkWords.ordering)(sent, now.count) : say(bulkWords.generate)}
          </button>
          {ordered && (
            <div class="row">
              <a class="button" href={hrefOf("queue")}>
                {say(bulkWords.seeQueue)}
              </a>
              <a class="button" href={hrefOf("pool", { emotion: now.emotion })}>
                {say(bulkWords.seePool)}
              </a>
            </div>
          )}
        </div>
      </form>
    </>
  );
}
