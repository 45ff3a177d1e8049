import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { say } from "../../language";
import { type Display, ask, server, thumbnailOf } from "../client";
import { tell, tellTrouble } from "../notices";
import { Field } from "../parts/field";
import { Icon, type IconName } from "../parts/icon";
import { Segments } from "../parts/segments";
import { Thumbnail } from "../parts/thumbnail";
import { words } from "../words";
import { displayWords, transitionNames } from "./words";
import { held } from "./zone";

type Shown = Display["playlist"]["pictures"][number];
type Transition = keyof typeof transitionNames;

interface Item {
  key: string;
  seconds: number;
  url: string;
  thumbnail: string;
}

interface Draft {
  items: Item[];
  transition: Transition;
  from: string;
  to: string;
}

const usualSeconds = 10;
const mostSeconds = 3_600;
const mostItems = 500;

function itemOf({ key, seconds, url, etag }: Shown): Item {
  return { key, seconds, url, thumbnail: thumbnailOf(url, etag) };
}

function draftOf(display: Display): Draft {
  const { pictures, transition, activeHours } = display.playlist;
  const [from = "", to = ""] = activeHours.split("-");
  return { items: pictures.map(itemOf), transition, from, to };
}

async function put(zone: string, draft: Draft): Promise<boolean> {
  const playlist = {
    pictures: draft.items.map(({ key, seconds }) => ({ key, seconds })),
    transition: draft.transition,
    activeHours: draft.from && draft.to ? `${draft.from}-${draft.to}` : "",
  };
  const answer = await ask(
    server.PUT("/api/v1/displays/{zone}", {
      params: { path: { zone } },
      body: { playlist },
    }),
  );
  if (!answer.ok) tellTrouble(answer.trouble);
  return answer.ok;
}

interface RowProps {
  item: Item;
  number: number;
  last: boolean;
  time: (seconds: number) => void;
  move: (by: number) => void;
  takeOut: () => void;
}

function Row({ item, number, last, time, move, takeOut }: RowProps): JSX.Element {
  const buttons: [IconName, string, boolean, () => void][] = [
    ["up", say(displayWords.earlier)(number), number === 1, () => move(-1)],
    ["down", say(displayWords.later)(number), last, () => move(1)],
    ["close", say(displayWords.takeOut)(number), false, takeOut],
  ];
  return (
    <li class="playlist__item">
      <Thumbnail picture={item} />
      <span class="playlist__key">{item.key.split("/").slice(1).join(" / ")}</span>
      <input
        type="number"
        required
        min={1}
        max={mostSeconds}
        aria-label={say(displayWords.secondsOf)(number)}
        value={item.seconds}
        onInput={(event) => time(Number(event.currentTarget.value))}
      />
      <span class="playlist__buttons">
        {buttons.map(([icon, label, disabled, act]) => (
          <button
            key={icon}
            type="button"
            class="button button--quiet button--icon"
            aria-label={label}
            disabled={disabled}
            onClick={act}
          >
            <Icon name={icon} />
          </button>
        ))}
      </span>
    </li>
  );
}

function moved(items: Item[], index: number, by: number): Item[] {
  const next = [...items];
  next.splice(index + by, 0, ...next.splice(index, 1));
  return next;
}

export function Playlist({ display }: { display: Display }): JSX.Element {
  const saved = JSON.stringify(draftOf(display));
  const [draft, setDraft] = useState(draftOf(display));
  useEffect(() => setDraft(draftOf(display)), [saved]);
  const change = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));

  const add = (): void => {
    if (!held.value) return;
    change({ items: [...draft.items, { ...held.value, seconds: usualSeconds }] });
    held.value = null;
  };
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const before = draftOf(display);
    if (await put(display.zone, draft)) tell(say(words.saved), () => void put(display.zone, before));
  };

  return (
    <form class="section playlist" aria-label={say(displayWords.playlist)} onSubmit={(event) => void save(event)}>
      <h2>{say(displayWords.playlist)}</h2>
      <p class="hint">{say(displayWords.playlistHint)}</p>
      {!display.active && <p class="trouble">{say(displayWords.asleep)}</p>}
      {draft.items.length === 0 && <p>{say(displayWords.noItems)}</p>}
      <ol class="playlist__items">
        {draft.items.map((item, index) => (
          <Row
            key={`${item.key} ${index}`}
            item={item}
            number={index + 1}
            last={index === draft.items.length - 1}
            time={(seconds) =>
              change({ items: draft.items.map((one, at) => (at === index ? { ...one, seconds } : one)) })
            }
            move={(by) => change({ items: moved(draft.items, index, by) })}
            takeOut={() => change({ items: draft.items.filter((_, at) => at !== index) })}
          />
        ))}
      </ol>
      <div class="playlist__manner">
        <Segments
          label={say(displayWords.transition)}
          value={draft.transition}
          options={(Object.keys(transitionNames) as Transition[]).map((name) => [name, say(transitionNames[name])] as const)}
          choose={(transition) => change({ transition })}
        />
        <Field label={say(displayWords.hoursFrom)} hint={say(displayWords.hoursHint)(display.timeZone)}>
          {(ids) => (
            <input
              {...ids}
              type="time"
              required={draft.to !== ""}
              value={draft.from}
              onInput={(event) => change({ from: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field label={say(displayWords.hoursTo)}>
          {(ids) => (
            <input
              {...ids}
              type="time"
              required={draft.from !== ""}
              value={draft.to}
              onInput={(event) => change({ to: event.currentTarget.value })}
            />
          )}
        </Field>
      </div>
      <div class="row">
        <button type="button" class="button" disabled={!held.value || draft.items.length >= mostItems} onClick={add}>
          {say(displayWords.addHeld)}
        </button>
        <button type="submit" class="button button--main" disabled={JSON.stringify(draft) === saved}>
          {say(displayWords.savePlaylist)}
        </button>
      </div>
    </form>
  );
}
