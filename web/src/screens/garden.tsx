import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { type Failure, isPortrait, keyOf, like, openGarden, type Picture, reportView } from "../api";
import { growth } from "../growth";
import { announcement, favorite, type Feeling, visitor, wantedFavorite } from "../journey";
import { say } from "../language";
import { Flower } from "../parts/flower";
import { Heading } from "../parts/heading";
import { Trouble } from "../parts/trouble";
import { gardenOf, words } from "../words";
import { Hung } from "./hung";

const slateSize = 3;

// The slate's composition, such as `hhv`; the style sheet hangs the pictures by it.
function composition(slate: Picture[]): string {
  return slate.map((picture) => (isPortrait(picture.url) ? "v" : "h")).join("");
}

function Empty({ wanted, forgo }: { wanted: string; forgo: () => void }): JSX.Element {
  const growing = growth.value?.state === "growing" && !wanted;
  const reason = wanted
    ? say(words.noImagesFavorite)(wanted)
    : say(growing ? words.noImagesGrowing : words.noImagesYet);
  return (
    <div class="empty" role="status">
      <p class="empty__title">{say(words.noImages)}</p>
      <p>{reason}</p>
      {wanted && (
        <button type="button" class="button" onClick={forgo}>
          {say(words.withoutFavorite)}
        </button>
      )}
    </div>
  );
}

export function Garden({ feeling }: { feeling: Feeling }): JSX.Element {
  const [wanted, setWanted] = useState(wantedFavorite());
  const [pictures, setPictures] = useState<Picture[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [slateIndex, setSlateIndex] = useState(0);
  const [liked, setLiked] = useState<ReadonlySet<string>>(new Set());
  const [attempt, setAttempt] = useState(0);
  const told = useRef(new Set<string>());

  const painted = growth.value?.painted ?? 0;
  // An empty garden that still grows is asked for again with each picture that was painted.
  const growthSeen = pictures?.length === 0 && !wanted ? painted : 0;

  useEffect(() => {
    let current = true;
    void openGarden(visitor(), feeling.emotion, wanted).then((answer) => {
      if (!current) return;
      setFailure(answer.ok ? null : answer.failure);
      if (answer.ok) setPictures(answer.value);
    });
    return () => {
      current = false;
    };
  }, [wanted, attempt, growthSeen]);

  const slates = Math.ceil((pictures?.length ?? 0) / slateSize);
  const first = slateIndex * slateSize;
  const slate = pictures?.slice(first, first + slateSize) ?? [];
  const impression = slate.map((picture) => keyOf(picture.url));
  const slateId = impression.join("|");
  const place = pictures?.length ? say(words.place)(first + 1, first + slate.length, pictures.length) : "";

  useEffect(() => {
    if (!slateId) return;
    announcement.value = place;
    if (told.current.has(slateId)) return;
    told.current.add(slateId);
    reportView(visitor().id, impression);
  }, [slateId]);

  // The next pictures are fetched while these are looked at.
  useEffect(() => {
    if (slates < 2 || !pictures) return;
    const ahead = ((slateIndex + 1) % slates) * slateSize;
    for (const picture of pictures.slice(ahead, ahead + slateSize)) new Image().src = sourceOf(picture);
  }, [slateId]);

  const walk = (by: number): void => {
    if (slates < 2) return;
    setFailure(null);
    setSlateIndex((at) => (at + by + slates) % slates);
  };

  useLayoutEffect(() => {
    const byKey = (event: KeyboardEvent): void => {
      if (event.target instanceof HTMLInputElement || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "ArrowRight") walk(1);
      if (event.key === "ArrowLeft") walk(-1);
    };
    document.addEventListener("keydown", byKey);
    return () => document.removeEventListener("keydown", byKey);
  }, [slates]);

  const heart = async (picture: Picture, number: number): Promise<void> => {
    const key = keyOf(picture.url);
    if (liked.has(key)) return; // A like stays.
    setLiked((before) => new Set(before).add(key));
    const trouble = await like(visitor().id, key, impression);
    setFailure(trouble ?? null);
    if (!trouble) {
      announcement.value = say(words.liked)(number);
      return;
    }
    setLiked((before) => new Set([...before].filter((other) => other !== key)));
  };

  const search = (): void => {
    const next = wantedFavorite();
    setFailure(null);
    setAttempt(attempt + 1);
    if (next === wanted) return;
    setPictures(null);
    setSlateIndex(0);
    setWanted(next);
  };

  const submit = (event: Event): void => {
    event.preventDefault();
    search();
  };

  const forgo = (): void => {
    favorite.value = "";
    search();
  };

  return (
    <main class={`garden ${pictures ? "" : "garden--closed"}`}>
      <header class="garden__top">
        <Flower emotion={feeling.emotion} className="garden__flower" />
        <Heading>{say(gardenOf[feeling.emotion])}</Heading>
        <form class="search" role="search" onSubmit={submit}>
          <label for="favorite">{say(words.favorite)}</label>
          <input
            id="favorite"
            type="text"
            autocomplete="off"
            autocapitalize="none"
            maxLength={80}
            placeholder={say(words.favorite)}
            value={favorite.value}
            onInput={(event) => (favorite.value = event.currentTarget.value)}
          />
          <button type="submit" class="button">
            {say(words.show)}
          </button>
        </form>
      </header>

      {!pictures && !failure && <p class="waiting">{say(words.opening)}</p>}
      {pictures?.length === 0 && <Empty wanted={wanted} forgo={forgo} />}
      {slate.length > 0 && (
        <div class="wall">
          <ul class={`slate slate--${composition(slate)}`} key={slateId}>
            {slate.map((picture, index) => (
              <Hung
                key={picture.url}
                picture={picture}
                source={sourceOf(picture)}
                emotion={feeling.emotion}
                number={first + index + 1}
                total={pictures?.length ?? 0}
                liked={liked.has(impression[index] ?? "")}
                like={() => void heart(picture, first + index + 1)}
              />
            ))}
          </ul>
        </div>
      )}
      <Trouble failure={failure} />

      <div class="garden__controls">
        <button type="button" class="button" disabled={slates < 2} onClick={() => walk(-1)}>
          {say(words.previous)}
        </button>
        <p class="garden__place">{place}</p>
        {failure && !pictures ? (
          <button type="button" class="button button--main" onClick={() => setAttempt(attempt + 1)}>
            {say(words.tryAgain)}
          </button>
        ) : (
          <button type="button" class="button button--main" disabled={slates < 2} onClick={() => walk(1)}>
            {say(words.next)}
          </button>
        )}
      </div>
    </main>
  );
}

// The picture from this page's own origin, whatever host the answer names.
function sourceOf(picture: Picture): string {
  return new URL(picture.url, location.href).pathname;
}
