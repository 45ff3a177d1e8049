import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { type Webhook, ask, server } from "../client";
import { actLater, tell, tellTrouble } from "../notices";
import { TextField } from "../parts/field";
import { Icon } from "../parts/icon";
import { words } from "../words";
import { eventNames, settingsWords } from "./words";

type EventName = keyof typeof eventNames;
const events = Object.keys(eventNames) as EventName[];
const shortestSecret = 16;

async function test(name: string): Promise<void> {
  const answer = await ask(server.POST("/api/v1/webhooks/{name}/test", { params: { path: { name } } }));
  if (!answer.ok) tellTrouble(answer.trouble);
  else if (answer.value.delivered) tell(say(settingsWords.delivered)(answer.value.status));
  else tell(say(settingsWords.notDelivered)(answer.value.answer));
}

function Row({ webhook, changed }: { webhook: Webhook; changed: () => void }): JSX.Element {
  const { name } = webhook;
  const remove = async (): Promise<void> => {
    const answer = await ask(server.DELETE("/api/v1/webhooks/{name}", { params: { path: { name } } }));
    if (!answer.ok) tellTrouble(answer.trouble);
    changed();
  };
  const facts = [
    ...webhook.events.map((event) => say(eventNames[event])),
    ...(webhook.waiting ? [say(settingsWords.waiting)(webhook.waiting)] : []),
    ...(webhook.failures ? [say(settingsWords.failing)(webhook.failures)] : []),
  ];
  return (
    <li class="webhook">
      <div>
        <p>
          <span class={`dot ${webhook.failures ? "dot--ill" : "dot--well"}`} /> <strong>{name}</strong>{" "}
          <span class="webhook__url">{webhook.url}</span>
        </p>
        <p class="facts">{facts.join(" · ")}</p>
      </div>
      <div class="row">
        <button type="button" class="button" onClick={() => void test(name)}>
          {say(settingsWords.test)}
        </button>
        <button
          type="button"
          class="button button--quiet"
          onClick={() => actLater(say(settingsWords.willRemove)(name), () => void remove())}
        >
          <Icon name="trash" />
          {say(words.remove)}
        </button>
      </div>
    </li>
  );
}

const nothing = { name: "", url: "", secret: "", events: [] as EventName[] };

function Add({ changed }: { changed: () => void }): JSX.Element {
  const [draft, setDraft] = useState(nothing);
  const change = (part: Partial<typeof nothing>): void => setDraft({ ...draft, ...part });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { name, ...body } = draft;
    const answer = await ask(server.PUT("/api/v1/webhooks/{name}", { params: { path: { name } }, body }));
    if (!answer.ok) {
      tellTrouble(answer.trouble);
      return;
    }
    setDraft(nothing);
    changed();
    tell(say(words.saved));
  };
  const toggle = (event: EventName): void =>
    change({
      events: draft.events.includes(event) ? draft.events.filter((one) => one !== event) : [...draft.events, event],
    });
  return (
    <details>
      <summary>{say(settingsWords.addWebhook)}</summary>
      <form class="panel" onSubmit={(event) => void submit(event)}>
        <div class="fields">
          <TextField
            label={say(settingsWords.name)}
            required
            maxLength={64}
            value={draft.name}
            write={(name) => change({ name })}
          />
          <TextField
            label={say(settingsWords.address)}
            type="url"
            required
            maxLength={2_048}
            placeholder="https://"
            value={draft.url}
            write={(url) => change({ url })}
          />
          <TextField
            label={say(settingsWords.secret)}
            hint={say(settingsWords.secretHint)}
            type="password"
            required
            maxLength={256}
            value={draft.secret}
            write={(secret) => change({ secret })}
          />
        </div>
        <fieldset class="segments">
          <legend class="legend">{say(settingsWords.events)}</legend>
          {events.map((event) => (
            <label key={event} class="check">
              <input type="checkbox" checked={draft.events.includes(event)} onChange={() => toggle(event)} />
              {say(eventNames[event])}
            </label>
          ))}
        </fieldset>
        <div class="row">
          <button
            type="submit"
            class="button button--main"
            disabled={draft.events.length === 0 || draft.secret.length < shortestSecret}
          >
            {say(words.save)}
          </button>
        </div>
      </form>
    </details>
  );
}

export function Webhooks(): JSX.Element {
  const [webhooks, setWebhooks] = useState<Webhook[] | null>(null);
  const load = async (): Promise<void> => {
    const answer = await ask(server.GET("/api/v1/webhooks"));
    if (answer.ok) setWebhooks(answer.value.webhooks);
    else tellTrouble(answer.trouble);
  };
  useEffect(() => void load(), []);
  return (
    <section class="section" aria-label={say(settingsWords.webhooks)}>
      <h2>{say(settingsWords.webhooks)}</h2>
      <p class="hint">{say(settingsWords.webhooksHint)}</p>
      {webhooks?.length === 0 && <p>{say(settingsWords.noWebhooks)}</p>}
      <ul class="webhooks">
        {webhooks?.map((webhook) => (
          <Row key={webhook.name} webhook={webhook} changed={() => void load()} />
        ))}
      </ul>
      <Add changed={() => void load()} />
    </section>
  );
}
