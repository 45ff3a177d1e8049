import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import {
  dislike,
  type Failure,
  isPortrait,
  keyOf,
  like,
  openGarden,
  ownPath,
  type Picture,
  reportView,
} from "../api";
import { growth } from "../growth";
import { announcement, failure as troubled, favorite, type Feeling, visitor, wantedFavorite } from "../journey";
import { say } from "../language";
import { FavoriteField } from "../parts/favorite_field";
import { Flower } from "../parts/flower";
import { Heading } from "../parts/heading";
import { Trouble } from "../parts/trouble";
import { makeWalk } from "../walk";
import { gardenOf, words } from "../words";
import { Hung } from "./hung";

type Verdict = "liked" | "disliked";

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
  const [verdicts, setVerdicts] = useState<ReadonlyMap<string, Verdict>>(new Map());
  const [untold, setUntold] = useState<Failure | null>(null);
  const told = useRef(new Set<string>());
  const walk = useMemo(() => makeWalk(() => openGarden(visitor(), feeling.emotion, wanted)), [wanted]);

  const slate = walk.slate.value;
  const pictures = slate?.pictures ?? [];
  const failure = untold ?? walk.failure.value ?? troubled.value;
  const slates = walk.slates.value;
  const first = slate?.first ?? 0;
  const impression = pictures.map((picture) => keyOf(picture.url));
  const slateId = impression.join("|");
  const place = slate && pictures.length ? say(words.place)(first, first + pictures.length - 1, slate.total) : "";

  // An empty garden that still grows is asked for again with each picture that was painted.
  const growthSeen = slate && pictures.length === 0 && !wanted ? (growth.value?.painted ?? 0) : 0;
  useEffect(() => {
    walk.begin();
  }, [walk, growthSeen]);

  useEffect(() => {
    if (!slateId) return;
    announcement.value = place;
    // The next pictures are fetched while these are looked at.
    for (const picture of walk.ahead()) new Image().src = ownPath(picture.url);
    if (told.current.has(slateId)) return;
    told.current.add(slateId);
    reportView(visitor().id, impression);
  }, [slateId]);

  const next = (): void => {
    setUntold(null);
    walk.next();
  };
  const previous = (): void => {
    setUntold(null);
    walk.previous();
  };

  useLayoutEffect(() => {
    const byKey = (event: KeyboardEvent): void => {
      if (event.target instanceof HTMLInputElement || event.altKey || event.ctrlKey || event.metaKey) return;
      if (slates < 2) return;
      if (event.key === "ArrowRight") next();
      if (event.key === "ArrowLeft") previous();
    };
    document.addEventListener("keydown", byKey);
    return () => document.removeEventListener("keydown", byKey);
  }, [walk, slates]);

  const judge = async (picture: Picture, number: number, verdict: Verdict): Promise<void> => {
    const key = keyOf(picture.url);
    const before = verdicts.get(key);
    if (before === verdict || before === "liked") return; // A like stays.
    setVerdicts((all) => new Map(all).set(key, verdict));
    const trouble = await (verdict === "liked" ? like : dislike)(visitor().id, key, impression);
    setUntold(trouble ?? null);
    if (!trouble) {
      announcement.value = say(words[verdict])(number);
      return;
    }
    setVerdicts((all) => {
      const restored = new Map(all);
      restored.delete(key);
      return before ? restored.set(key, before) : restored;
    });
  };

  const search = (): void => {
    const now = wantedFavorite();
    setUntold(null);
    if (now === wanted) walk.begin();
    else setWanted(now);
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
    <main class={`garden ${slate ? "" : "garden--closed"}`}>
      <header class="garden__top">
        <Flower emotion={feeling.emotion} className="garden__flower" />
        <Heading>{say(gardenOf[feeling.emotion])}</Heading>
        <form class="search" role="search" onSubmit={submit}>
          <FavoriteField placeholder={say(words.favorite)} />
          <button type="submit" class="button">
            {say(words.show)}
          </button>
        </form>
      </header>

      {!slate && !failure && <p class="waiting">{say(words.opening)}</p>}
      {slate && pictures.length === 0 && <Empty wanted={wanted} forgo={forgo} />}
      {slate && pictures.length > 0 && (
        <div class="wall">
          <ul class={`slate slate--${composition(pictures)}`} key={slateId}>
            {pictures.map((picture, index) => (
              <Hung
                key={picture.url}
                picture={picture}
                source={ownPath(picture.url)}
                emotion={feeling.emotion}
                number={first + index}
                total={slate.total}
                liked={verdicts.get(keyOf(picture.url)) === "liked"}
                disliked={verdicts.get(keyOf(picture.url)) === "disliked"}
                like={() => void judge(picture, first + index, "liked")}
                dislike={() => void judge(picture, first + index, "disliked")}
              />
            ))}
          </ul>
        </div>
      )}
      <Trouble failure={failure} />

      <div class="garden__controls">
        <button type="button" class="button" disabled={slates < 2} onClick={previous}>
          {say(words.previous)}
        </button>
        <p class="garden__place">{place}</p>
        {failure && !slate ? (
          <button type="button" class="button button--main" onClick={walk.begin}>
            {say(words.tryAgain)}
          </button>
        ) : (
          <button type="button" class="button button--main" disabled={slates < 2} onClick={next}>
            {say(words.next)}
          </button>
        )}
      </div>
    </main>
  );
}
