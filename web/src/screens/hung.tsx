import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { favoriteOf, isPortrait, keyOf, type Picture } from "../api";
import { favoriteName } from "../favorites";
import { say } from "../language";
import { TakeHome } from "../parts/take_home";
import { type Emotion, emotionNames, words } from "../words";

interface Props {
  picture: Picture;
  source: string;
  emotion: Emotion;
  number: number;
  total: number;
  liked: boolean;
  disliked: boolean;
  like: () => void;
  dislike: () => void;
}

const heartPath =
  "M12 20.5C5 15.6 2.5 12 2.5 8.6C2.5 5.7 4.7 3.8 7.2 3.8C9.2 3.8 10.9 4.9 12 6.8C13.1 4.9 14.8 3.8 16.8 3.8C19.3 3.8 21.5 5.7 21.5 8.6C21.5 12 19 15.6 12 20.5Z";
const thumbDownPath =
  "M7 4.5H16V14L12.6 20.6C11 20.6 10.3 19.6 10.6 18.1L11.3 14.6H5.6C4.2 14.6 3.4 13.5 3.7 12.2L5.2 6C5.4 5.1 6.1 4.5 7 4.5ZM19 4.5H20.6V14H19Z";

interface VerdictProps {
  name: string;
  label: string;
  pressed: boolean;
  path: string;
  give: () => void;
}

function Verdict({ name, label, pressed, path, give }: VerdictProps): JSX.Element {
  return (
    <button type="button" class={`button verdict ${name}`} aria-pressed={pressed} aria-label={label} onClick={give}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  );
}

// One picture on the wall. A like stays, and brings the way to take the picture home; a dislike can become a like.
export function Hung(props: Props): JSX.Element {
  const { picture, source, emotion, number, total, liked, disliked, like, dislike } = props;
  const [gone, setGone] = useState(false);
  const alt = say(words.pictureAlt)(
    number,
    total,
    say(emotionNames[emotion]).toLowerCase(),
    say(favoriteName(favoriteOf(keyOf(picture.url)))),
  );
  return (
    <li class={`hung ${isPortrait(picture.url) ? "hung--v" : "hung--h"} ${disliked ? "hung--disliked" : ""}`} data-key={keyOf(picture.url)}>
      {gone ? (
        <p class="hung__gone">{say(words.pictureGone)}</p>
      ) : (
        <img src={source} alt={alt} onError={() => setGone(true)} />
      )}
      {liked && <TakeHome picture={picture} number={number} />}
      <div class="verdicts">
        {!liked && (
          <Verdict
            name="thumb"
            label={say(words.dislike)(number)}
            pressed={disliked}
            path={thumbDownPath}
            give={dislike}
          />
        )}
        <Verdict name="heart" label={say(words.like)(number)} pressed={liked} path={heartPath} give={like} />
      </div>
    </li>
  );
}
