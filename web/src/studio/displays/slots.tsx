import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { say } from "../../language";
import { type Display, thumbnailOf } from "../client";
import { Thumbnail } from "../parts/thumbnail";
import { type Slot, hang, held, slotNumbers } from "./zone";
import { displayWords } from "./words";

interface Props {
  zone: string;
  name: string;
  slot: Slot | undefined;
}

function SlotFrame({ zone, name, slot }: Props): JSX.Element {
  const [over, setOver] = useState(false);
  const picture = slot && { url: slot.url, thumbnail: thumbnailOf(slot.url, slot.etag) };
  const take = (): void => {
    if (picture) held.value = { key: `display/${zone}/img${name}.jpeg`, slot: name, ...picture };
  };
  const label = held.value
    ? say(displayWords.putHere)(name)
    : say(slot ? displayWords.slot : displayWords.emptySlot)(name);
  return (
    <li>
      <button
        type="button"
        class={`slot ${over ? "slot--over" : ""} ${held.value ? "slot--waits" : ""}`}
        aria-label={label}
        aria-pressed={held.value?.slot === name}
        data-number={slot ? undefined : name.slice(0, -1)}
        draggable={slot !== undefined}
        onDragStart={take}
        onDragEnd={() => (held.value = null)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void hang(zone, slot, name);
        }}
        onClick={() => (held.value ? void hang(zone, slot, name) : take())}
      >
        {picture && <Thumbnail picture={picture} />}
      </button>
    </li>
  );
}

export function Slots({ display }: { display: Display }): JSX.Element {
  const kinds = [
    ["h", displayWords.landscape],
    ["v", displayWords.portrait],
  ] as const;
  return (
    <>
      {kinds.map(([letter, title]) => (
        <section key={letter} class="section">
          <h2>{say(title)}</h2>
          <ul class={`slots slots--${letter}`}>
            {slotNumbers.map((number) => {
              const name = `${number}${letter}`;
              const slot = display.slots.find((one) => one.slot === name);
              return <SlotFrame key={name} zone={display.zone} name={name} slot={slot} />;
            })}
          </ul>
        </section>
      ))}
    </>
  );
}
