import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { favoriteOf, isPortrait, keyOf, type Picture } from "../api";
import { say } from "../language";
import { type Emotion, emotionNames, words } from "../words";

interface Props {
  picture: Picture;
  source: string;
  emotion: Emotion;
  number: number;
  total: number;
  liked: boolean;
  like: () => void;
}

// One picture on the wall, with its heart.
export function Hung({ picture, source, emotion, number, total, liked, like }: Props): JSX.Element {
  const [gone, setGone] = useState(false);
  const alt = say(words.pictureAlt)(
    number,
    total,
    say(emotionNames[emotion]).toLowerCase(),
    favoriteOf(keyOf(picture.url)),
  );
  return (
    <li class={`hung ${isPortrait(picture.url) ? "hung--v" : "hung--h"}`}>
      {gone ? (
        <p class="hung__gone">{say(words.pictureGone)}</p>
      ) : (
        <img src={source} alt={alt} onError={() => setGone(true)} />
      )}
      <button
        type="button"
        class="button heart"
        aria-pressed={liked}
        aria-label={say(words.like)(number)}
        onClick={like}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M12 20.5C5 15.6 2.5 12 2.5 8.6C2.5 5.7 4.7 3.8 7.2 3.8C9.2 3.8 10.9 4.9 12 6.8C13.1 4.9 14.8 3.8 16.8 3.8C19.3 3.8 21.5 5.7 21.5 8.6C21.5 12 19 15.6 12 20.5Z" />
        </svg>
      </button>
    </li>
  );
}
