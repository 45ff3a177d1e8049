import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { say } from "../../language";
import type { Picture } from "../client";
import { Select } from "../parts/field";
import { Failed, Loading } from "../parts/states";
import { Thumbnail } from "../parts/thumbnail";
import { describe } from "../pictures/grid";
import { usePictures } from "../pictures/list";
import { emotionNames, emotions, words } from "../words";
import { displayWords } from "./words";
import { held } from "./zone";

function Taken({ picture }: { picture: Picture }): JSX.Element {
  const isHeld = held.value?.key === picture.key;
  const take = (): void => {
    held.value = { key: picture.key, url: picture.url, thumbnail: picture.thumbnail };
  };
  return (
    <li>
      <button
        type="button"
        class="shelf__picture"
        aria-label={say(displayWords.take)(describe(picture))}
        aria-pressed={isHeld}
        draggable
        onDragStart={take}
        onDragEnd={() => (held.value = null)}
        onClick={() => (isHeld ? (held.value = null) : take())}
      >
        <Thumbnail picture={picture} />
      </button>
    </li>
  );
}

// The garden's pictures, to be dragged or taken from.
export function Shelf(): JSX.Element {
  const [emotion, setEmotion] = useState("");
  const [orientation, setOrientation] = useState("");
  const list = usePictures("garden", { ...(emotion && { emotion }), ...(orientation && { orientation }) });
  return (
    <aside class="panel shelf" aria-label={say(displayWords.shelf)}>
      <h2>{say(displayWords.shelf)}</h2>
      <div class="shelf__filters">
        <Select
          label={say(words.emotion)}
          value={emotion}
          options={[["", say(words.any)], ...emotions.map((name) => [name, say(emotionNames[name])] as const)]}
          choose={setEmotion}
        />
        <Select
          label={say(words.orientation)}
          value={orientation}
          options={[
            ["", say(words.any)],
            ["landscape", say(words.landscape)],
            ["portrait", say(words.portrait)],
          ]}
          choose={setOrientation}
        />
      </div>
      {held.value && (
        <p class="row shelf__held" role="status">
          <Thumbnail picture={held.value} />
          <span>{say(displayWords.held)}</span>
          <button type="button" class="button button--quiet" onClick={() => (held.value = null)}>
            {say(displayWords.letGo)}
          </button>
        </p>
      )}
      {list.trouble && <Failed trouble={list.trouble} again={list.again} />}
      {list.total === null && !list.trouble && <Loading />}
      {list.total === 0 && <p class="hint">{say(displayWords.nothingToHang)}</p>}
      <ul class="shelf__pictures">
        {list.pictures.map((picture) => (
          <Taken key={picture.url} picture={picture} />
        ))}
      </ul>
      {list.total !== null && list.pictures.length < list.total && (
        <button type="button" class="button" onClick={() => list.need(list.pictures.length)}>
          {say(words.showMore)}
        </button>
      )}
    </aside>
  );
}
