import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { say } from "../../language";
import { ask, server } from "../client";
import { number } from "../format";
import { tell, tellTrouble } from "../notices";
import { Field, Select, TextField } from "../parts/field";
import { PageHead } from "../parts/page_head";
import { Failed, Loading } from "../parts/states";
import { emotionNames, emotions, words } from "../words";
import { Cost, type TableOrder, usePreview } from "./cost";
import { Rows } from "./rows";
import { BulkTabs } from "./tabs";
import {
  type Templates,
  cancelJobs,
  loadTemplates,
  loadTrouble,
  mostUndone,
  placesOf,
  removeTemplate,
  saveTemplate,
  templates,
} from "./templates";
import { WordLists } from "./word_lists";
import { bulkWords } from "./words";

const mostPerRow = 1_000;

interface Draft {
  // Of the stored template that is shown, "" for a new one.
  stored: string;
  name: string;
  text: string;
  emotion: string;
  count: number;
}

const draft = signal<Draft>({ stored: "", name: "", text: "", emotion: "", count: 16 });

function change(part: Partial<Draft>): void {
  draft.value = { ...draft.value, ...part };
}

function choose(name: string): void {
  const found = templates.value?.templates.find((one) => one.name === name);
  change({ stored: name, name, text: found?.text ?? "" });
}

async function save(): Promise<void> {
  const { name, text } = draft.value;
  const before = templates.value?.templates.find((one) => one.name === name)?.text;
  if (!(await saveTemplate(name, text))) return;
  change({ stored: name });
  tell(say(words.saved), before === undefined ? undefined : () => void saveTemplate(name, before).then(() => choose(name)));
}

async function remove(): Promise<void> {
  const { stored, text } = draft.value;
  if (!(await removeTemplate(stored))) return;
  choose(templates.value?.templates[0]?.name ?? "");
  tell(say(bulkWords.removed)(stored), () => void saveTemplate(stored, text).then(() => choose(stored)));
}

async function orderAll(order: TableOrder): Promise<void> {
  const body = order as Required<TableOrder> & { name: string };
  const answer = await ask(server.POST("/api/v1/templates/order", { body }));
  if (!answer.ok) {
    tellTrouble(answer.trouble);
    return;
  }
  const ids = answer.value.jobIds ?? [];
  const undo = (): void => void cancelJobs(ids).then(() => tell(say(bulkWords.undoing)));
  tell(say(bulkWords.ordered)(number(answer.value.pictures)), ids.length <= mostUndone ? undo : undefined);
}

async function importFile(file: File): Promise<void> {
  let body: Templates;
  try {
    body = JSON.parse(await file.text()) as Templates;
  } catch {
    tellTrouble({ kind: "refused", sentence: say(bulkWords.notJson) });
    return;
  }
  const answer = await ask(server.POST("/api/v1/templates/import", { body }));
  if (!answer.ok) {
    tellTrouble(answer.trouble);
    return;
  }
  await loadTemplates();
  tell(say(bulkWords.imported)(answer.value.templates, answer.value.lists));
}

function Exchange(): JSX.Element {
  const chooser = useRef<HTMLInputElement>(null);
  const chosen = async (): Promise<void> => {
    const file = chooser.current?.files?.[0];
    if (!file || !chooser.current) return;
    chooser.current.value = ""; // So that the same file can be chosen again.
    await importFile(file);
  };
  return (
    <>
      <button type="button" class="button" onClick={() => chooser.current?.click()}>
        {say(bulkWords.import)}
      </button>
      <input ref={chooser} type="file" accept="application/json" hidden onChange={() => void chosen()} />
      <a class="button" href="/api/v1/templates/export" download>
        {say(bulkWords.export)}
      </a>
    </>
  );
}

function TemplateForm({ now, known }: { now: Draft; known: Templates }): JSX.Element {
  const submit = (event: Event): void => {
    event.preventDefault();
    void save();
  };
  return (
    <form class="panel" onSubmit={submit}>
      <div class="fields">
        <Select
          label={say(bulkWords.template)}
          value={now.stored}
          options={[...known.templates.map(({ name }) => [name, name] as const), ["", say(bulkWords.newTemplate)]]}
          choose={choose}
        />
        <TextField
          label={say(bulkWords.name)}
          required
          maxLength={64}
          value={now.name}
          write={(name) => change({ name })}
        />
      </div>
      <Field label={say(bulkWords.text)} hint={say(bulkWords.textHint)}>
        {(ids) => (
          <textarea
            {...ids}
            rows={4}
            required
            maxLength={4_096}
            value={now.text}
            onInput={(event) => change({ text: event.currentTarget.value })}
          />
        )}
      </Field>
      <div class="row">
        <button type="submit" class="button">
          {say(bulkWords.saveTemplate)}
        </button>
        {now.stored && (
          <button type="button" class="button button--quiet" onClick={() => void remove()}>
            {say(bulkWords.removeTemplate)}
          </button>
        )}
      </div>
      <WordLists places={placesOf(now.text)} />
    </form>
  );
}

function Ordering({ now }: { now: Draft }): JSX.Element {
  const [ordering, setOrdering] = useState(false);
  const order =
    now.text.trim() && now.count > 0
      ? { text: now.text, count: now.count, ...(now.emotion && { emotion: now.emotion }) }
      : null;
  // Lists of words that were saved make another table of the same text.
  const preview = usePreview(order, JSON.stringify(templates.value?.words));
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!order || ordering) return;
    setOrdering(true);
    await orderAll(order);
    setOrdering(false);
  };
  return (
    <>
      <form class="panel bulk__order" onSubmit={(event) => void submit(event)}>
        <h2>{say(bulkWords.cost)}</h2>
        <div class="fields">
          <Select
            label={say(bulkWords.onlyEmotion)}
            value={now.emotion}
            options={[["", say(words.any)], ...emotions.map((name) => [name, say(emotionNames[name])] as const)]}
            choose={(emotion) => change({ emotion })}
          />
          <TextField
            label={say(bulkWords.perRow)}
            hint={say(bulkWords.perRowHint)}
            type="number"
            required
            min={1}
            max={mostPerRow}
            value={String(now.count)}
            write={(count) => change({ count: Number(count) })}
          />
        </div>
        <Cost preview={preview} withRows />
        <button type="submit" class="button button--main" disabled={!preview.table} aria-busy={ordering}>
          {preview.table ? say(bulkWords.order)(number(preview.table.pictures)) : say(bulkWords.orderNone)}
        </button>
      </form>
      {preview.table?.rows && <Rows rows={preview.table.rows} />}
    </>
  );
}

export function PromptTable(): JSX.Element {
  const known = templates.value;
  useEffect(() => {
    void loadTemplates().then(() => {
      if (!draft.value.text) choose(templates.value?.templates[0]?.name ?? "");
    });
  }, []);
  return (
    <>
      <PageHead title={say(words.bulk)} hint={say(bulkWords.tableHint)}>
        <Exchange />
      </PageHead>
      <BulkTabs />
      {!known && loadTrouble.value && <Failed trouble={loadTrouble.value} again={() => void loadTemplates()} />}
      {!known && !loadTrouble.value && <Loading />}
      {known && (
        <div class="bulk bulk--table">
          <TemplateForm now={draft.value} known={known} />
          <Ordering now={draft.value} />
        </div>
      )}
    </>
  );
}
