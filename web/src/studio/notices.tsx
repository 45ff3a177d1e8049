// What just happened, at the foot of the page, with its undo; nothing asks "are you sure?".

import { signal } from "@preact/signals";
import type { JSX } from "preact";

import { say } from "../language";
import type { Trouble } from "./client";
import { Icon } from "./parts/icon";
import { words } from "./words";

const shownMs = 8_000;
// What cannot be taken back on the server is done only after this time.
const graceMs = 6_000;
const mostShown = 3;

interface Notice {
  id: number;
  sentence: string;
  trouble: boolean;
  undo?: () => void;
  // A newer one of the same topic takes its place.
  topic?: string;
}

const notices = signal<Notice[]>([]);
// A modal dialog covers everything else, so while one that tells something is open, they stand in it.
export const noticesInDialog = signal(false);
let lastId = 0;

function drop(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

function show(notice: Omit<Notice, "id">, forMs: number): number {
  lastId += 1;
  const id = lastId;
  const others = notices.value.filter(({ topic }) => !topic || topic !== notice.topic);
  notices.value = [...others, { ...notice, id }].slice(-mostShown);
  setTimeout(() => drop(id), forMs);
  return id;
}

export function tell(sentence: string, undo?: () => void, topic?: string): void {
  show({ sentence, trouble: false, ...(undo && { undo }), ...(topic && { topic }) }, shownMs);
}

// In words: what the server says where it refused, else a sentence for the kind of trouble.
export function troubleWords(trouble: Trouble): string {
  if (trouble.kind === "refused" && trouble.sentence) return say(words.refused)(trouble.sentence);
  return say(words[trouble.kind === "refused" ? "unexpected" : trouble.kind]);
}

export function tellTrouble(trouble: Trouble): void {
  show({ sentence: troubleWords(trouble), trouble: true }, shownMs);
}

// Acts when nobody has taken it back in time; a page that is closed before does not act at all.
export function actLater(sentence: string, act: () => void): void {
  const timer = setTimeout(act, graceMs);
  show({ sentence, trouble: false, undo: () => clearTimeout(timer) }, graceMs);
}

// The undo of what was told last; false where there is none.
export function undoLast(): boolean {
  const notice = notices.value.findLast((shown) => shown.undo);
  if (!notice?.undo) return false;
  drop(notice.id);
  notice.undo();
  return true;
}

export function Notices(): JSX.Element {
  return (
    <div class="notices" role="status">
      {notices.value.map((notice) => (
        <div key={notice.id} class={`notice ${notice.trouble ? "notice--trouble" : ""}`}>
          <p>{notice.sentence}</p>
          {notice.undo && (
            <button
              type="button"
              class="button button--quiet"
              onClick={() => {
                drop(notice.id);
                notice.undo?.();
              }}
            >
              {say(words.undo)}
            </button>
          )}
          <button
            type="button"
            class="button button--quiet button--icon"
            aria-label={say(words.close)}
            onClick={() => drop(notice.id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
