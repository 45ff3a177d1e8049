// Plays a programme: one picture after the other, each for its seconds; a picture that cannot be had is passed over, and what
// is shown stays until there is another.

import { makePictures } from "./pictures";
import { show, type Transition } from "./stage";

export interface Item {
  id: string; // another whenever the picture is
  key: string; // of the picture that was chosen, for those who ask what is shown
  url: string;
  seconds: number;
}

export interface Programme {
  transition: Transition;
  items: Item[];
}

const tryAgainMs = 2_000;

interface Player {
  play: (programme: Programme) => void;
  stop: () => void; // For good.
}

export function makePlayer(stage: HTMLElement, describe: (item: Item) => string, shown: (item: Item) => void): Player {
  const pictures = makePictures();
  let programme: Programme = { transition: "fade", items: [] };
  let current: Item | undefined;
  let timer = 0;
  let turn = 0; // A turn that was overtaken by a newer one ends without a trace.

  const at = (): number => programme.items.findIndex(({ id }) => id === current?.id);

  // The first picture from `index` on that can be had, once around.
  const step = async (index: number): Promise<void> => {
    const mine = ++turn;
    clearTimeout(timer);
    const { items, transition } = programme;
    for (let tried = 0; tried < items.length; tried += 1) {
      const item = items[(index + tried) % items.length];
      if (!item) return;
      if (item.id === current?.id) return wait(item.seconds * 1000);
      const image = await pictures.ready(item);
      if (mine !== turn) return;
      if (!image) continue;
      image.alt = describe(item);
      current = item;
      shown(item);
      void show(stage, image, transition);
      return wait(item.seconds * 1000);
    }
    if (items.length > 0) wait(tryAgainMs);
  };

  const wait = (ms: number): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void step(at() + 1), ms);
  };

  return {
    play: (next) => {
      programme = next;
      void pictures.keep(next.items);
      if (next.items.length === 0) {
        turn += 1;
        clearTimeout(timer);
        current = undefined;
        stage.replaceChildren();
      } else if (at() < 0) {
        void step(0);
      } else {
        turn += 1;
        wait((next.items[at()]?.seconds ?? 0) * 1000);
      }
    },
    stop: () => {
      turn += 1;
      clearTimeout(timer);
    },
  };
}
