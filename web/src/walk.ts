// A walk through the garden, three pictures at a time. Each step forward asks anew, so that what was liked counts soon;
// pictures that were not shown in this round come first, and when all were shown a new round begins.

import { type Signal, signal } from "@preact/signals";

import type { Answer, Failure, Picture } from "./api";

const slateSize = 3;

export interface Slate {
  pictures: Picture[];
  first: number; // the number of its first picture in this round, from 1 on
  total: number; // pictures of the round
}

export interface Walk {
  slate: Signal<Slate | null>; // null: not known yet; without pictures where the garden is empty
  failure: Signal<Failure | null>;
  slates: Signal<number>; // to be walked through, those that were not shown yet included
  ahead: () => Picture[]; // which come next, unless the answer is another by then
  // Steps are taken one after the other, however fast they are asked for.
  next: () => void;
  previous: () => void;
  begin: () => void; // asks for the first pictures, forgetting the walk
}

export function makeWalk(ask: () => Promise<Answer<Picture[]>>): Walk {
  const slate = signal<Slate | null>(null);
  const failure = signal<Failure | null>(null);
  const slates = signal(0);
  let latest: Picture[] = [];
  let history: Slate[] = [];
  let at = 0;
  let steps = Promise.resolve();

  const unseen = (): Picture[] => {
    const seen = new Set(history.flatMap(({ pictures }) => pictures.map(({ url }) => url)));
    return latest.filter(({ url }) => !seen.has(url));
  };

  const showAt = (index: number): void => {
    at = index;
    slate.value = history[at] ?? { pictures: [], first: 0, total: 0 };
    slates.value = history.length + Math.ceil(unseen().length / slateSize);
  };

  const add = (): void => {
    if (unseen().length === 0) history = [];
    const rest = unseen();
    const shown = history.reduce((sum, { pictures }) => sum + pictures.length, 0);
    const pictures = rest.slice(0, slateSize);
    if (pictures.length > 0) history.push({ pictures, first: shown + 1, total: shown + rest.length });
    showAt(history.length - 1);
  };

  const forward = async (): Promise<void> => {
    failure.value = null;
    if (at < history.length - 1) {
      showAt(at + 1);
      return;
    }
    const answer = await ask();
    if (answer.ok) {
      latest = answer.value;
      add();
      return;
    }
    failure.value = answer.failure;
    if (history.length > 0) showAt(0); // What is here can be walked through meanwhile.
  };

  const back = (): void => {
    failure.value = null;
    if (history.length > 0) showAt((at - 1 + history.length) % history.length);
  };

  const take = (pace: () => Promise<void> | void): void => {
    steps = steps.then(pace);
  };

  return {
    slate,
    failure,
    slates,
    ahead: () => history[at + 1]?.pictures ?? unseen().slice(0, slateSize),
    next: () => take(forward),
    previous: () => take(back),
    begin: () =>
      take(() => {
        history = [];
        at = 0;
        return forward();
      }),
  };
}
