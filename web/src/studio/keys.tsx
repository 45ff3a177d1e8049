// Keys that work everywhere in the studio, and the sheet that tells all keys.

import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { say } from "../language";
import type { Phrase } from "../words";
import { undoLast } from "./notices";
import { Icon } from "./parts/icon";
import { type Page, go } from "./route";
import { keyWords, words } from "./words";

const sheetOpen = signal(false);

const groups: [Phrase, [keys: string[], what: Phrase][]][] = [
  [
    keyWords.everywhere,
    [
      [["?"], keyWords.sheet],
      [["Ctrl", "Z"], keyWords.undo],
      [["G", "Q"], keyWords.goQueue],
      [["G", "M"], keyWords.goMake],
      [["G", "P"], keyWords.goPool],
      [["G", "G"], keyWords.goGarden],
      [["G", "D"], keyWords.goDisplays],
    ],
  ],
  [
    keyWords.inGrid,
    [
      [["←", "→", "↑", "↓"], keyWords.walk],
      [["Enter"], keyWords.open],
      [["Space"], keyWords.select],
      [["Shift", "Space"], keyWords.range],
      [["X"], keyWords.dislike],
      [["Ctrl", "A"], keyWords.all],
      [["Esc"], keyWords.none],
    ],
  ],
  [
    keyWords.inView,
    [
      [["←", "→"], keyWords.walk],
      [["P"], keyWords.publish],
      [["U"], keyWords.unpublish],
      [["X"], keyWords.dislike],
      [["Delete"], keyWords.remove],
      [["R"], keyWords.restore],
      [["Space"], keyWords.select],
      [["Esc"], keyWords.none],
    ],
  ],
  [
    keyWords.inPrompt,
    [
      [["Ctrl", "↑"], keyWords.heavier],
      [["Ctrl", "↓"], keyWords.lighter],
    ],
  ],
];

const destinations: Record<string, Page> = { q: "queue", m: "make", p: "pool", g: "garden", d: "displays" };
const chordMs = 1_000;

// Whether the keys belong to a field that somebody writes in.
export function isWriting(event: KeyboardEvent): boolean {
  const at = event.target;
  if (at instanceof HTMLInputElement) return at.type !== "checkbox" && at.type !== "radio";
  return at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement;
}

export function useGlobalKeys(): void {
  const chordUntil = useRef(0);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isWriting(event) || event.defaultPrevented) return;
      if ((event.ctrlKey || event.metaKey) && event.key === "z") {
        if (undoLast()) event.preventDefault();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const page = destinations[event.key];
      if (page && Date.now() < chordUntil.current) {
        chordUntil.current = 0;
        go(page);
      } else if (event.key === "?") {
        sheetOpen.value = true;
      } else if (event.key === "g") {
        chordUntil.current = Date.now() + chordMs;
      }
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

export function showKeySheet(): void {
  sheetOpen.value = true;
}

export function KeySheet(): JSX.Element | null {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = sheetOpen.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
  }, [open]);
  if (!open) return null;
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="sheet-title" onClose={() => (sheetOpen.value = false)}>
      <header class="sheet__head">
        <h2 id="sheet-title">{say(keyWords.title)}</h2>
        <button
          type="button"
          class="button button--quiet button--icon"
          aria-label={say(words.close)}
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </header>
      <div class="sheet__groups">
        {groups.map(([title, keys]) => (
          <section key={title.en}>
            <h3>{say(title)}</h3>
            <dl class="sheet__keys">
              {keys.map(([names, what]) => (
                <div key={what.en}>
                  <dt>
                    {names.map((name) => (
                      <kbd key={name}>{name}</kbd>
                    ))}
                  </dt>
                  <dd>{say(what)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
